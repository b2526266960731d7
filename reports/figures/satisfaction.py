"""CSAT, NPS, CES and response rates, by what was frozen when the question was sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from reports.facts import said
from reports.figures import read, statistics
from reports.figures.statistics import Interval
from reports.models import Measure
from reports.period import Period
from reports.scope import Scope
from surveys import scores
from surveys.models import State, SurveyAnswer, SurveyInvitation
from tickets.models import Tag

KINDS = {kind.value: kind for kind in scores.Kind}
SATISFACTION = (*KINDS, *(f"{kind}_response_rate" for kind in KINDS))
# Of surveys of all kinds together.
RESPONSE_RATE = "response_rate"
Counted = tuple[float | None, int, Interval | None]


def satisfaction(names: Iterable[str], scope: Scope, period: Period, split: str = "") -> dict[str, dict[Any, Counted]]:
    """Figure -> key -> value, n, interval. CSAT is a share, NPS from -100 to 100, CES the mean of 1 to 7."""
    measures = {name: _measures(name) for name in names}
    counted: defaultdict[str, defaultdict[Any, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    wanted = {one for several in measures.values() for one in several}
    for (key, measure), counts in read.histograms(wanted, scope, period, split).items():
        for name, several in measures.items():
            if measure in several:
                counted[name][key].update(counts)
    return {name: {key: _counted(name, counts) for key, counts in counted[name].items()} for name in measures}


def _measures(name: str) -> tuple[Measure, ...]:
    if name == RESPONSE_RATE:
        return tuple(said.ASKED.values())
    return (said.SCORES[name] if name in KINDS else said.ASKED[name.removesuffix("_response_rate")],)


def _counted(name: str, counts: Counter[int]) -> Counted:
    return _score(name, counts) if name in KINDS else _share(counts[1], counts.total())


def answers(kind: str, scope: Scope, period: Period) -> QuerySet[SurveyAnswer]:
    """Answers of a kind, or with "" of all, by the day they were first given; public ratings that nobody asked for count
    too."""
    rows = SurveyAnswer.objects.filter(narrow(scope, "invitation__"), invitation__second_of=None)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(answered_at__gte=period.start, answered_at__lt=period.end)


def asked(kind: str, scope: Scope, period: Period) -> QuerySet[SurveyInvitation]:
    """Surveys of a kind, or with "" of all, by the day they were sent."""
    rows = SurveyInvitation.objects.filter(narrow(scope), state=State.SENT, second_of=None)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(sent_at__gte=period.start, sent_at__lt=period.end)


def not_asked(scope: Scope, period: Period, reason: str = "") -> QuerySet[SurveyInvitation]:
    """Who was not asked, by the day this was decided. Nothing is frozen with them: what narrows is what their ticket has now."""
    condition = scope.q("ticket__")
    if scope.agent:
        condition &= Q(ticket__assignee_id=scope.agent)
    if scope.language:
        condition &= Q(ticket__language=scope.language)
    if scope.topic:
        condition &= Q(ticket__tags=scope.topic)
    if reason:
        condition &= Q(reason=reason)
    rows = SurveyInvitation.objects.filter(condition, state=State.NOT_SENT, second_of=None)
    return rows.filter(created_at__gte=period.start, created_at__lt=period.end)


def _score(kind: str, counts: statistics.Counts) -> Counted:
    n = statistics.total(counts)
    happy = sum(count for score, count in counts.items() if scores.is_happy(kind, score))
    unhappy = sum(count for score, count in counts.items() if scores.is_unhappy(kind, score))
    if kind == scores.Kind.CSAT:
        return _share(happy, n)
    if kind == scores.Kind.CES:
        return statistics.mean(counts), n, _within(statistics.mean_interval(counts), 1, 7)
    low, high = statistics.nps_interval(happy, unhappy, n)
    return (100 * (happy - unhappy) / n if n else None), n, (100 * low, 100 * high)


def _share(hits: int, n: int) -> Counted:
    return (hits / n if n else None), n, statistics.wilson(hits, n)


def _within(interval: Interval | None, low: float, high: float) -> Interval | None:
    return None if interval is None else (max(low, interval[0]), min(high, interval[1]))


def narrow(scope: Scope, prefix: str = "") -> Q:
    """The condition on what was frozen with a survey; `prefix` is the way to it ("invitation__")."""
    condition = scope.q(prefix)
    if scope.agent:
        condition &= Q(**{f"{prefix}agent_id": scope.agent})
    if scope.language:
        condition &= Q(**{f"{prefix}language": scope.language})
    if scope.topic:
        names = list(Tag.objects.filter(pk=scope.topic).values_list("name", flat=True))
        condition &= Q(**{f"{prefix}topic__overlap": names or [""]})
    return condition
