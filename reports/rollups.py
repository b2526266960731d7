"""Sums by day and by month: the facts of a dirty day are summed anew, each day by one worker at a time; a month from its days."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import connection, transaction

from core import sweeps
from reports.facts import said
from reports.grains import DIMENSIONS, GRAINS, SUBJECT
from reports.models import Daily, DirtyDay, Monthly, SummedMonth
from reports.period import today

_LOCK, _MONTH_LOCK = 4107, 4108
NAMES = ", ".join(DIMENSIONS)
SWEEP = "figures: days"


def topics(rows: str) -> str:
    """SQL: where a ticket carries no topic it stands under 0; where it carries several, under each of them."""
    return f"CROSS JOIN LATERAL unnest(CASE WHEN {rows}.topics = '{{}}' THEN '{{0}}'::bigint[] ELSE {rows}.topics END) AS t(topic)"


def subject(rows: str) -> str:
    """SQL: one number of all its topics, the same in every process; 0 of none."""
    return f"CASE WHEN {rows}.topics = '{{}}' THEN 0 ELSE hashtextextended({rows}.topics::text, 0) END"


def sum_dirty(limit: int = 60) -> int:
    """Sum what is out of date, the newest days first, one transaction each; then months whose days are all summed. Returns how
    many days were summed."""
    days = DirtyDay.objects.exclude(day__in=sweeps.resting(SWEEP)).order_by("-day").values_list("day", flat=True)
    summed = sweeps.each(SWEEP, list(days.distinct()[:limit]), _sum)
    _sum_months(limit)
    return summed


def _sum(day: date) -> bool:
    month = day.replace(day=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, day.toordinal()])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_MONTH_LOCK, month.toordinal()])
        SummedMonth.objects.filter(month=month).delete()
        # First the notes, then the facts: a note that is seen here comes with facts that are seen below.
        DirtyDay.objects.filter(day=day).delete()
        Daily.objects.filter(day=day).delete()
        for grain, dimensions in GRAINS.items():
            cursor.execute(_of_facts(grain, dimensions), {"day": day})
            cursor.execute(_of_surveys(grain, dimensions), {"day": day, **said.parameters()})
    return True


def _of_facts(grain: int, dimensions: Collection[str]) -> str:
    return _insert(
        grain,
        dimensions,
        f"""
            SELECT f.day, m.measure, m.value, {_columns("f", dimensions)}
            FROM reports_fact f
            CROSS JOIN LATERAL unnest(f.measures, f."values") AS m(measure, value)
            {topics("f") if "topic" in dimensions else ""}
            WHERE f.day = %(day)s
        """,  # noqa: S608 - names of our own columns only
    )


def _of_surveys(grain: int, dimensions: Collection[str]) -> str:
    known = not {"topic", SUBJECT}.isdisjoint(dimensions)
    return _insert(
        grain,
        dimensions,
        f"""
            SELECT s.day, s.measure, s.value, {_columns("s", dimensions)}
            FROM ({said.of_days("SELECT %(day)s::date AS day", topics=known)}) s
            {topics("s") if "topic" in dimensions else ""}
        """,  # noqa: S608
    )


def _columns(rows: str, dimensions: Iterable[str]) -> str:
    known = {name: f"{rows}.{name}" for name in dimensions} | {"topic": "t.topic" if "topic" in dimensions else "0"}
    if SUBJECT in dimensions:
        known["topic"] = subject(rows)
    blank = {name: "''" if name in {"channel", "language"} else "0" for name in DIMENSIONS}
    return ", ".join(f"{known.get(name, blank[name])} AS {name}" for name in DIMENSIONS)


def _insert(grain: int, dimensions: Iterable[str], rows: str) -> str:
    return f"""
        INSERT INTO reports_daily (grain, day, measure, {NAMES}, "values", counts)
        SELECT {grain}, day, measure, {NAMES}, array_agg(value ORDER BY value), array_agg(n ORDER BY value)
        FROM (
            SELECT day, measure, value, {NAMES}, count(*)::int AS n
            FROM ({rows}) facts
            GROUP BY day, measure, value, {NAMES}
        ) summed
        GROUP BY day, measure, {NAMES}
    """  # noqa: S608 - names of our own columns only


def _sum_months(limit: int) -> None:
    """Months that are over, have days, none of them out of date, and stand in no sum yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT date_trunc('month', day)::date FROM reports_daily WHERE grain = 0 AND day < %s
            EXCEPT SELECT month FROM reports_summedmonth
            EXCEPT SELECT DISTINCT date_trunc('month', day)::date FROM reports_dirtyday
            ORDER BY 1 DESC LIMIT %s
            """,
            [today().replace(day=1), limit],
        )
        months = [month for (month,) in cursor.fetchall()]
    sweeps.each("figures: months", months, _sum_month)


def _sum_month(month: date) -> bool:
    """None of its days is summed meanwhile: whoever sums one holds the month's lock, shared."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_MONTH_LOCK, month.toordinal()])
        if not cursor.fetchone()[0]:
            return False
        SummedMonth.objects.filter(month=month).delete()
        Monthly.objects.filter(month=month).delete()
        cursor.execute(
            f"""
            INSERT INTO reports_monthly (grain, month, measure, {NAMES}, "values", counts)
            SELECT grain, %(month)s, measure, {NAMES}, array_agg(value ORDER BY value), array_agg(n ORDER BY value)
            FROM (
                SELECT grain, measure, {NAMES}, h.value, sum(h.n)::int AS n
                FROM reports_daily d CROSS JOIN LATERAL unnest(d."values", d.counts) AS h(value, n)
                WHERE day >= %(month)s AND day < (%(month)s + interval '1 month')
                GROUP BY grain, measure, {NAMES}, h.value
            ) summed
            GROUP BY grain, measure, {NAMES}
            """,  # noqa: S608
            {"month": month},
        )
        SummedMonth.objects.create(month=month)
    return True
