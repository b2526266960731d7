"""How long people were online, and how many answers that makes an hour. Stretches are read where the periods cut them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Min
from django.utils import timezone

from accounts.models import OnlineStretch
from accounts.presence import KEPT
from reports.figures.read import TIME, histograms
from reports.figures.statistics import Interval, total
from reports.models import Measure
from reports.period import Period, firm_day
from reports.scope import Scope

HOURS, PER_HOUR = "online", "answers_per_hour"
PRESENCE = (HOURS, PER_HOUR)
# Of less than that nobody can say how many answers make an hour.
LEAST_S = 3600
# By what they can be told apart: a channel or a topic has no presence, and no hour belongs to one of a person's teams.
SPLITS = {HOURS: ("", TIME, "agent", "team"), PER_HOUR: ("", "agent")}
Counted = tuple[float | None, int, Interval | None]


def presence(name: str, scope: Scope, period: Period | None, split: str = "") -> dict[Any, Counted]:
    """Key -> value, n. `online` in hours, n the number of people; `answers_per_hour`, n the answers of those people, whoever's
    ticket it was: for that the days must be `known`. Nothing where the scope or the split asks for what presence doesn't know,
    nor for days of which nothing is kept."""
    narrow = (scope.channel, scope.inbox, scope.topic, scope.language)
    if period is None or split not in SPLITS[name] or any(narrow) or period.start < timezone.now() - KEPT:
        return {}
    if name == HOURS:
        return {key: (took / 3600, people, None) for key, (took, people) in online(scope, period, split).items()}
    by_agent = online(scope, period, "agent")
    answers: Counter[int] = Counter()
    for (agent, _measure), counts in histograms([Measure.ANSWER], replace(scope, team=0), period, "agent").items():
        answers[agent] += total(counts) if agent in by_agent else 0
    if split == "agent":
        return {agent: _rate(answers[agent], took) for agent, (took, _n) in by_agent.items() if took >= LEAST_S}
    took = sum(seconds for seconds, _n in by_agent.values())
    return {"": _rate(answers.total(), took)} if took >= LEAST_S else {}


def _rate(answers: int, seconds: float) -> Counted:
    return answers * 3600 / seconds, answers, None


def known(period: Period) -> Period | None:
    """The days of the period of which presence is known whole: from the one after it was first kept."""
    first = OnlineStretch.objects.aggregate(first=Min("since"))["first"]
    if first is None:
        return None
    begins = period.first if first <= period.start else max(period.first, firm_day(first) + timedelta(days=1))
    return Period(begins, period.last) if begins <= period.last else None


def online(scope: Scope, period: Period, split: str = "") -> Mapping[Any, tuple[float, int]]:
    """Key -> seconds online and how many people that was; by team everybody counts under each of theirs."""
    buckets = period.buckets() if split == TIME else [period]
    key = {TIME: "b.place - 1", "agent": "s.user_id", "team": "m.team_id"}.get(split, "0")
    members = "JOIN accounts_membership m ON m.user_id = s.user_id" if split == "team" else ""
    conditions, values = ["s.until > %(start)s", "s.since < %(end)s"], {"start": period.start, "end": period.end}
    if scope.agent:
        conditions.append("s.user_id = %(agent)s")
    if scope.team:
        conditions.append("s.user_id IN (SELECT user_id FROM accounts_membership WHERE team_id = %(team)s)")
        if split == "team":
            conditions.append("m.team_id = %(team)s")
    statement = f"""
        SELECT {key}, sum(extract(epoch FROM least(s.until, b.ends) - greatest(s.since, b.starts))),
               count(DISTINCT s.user_id)
        FROM accounts_onlinestretch s {members}
        JOIN unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) WITH ORDINALITY AS b(starts, ends, place)
          ON s.since < b.ends AND s.until > b.starts
        WHERE {" AND ".join(conditions)}
        GROUP BY 1
    """  # noqa: S608 - names of our own columns only
    asked: dict[str, Any] = {
        **values,
        "starts": [bucket.start for bucket in buckets],
        "ends": [bucket.end for bucket in buckets],
        "agent": scope.agent,
        "team": scope.team,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return {one if split else "": (float(took), people) for one, took, people in cursor.fetchall()}
