"""What customers did in a period: how often they made contact, by how many channels, and whether they had to repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.models import Measure
from reports.models.fact import OF_CUSTOMERS
from reports.people.whose import GROUPS, SEGMENT, Values, Whose, group, rows
from reports.period import Period


@dataclass(slots=True)
class Contacts:
    """Customers by how many contacts they made (`times`); of those, who used several channels (`hopped`) and who changed it
    within one ticket (`switched`); who had a ticket first resolved (`served`), and had to repeat something in it.
    """

    times: Counter[int] = field(default_factory=Counter)
    hopped: int = 0
    switched: int = 0
    served: int = 0
    repeated: int = 0

    @property
    def n(self) -> int:
        return self.times.total()

    def add(self, times: int, n: int, hopped: int, switched: int, served: int, repeated: int) -> None:
        if times:
            self.times[times] += n
        self.hopped += hopped
        self.switched += switched
        self.served += served
        self.repeated += repeated


def flags(whose: Whose, period: Period) -> tuple[str, Values]:
    """SQL with a row per customer who did any of this in the period: customer, part (by first contact), contacts and
    the flags hopped, switched, served, repeated. The index fact_of_customers holds all of it."""
    narrowed, values = whose.sql()
    join = "JOIN customers_customer c ON c.id = k.customer" if whose.segment else ""
    contact, switched, repeated = (int(one) for one in (Measure.CONTACT, Measure.SWITCHED, Measure.REPEATED))
    # ANY is looked for element by element; containment of arrays sorts both first, which is most of the statement's time.
    spoke = f"({contact} = ANY(f.measures) OR {switched} = ANY(f.measures))"
    statement = f"""
        SELECT k.customer, {whose.part} AS part, k.contacts, k.contacts > 0 AND k.hopped AS hopped,
            k.contacts > 0 AND k.switched AS switched, k.served, k.repeated
        FROM (
            SELECT f.customer,
                count(*) FILTER (WHERE {contact} = ANY(f.measures)) AS contacts,
                min(f.channel COLLATE "C") FILTER (WHERE {spoke}) < max(f.channel COLLATE "C") FILTER (WHERE {spoke}) AS hopped,
                bool_or({switched} = ANY(f.measures)) AS switched,
                bool_or({repeated} = ANY(f.measures)) AS served,
                COALESCE(bool_or(f."values"[array_position(f.measures, {repeated}::smallint)] = 1)
                    FILTER (WHERE {repeated} = ANY(f.measures)), false) AS repeated
            FROM reports_fact f
            WHERE f.day BETWEEN %(first)s AND %(last)s
                AND f.measures && '{{{",".join(map(str, OF_CUSTOMERS))}}}'::smallint[]
            GROUP BY f.customer
        ) k
        JOIN reports_activity h ON h.customer_id = k.customer AND h.is_first {join}
        WHERE true{narrowed}
    """  # noqa: S608 - names of our own columns and numbers only
    return statement, values | {"first": period.first, "last": period.last}


_COUNTED = ", ".join(f"count(*) FILTER (WHERE {name})" for name in ("hopped", "switched", "served", "repeated"))


def count(whose: Whose, period: Period) -> Contacts:
    """The whole."""
    source, values = flags(whose, period)
    found = Contacts()
    for row in rows(f"SELECT contacts, count(*), {_COUNTED} FROM ({source}) f GROUP BY contacts", values):  # noqa: S608
        found.add(*row)
    return found


def by_group(whose: Whose, period: Period, top: Sequence[str]) -> dict[tuple[str, Any], Contacts]:
    """The whole, each part by first contact and each of the segments `top`."""
    source, values = flags(whose, period)
    statement = f"""
        SELECT GROUPING(part, segment), part, segment, contacts, count(*), {_COUNTED}
        FROM (SELECT f.*, {SEGMENT} AS segment FROM ({source}) f JOIN customers_customer c ON c.id = f.customer) g
        GROUP BY contacts, {GROUPS}
    """  # noqa: S608
    found: dict[tuple[str, Any], Contacts] = {("", ""): Contacts()}
    for told_apart, part, segment, *numbers in rows(statement, values | {"top": list(top)}):
        found.setdefault(group(told_apart, part, segment), Contacts()).add(*numbers)
    return found
