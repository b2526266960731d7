"""Customers by the month of their first contact: how many of them made contact again in each month after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.people.whose import Whose, rows
from reports.period import Period

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Cohort:
    """`again[k]` customers made contact k months after `month`, the first being all of them; as far as months have begun."""

    month: date
    again: list[int]

    @property
    def size(self) -> int:
        return self.again[0]


def cohorts(whose: Whose, period: Period) -> list[Cohort]:
    """The twelve months up to the one in which the period ends, the oldest first; months without a new customer too."""
    last = period.last.replace(day=1)
    months = [_before(last, back) for back in range(MONTHS - 1, -1, -1)]
    narrowed, values = whose.sql("h")
    join = "JOIN customers_customer c ON c.id = h.customer_id" if whose.segment else ""
    statement = f"""
        SELECT h.cohort, h.month, count(*) FROM reports_contactmonth h {join}
        WHERE h.cohort BETWEEN %(first)s AND %(last)s AND h.month <= %(last)s{narrowed}
        GROUP BY h.cohort, h.month
    """  # noqa: S608 - names of our own columns only
    found = {(cohort, month): n for cohort, month, n in rows(statement, values | {"first": months[0], "last": last})}
    return [
        Cohort(month, [found.get((month, later), 0) for later in months[index:]]) for index, month in enumerate(months)
    ]


def _before(month: date, back: int) -> date:
    years, left = divmod(month.year * 12 + month.month - 1 - back, 12)
    return date(years, left + 1, 1)
