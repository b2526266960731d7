"""Who was active, came, came back and fell silent, from the stretches of activity (reports/facts/activity.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reports.people.whose import GROUPS, SEGMENT, Values, Whose, group, rows, span_of
from reports.period import Period


@dataclass(frozen=True, slots=True)
class Worth:
    """What the firm says some customers are worth together; `n` are those of whom it says so."""

    n: int = 0
    total: float = 0.0
    median: float | None = None


@dataclass(frozen=True, slots=True)
class Stretches:
    """Customers active at the beginning (`was`) and at the end (`now`) and at both (`kept`); of those active at the
    beginning the ones whose stretch ended (`lost`); those who came for the first time, and who came back."""

    was: int = 0
    now: int = 0
    kept: int = 0
    lost: int = 0
    came: int = 0
    back: int = 0
    worth_now: Worth = field(default_factory=Worth)
    worth_lost: Worth = field(default_factory=Worth)


FLAGS = ("was", "now", "kept", "lost", "came", "back")


def flags(whose: Whose, period: Period) -> tuple[str, Values]:
    """SQL with a row per customer who was active at any time of the period: customer, part (by first contact) and the flags.

    Active at a moment is who was so just before it, so that active at the end = active at the beginning + came + came back
    - stretches that ended, to the last customer.
    """
    narrowed, values = whose.sql()
    start, end = span_of(period)
    join = "JOIN customers_customer c ON c.id = h.customer_id" if whose.segment else ""
    statement = f"""
        SELECT customer, part, was, now, was AND now AS kept, lost, came, back FROM (
            SELECT customer, min(part COLLATE "C") AS part,
                bool_or(from_before) AS was,
                bool_or(goes_on) AS now,
                bool_or(from_before AND NOT goes_on) AS lost,
                bool_or(NOT from_before AND is_first) AS came,
                bool_or(NOT from_before AND NOT is_first) AS back
            FROM (
                SELECT h.customer_id AS customer, {whose.part} AS part, h.is_first,
                    lower(h.span) < %(start)s AS from_before, upper(h.span) >= %(end)s AS goes_on
                FROM reports_activity h {join}
                WHERE upper(h.span) >= %(start)s AND lower(h.span) < %(end)s{narrowed}
                OFFSET 0  -- keeps each end of a span from being read once per flag
            ) pieces
            GROUP BY customer
        ) stretches
    """  # noqa: S608 - names of our own columns only
    return statement, values | {"start": start, "end": end}


def count(whose: Whose, period: Period) -> Stretches:
    """The whole, without values."""
    source, values = flags(whose, period)
    counted = ", ".join(f"count(*) FILTER (WHERE {name})" for name in FLAGS)
    (found,) = rows(f"SELECT {counted} FROM ({source}) f", values)  # noqa: S608
    return Stretches(*found)


def by_group(whose: Whose, period: Period, top: Sequence[str]) -> dict[tuple[str, Any], Stretches]:
    """The whole, each part by first contact and each of the segments `top`, with what they are worth."""
    source, values = flags(whose, period)
    counted = ", ".join(f"count(*) FILTER (WHERE {name})" for name in FLAGS)
    worth = ", ".join(
        f"count(value) FILTER (WHERE {name}), COALESCE(sum(value) FILTER (WHERE {name}), 0), "
        f"percentile_cont(0.5) WITHIN GROUP (ORDER BY value) FILTER (WHERE {name})"
        for name in ("now", "lost")
    )
    statement = f"""
        SELECT GROUPING(part, segment), part, segment, {counted}, {worth}
        FROM (SELECT f.*, c.value, {SEGMENT} AS segment FROM ({source}) f JOIN customers_customer c ON c.id = f.customer) g
        GROUP BY {GROUPS}
    """  # noqa: S608
    found = {}
    for told_apart, part, segment, *numbers in rows(statement, values | {"top": list(top)}):
        now, lost = (Worth(n, float(total), median) for n, total, median in (numbers[6:9], numbers[9:12]))
        found[group(told_apart, part, segment)] = replace(Stretches(*numbers[:6]), worth_now=now, worth_lost=lost)
    return {("", ""): Stretches(), **found}


@dataclass(frozen=True, slots=True)
class Flow:
    """Within one piece of the period: first contacts, contacts after a lost stretch, stretches that ended."""

    came: int = 0
    back: int = 0
    ended: int = 0


def over_time(whose: Whose, period: Period) -> list[Flow]:
    """One for each of period.buckets(), in order."""
    narrowed, values = whose.sql()
    start, end = span_of(period)
    join = "JOIN customers_customer c ON c.id = h.customer_id" if whose.segment else ""
    bounds = [bucket.end for bucket in period.buckets()]

    def part(edge: str, kind: str) -> str:
        return f"""
            SELECT width_bucket({edge}(h.span), %(bounds)s::timestamptz[]) AS at, {kind} AS kind
            FROM reports_activity h {join}
            WHERE {edge}(h.span) >= %(start)s AND {edge}(h.span) < %(end)s{narrowed}
        """  # noqa: S608

    began = part("lower", "CASE WHEN h.is_first THEN 0 ELSE 1 END")
    statement = f"SELECT at, kind, count(*) FROM ({began} UNION ALL {part('upper', '2')}) flow GROUP BY at, kind"  # noqa: S608
    found = {(at, kind): n for at, kind, n in rows(statement, values | {"start": start, "end": end, "bounds": bounds})}
    return [Flow(*(found.get((index, kind), 0) for kind in range(3))) for index in range(len(bounds))]
