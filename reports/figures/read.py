"""How often each value came, from the sums by month and day and, for days that are out of date, from the facts: one statement,
one snapshot, so that the figures are live and none is counted twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db import connection

from reports import rollups
from reports.facts import said
from reports.grains import DIMENSIONS, SUBJECT, grain_for
from reports.models import Measure
from reports.period import Period
from reports.scope import Scope

Histograms = dict[tuple[Any, Measure], dict[int, int]]
TIME = "time"
BEGINNING = date(1990, 1, 1)
DIRTY = "SELECT day FROM reports_dirtyday WHERE day BETWEEN %(first)s AND %(last)s"
DIRTY_DAYS = f"SELECT DISTINCT day FROM ({DIRTY}) noted"  # noqa: S608 - names of our own columns only
EVERY_DAY = "SELECT day::date FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS every(day)"
# Those that lie whole within the span and have no day that is out of date.
MONTHS = f"""
    SELECT month FROM reports_summedmonth
    WHERE month >= %(first)s AND month + interval '1 month' <= %(last)s + interval '1 day'
      AND month NOT IN (SELECT date_trunc('month', day)::date FROM ({DIRTY}) stale)
"""  # noqa: S608
OTHER_DAYS = f"""
    SELECT day::date FROM generate_series(
        greatest(%(first)s::date, (SELECT min(day) FROM reports_daily)), %(last)s::date, interval '1 day'
    ) AS every(day)
    WHERE day::date NOT IN ({DIRTY}) AND date_trunc('month', day)::date NOT IN ({MONTHS})
"""  # noqa: S608


def histograms(measures: Collection[Measure], scope: Scope, period: Period, split: str = "") -> Histograms:
    """(key, measure) -> value -> how often. The key is "" without a split, a bucket's number by time, else the dimension's."""
    return _read(measures, scope, period.first, period.last, split, period.step)


def by_subject(measures: Collection[Measure], scope: Scope, period: Period) -> Histograms:
    """The same with (channel, number of the ticket's topics taken together) as key: no ticket counts twice."""
    return _read(measures, scope, period.first, period.last, SUBJECT, 1)


def until(measures: Collection[Measure], scope: Scope, last: date, split: str = "") -> Histograms:
    """The same of everything up to the end of that day."""
    return _read(measures, scope, BEGINNING, last, split, 1)


def _read(measures: Collection[Measure], scope: Scope, first: date, last: date, split: str, step: int) -> Histograms:
    conditions, values = scope.dimensions()
    asked = {name for name, _operator in conditions} | ({split} if split in DIMENSIONS else set())
    asked |= {"channel", SUBJECT} if split == SUBJECT else set()
    grain = grain_for(asked)
    limits = "".join(f" AND {{{name}}} {operator}" for name, operator in conditions)

    def text(rows: str, topic: str, subject: str) -> tuple[str, str]:
        names = {name: topic if name == "topic" else f"{rows}.{name}" for name in DIMENSIONS}
        names[SUBJECT] = f"concat_ws(' ', {subject}, {rows}.channel)"
        key = f"(({rows}.day - %(first)s) / %(step)s)::text" if split == TIME else "''"
        return (f"({names[split]})::text" if split in names else key), limits.format(**names)

    of_surveys = [one for one in measures if one in said.OF_SURVEYS]
    of_tickets = [one for one in measures if one not in said.OF_SURVEYS]
    parts = [] if grain is None else _sums(text, by_month=split != TIME)
    topics = rollups.topics if "topic" in asked else lambda _rows: ""
    key, narrowed = text("f", "t.topic", rollups.subject("f"))
    if of_tickets:
        fresh = "f.day BETWEEN %(first)s AND %(last)s" if grain is None else f"f.day IN ({DIRTY})"
        parts.append(f"""
            SELECT {key} AS key, m.measure, m.value, 1 AS n
            FROM reports_fact f CROSS JOIN LATERAL unnest(f.measures, f."values") AS m(measure, value) {topics("f")}
            WHERE {fresh} AND m.measure = ANY(%(of_tickets)s){narrowed}
        """)  # noqa: S608 - names of our own columns only
    if of_surveys:
        days = EVERY_DAY if grain is None else DIRTY_DAYS
        parts.append(f"""
            SELECT {key} AS key, f.measure, f.value, 1 AS n
            FROM ({said.of_days(days, topics=not asked.isdisjoint({"topic", SUBJECT}))}) f {topics("f")}
            WHERE f.measure = ANY(%(of_surveys)s){narrowed}
        """)  # noqa: S608
    values |= {"first": first, "last": last, "step": step, "grain": grain, **said.parameters()}
    values |= {"measures": list(map(int, measures)), "of_tickets": list(map(int, of_tickets))}
    values |= {"of_surveys": list(map(int, of_surveys))}
    found: Histograms = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, measure, value, sum(n)::bigint FROM ({' UNION ALL '.join(f'({part})' for part in parts)}) found GROUP BY 1, 2, 3",  # noqa: S608
            values,
        )
        for one, measure, value, n in cursor.fetchall():
            found[_key(one, split), Measure(measure)][value] = n
    return found


def _sums(text: Callable[[str, str, str], tuple[str, str]], *, by_month: bool) -> list[str]:
    """Whole months that are summed, then the days that no such month has. By time it takes days: a bar may be one."""
    key, narrowed = text("d", "d.topic", "d.topic")

    def rows(table: str, when: str) -> str:
        # OFFSET 0 keeps the planner from turning day by day into one walk over years of which most is thrown away.
        return f"""
            SELECT {key} AS key, d.measure, h.value, h.n
            FROM {table} d CROSS JOIN LATERAL unnest(d."values", d.counts) AS h(value, n)
            WHERE d.grain = %(grain)s AND d.measure = ANY(%(measures)s) AND {when}{narrowed} OFFSET 0
        """  # noqa: S608

    if not by_month:
        return [rows("reports_daily", f"d.day BETWEEN %(first)s AND %(last)s AND d.day NOT IN ({DIRTY})")]
    return [
        f"SELECT m.* FROM ({MONTHS}) one CROSS JOIN LATERAL ({rows('reports_monthly', 'd.month = one.month')}) m",  # noqa: S608
        f"SELECT m.* FROM ({OTHER_DAYS}) one CROSS JOIN LATERAL ({rows('reports_daily', 'd.day = one.day')}) m",  # noqa: S608
    ]


def _key(text: str, split: str) -> Any:
    if split == SUBJECT:
        subject, _space, channel = text.partition(" ")
        return channel, int(subject)
    return int(text) if split in {TIME, "inbox", "team", "agent", "topic"} else text
