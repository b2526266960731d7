"""Which customers a figure is about: narrowed by where they first wrote and by segment; and the groups they are told apart by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Min
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils import timezone

from core.text import clean_line
from customers.models import Customer
from customers.worth import MAX_SEGMENT
from reports.facts.activity import HOME
from reports.period import Period
from reports.scope import Scope

MOST_SEGMENTS = 12
Values = dict[str, Any]
_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Whose:
    """`segment` is one in the database's lower case, "" for all customers. `by` is what they are told apart by, one of HOME. Tags
    and agents are none of a customer's own."""

    scope: Scope = field(default_factory=Scope)
    segment: str = ""
    by: str = HOME[0]

    def sql(self, home: str = "h", customer: str = "c") -> tuple[str, Values]:
        """Conditions (each with its AND) on a row of Activity and one of Customer, by these aliases."""
        asked = {name: getattr(self.scope, name) for name in HOME if getattr(self.scope, name)}
        conditions = [f" AND {home}.{name} = %(is_{name})s" for name in asked]
        values = {f"is_{name}": value for name, value in asked.items()}
        if self.segment:
            conditions.append(f" AND {customer}.segment <> '' AND lower({customer}.segment) = %(segment)s")
            values["segment"] = self.segment
        return "".join(conditions), values

    @classmethod
    def from_query(cls, query: QueryDict, scope: Scope) -> Whose:
        by = query.get("split", "")
        segment = clean_line(query.get("segment", ""), MAX_SEGMENT)
        return cls(replace(scope, agent=0, topic=0), segment, by if by in HOME else HOME[0])

    @property
    def part(self) -> str:
        """SQL, of a row of Activity as `h`: which part a customer is of, as text; "" or 0 of none."""
        assert self.by in HOME
        return f"h.{self.by}::text"

    def params(self) -> dict[str, str]:
        """For links; what is not set stays out."""
        return {**self.scope.params(), **({"segment": self.segment} if self.segment else {})}


def span_of(period: Period) -> tuple[datetime, datetime]:
    """From when until when: a day that isn't over counts as far as it has gone."""
    now = timezone.now()
    return min(period.start, now), min(period.end, now)


def top_segments() -> list[tuple[str, str]]:
    """(in lower case, as it was typed) of the segments with most customers, the largest first."""
    known = Customer.objects.order_by().exclude(segment="").filter(merged_into=None)
    found = known.values_list(Lower("segment")).annotate(typed=Min("segment"), n=Count("pk")).order_by("-n", "typed")
    return [(name, typed) for name, typed, _n in found[:MOST_SEGMENTS]]


def rows(statement: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def positional(statement: str, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The same statement with its values in order, as querysets take them."""
    return _NAMED.sub("%s", statement), [values[name] for name in _NAMED.findall(statement)]


# How a statement tells groups apart, and which of them each of its rows is about. The whole comes along.
GROUPS = "GROUPING SETS ((), (part), (segment))"
SEGMENT = "COALESCE(array_position(%(top)s::text[], lower(c.segment)), 0)"


def group(told_apart: int, part: str | None, segment: int | None) -> tuple[str, Any]:
    """What GROUPING(part, segment) says: ("", "") for the whole, ("part", which), or ("segment", the place in the
    list of segments, from 1; 0 for all others)."""
    if told_apart == 1:
        return "part", part
    return ("segment", segment) if told_apart == 2 else ("", "")
