"""How often each value came, from the sums by day and, for days that are out of date, from the facts: one statement, one
snapshot, so that the figures are live and none is counted twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

from reports.grains import DIMENSIONS, SUBJECT, grain_for
from reports.models import Measure
from reports.period import Period
from reports.rollups import ALL_TOPICS, TOPICS
from reports.scope import Scope

Histograms = dict[tuple[Any, Measure], dict[int, int]]
TIME = "time"
BEGINNING = date(1990, 1, 1)


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
    topics = TOPICS if "topic" in asked else ""
    limits = "".join(f" AND {{{name}}} {operator}" for name, operator in conditions)

    def text(alias: str, topic: str, subject: str) -> tuple[str, str]:
        names = {name: topic if name == "topic" else f"{alias}.{name}" for name in DIMENSIONS}
        names[SUBJECT] = f"concat_ws(' ', {subject}, {alias}.channel)"
        key = f"(({alias}.day - %(first)s) / %(step)s)::text" if split == TIME else "''"
        return (f"({names[split]})::text" if split in names else key), limits.format(**names)

    in_facts, facts_limits = text("f", "t.topic", ALL_TOPICS)
    in_sums, sums_limits = text("d", "d.topic", "d.topic")
    dirty = "SELECT day FROM reports_dirtyday WHERE day BETWEEN %(first)s AND %(last)s"
    stale = f"f.day IN ({dirty})" if grain is not None else "f.day BETWEEN %(first)s AND %(last)s"
    sums = f"""
        SELECT {in_sums} AS key, d.measure, h.value, h.n
        FROM reports_daily d CROSS JOIN LATERAL unnest(d."values", d.counts) AS h(value, n)
        WHERE d.grain = %(grain)s AND d.measure = ANY(%(measures)s) AND d.day BETWEEN %(first)s AND %(last)s
          AND d.day NOT IN ({dirty}){sums_limits}
        UNION ALL
    """  # noqa: S608 - names of our own columns only
    statement = f"""
        SELECT key, measure, value, sum(n)::bigint FROM (
            {sums if grain is not None else ""}
            SELECT {in_facts} AS key, m.measure, m.value, 1 AS n
            FROM reports_fact f CROSS JOIN LATERAL unnest(f.measures, f."values") AS m(measure, value) {topics}
            WHERE {stale} AND m.measure = ANY(%(measures)s){facts_limits}
        ) found GROUP BY key, measure, value
    """  # noqa: S608
    values |= {"first": first, "last": last, "step": step, "grain": grain, "measures": [int(one) for one in measures]}
    found: Histograms = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for key, measure, value, n in cursor.fetchall():
            found[_key(key, split), Measure(measure)][value] = n
    return found


def _key(text: str, split: str) -> Any:
    if split == SUBJECT:
        subject, _space, channel = text.partition(" ")
        return channel, int(subject)
    return int(text) if split in {TIME, "inbox", "team", "agent", "topic"} else text
