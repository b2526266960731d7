"""How customers were the last time they said so: each customer's newest score, of any survey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from reports.people.stretches import Worth
from reports.people.whose import GROUPS, SEGMENT, Values, Whose, group, rows, span_of
from reports.period import Period
from surveys.scores import SCALES

# A score that is older says little about today.
NEW_ENOUGH = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Scores:
    """Customers with a score, and how many of them were happy and unhappy with it."""

    n: int = 0
    happy: int = 0
    unhappy: int = 0
    worth_unhappy: Worth = field(default_factory=Worth)


def flags(whose: Whose, period: Period) -> tuple[str, Values]:
    """SQL with a row per customer who gave a score in the year up to the period's end: customer, part by first contact
    (empty: they never made contact), kind, score and day of the newest one, happy and unhappy."""
    _start, end = span_of(period)
    return newest(whose, end - NEW_ENOUGH, end)


def newest(whose: Whose, since: datetime, until: datetime) -> tuple[str, Values]:
    """The same for the newest score of that span."""
    narrowed, values = whose.sql()
    join = "JOIN customers_customer c ON c.id = n.customer" if whose.segment else ""
    happy = " OR ".join(f"(kind = '{kind.value}' AND score >= {one.happy})" for kind, one in SCALES.items())
    unhappy = " OR ".join(f"(kind = '{kind.value}' AND score <= {one.unhappy})" for kind, one in SCALES.items())
    statement = f"""
        SELECT n.customer, COALESCE({whose.part}, '') AS part, n.kind, n.score, n.answered_at,
            {happy} AS happy, {unhappy} AS unhappy
        FROM (
            SELECT DISTINCT ON (i.customer_id) i.customer_id AS customer, a.kind, a.score, a.answered_at
            FROM surveys_surveyanswer a JOIN surveys_surveyinvitation i ON i.id = a.invitation_id
            WHERE a.answered_at >= %(scored_since)s AND a.answered_at < %(scored_until)s AND i.customer_id IS NOT NULL
            ORDER BY i.customer_id, a.answered_at DESC, a.id DESC
        ) n
        LEFT JOIN reports_activity h ON h.customer_id = n.customer AND h.is_first {join}
        WHERE true{narrowed}
    """  # noqa: S608 - names of our own columns and numbers only
    return statement, values | {"scored_since": since, "scored_until": until}


def count(whose: Whose, period: Period) -> Scores:
    """The whole, without values."""
    source, values = flags(whose, period)
    counted = "count(*), count(*) FILTER (WHERE happy), count(*) FILTER (WHERE unhappy)"
    (found,) = rows(f"SELECT {counted} FROM ({source}) f", values)  # noqa: S608
    return Scores(*found)


def by_group(whose: Whose, period: Period, top: Sequence[str]) -> dict[tuple[str, Any], Scores]:
    """The whole, each part by first contact and each of the segments `top`, and what the unhappy are worth."""
    source, values = flags(whose, period)
    statement = f"""
        SELECT GROUPING(part, segment), part, segment,
            count(*), count(*) FILTER (WHERE happy), count(*) FILTER (WHERE unhappy),
            count(value) FILTER (WHERE unhappy), COALESCE(sum(value) FILTER (WHERE unhappy), 0),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY value) FILTER (WHERE unhappy)
        FROM (SELECT f.*, c.value, {SEGMENT} AS segment FROM ({source}) f JOIN customers_customer c ON c.id = f.customer) g
        GROUP BY {GROUPS}
    """  # noqa: S608
    found = {("", ""): Scores()}
    for told_apart, part, segment, n, happy, unhappy, known, total, median in rows(
        statement, values | {"top": list(top)}
    ):
        found[group(told_apart, part, segment)] = Scores(n, happy, unhappy, Worth(known, float(total), median))
    return found
