"""Sums by day: the facts of a dirty day are summed anew, each day by one worker at a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction

from reports.grains import DIMENSIONS, GRAINS, SUBJECT
from reports.models import Daily, DirtyDay

_LOCK = 4107
# Where a ticket carries no topic it stands under 0; where it carries several, under each of them.
TOPICS = "CROSS JOIN LATERAL unnest(CASE WHEN f.topics = '{}' THEN '{0}'::bigint[] ELSE f.topics END) AS t(topic)"
# The same topics always give the same number, whatever the process; no topic at all gives 0.
ALL_TOPICS = "CASE WHEN f.topics = '{}' THEN 0 ELSE hashtextextended(f.topics::text, 0) END"


def mark(days: Collection[date]) -> None:
    """These days' facts change in this transaction."""
    DirtyDay.objects.bulk_create([DirtyDay(day=day) for day in sorted(set(days))])


def sum_dirty(limit: int = 60) -> int:
    """Sum what is out of date, the newest days first, one transaction each. Returns how many days were summed."""
    days = DirtyDay.objects.order_by("-day").values_list("day", flat=True).distinct()[:limit]
    return sum(_sum(day) for day in list(days))


def _sum(day: date) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, day.toordinal()])
        if not cursor.fetchone()[0]:
            return False
        # First the notes, then the facts: a note that is seen here comes with facts that are seen below.
        DirtyDay.objects.filter(day=day).delete()
        Daily.objects.filter(day=day).delete()
        for grain, dimensions in GRAINS.items():
            cursor.execute(_statement(grain, dimensions), [day])
    return True


def _statement(grain: int, dimensions: Collection[str]) -> str:
    known = {name: "t.topic" if name == "topic" else f"f.{name}" for name in dimensions if name != SUBJECT}
    if SUBJECT in dimensions:
        known["topic"] = f"({ALL_TOPICS})"
    blank = {name: "''" if name in {"channel", "language"} else "0" for name in DIMENSIONS}
    names = ", ".join(DIMENSIONS)
    columns = ", ".join(f"{known.get(name, blank[name])} AS {name}" for name in DIMENSIONS)
    groups = ", ".join(["f.day", "m.measure", "m.value", *known.values()])
    return f"""
        INSERT INTO reports_daily (grain, day, measure, {names}, "values", counts)
        SELECT {grain}, day, measure, {names}, array_agg(value ORDER BY value), array_agg(n ORDER BY value)
        FROM (
            SELECT f.day, m.measure, m.value, {columns}, count(*)::int AS n
            FROM reports_fact f
            CROSS JOIN LATERAL unnest(f.measures, f."values") AS m(measure, value)
            {TOPICS if "topic" in dimensions else ""}
            WHERE f.day = %s
            GROUP BY {groups}
        ) summed
        GROUP BY day, measure, {names}
    """  # noqa: S608 - names of our own columns only
