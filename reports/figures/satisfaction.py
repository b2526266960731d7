"""CSAT, NPS, CES and response rates, by what was frozen when the question was sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value

from reports.figures import statistics
from reports.figures.read import TIME
from reports.figures.statistics import Interval
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


def satisfaction(name: str, scope: Scope, period: Period, split: str = "") -> dict[Any, Counted]:
    """Key -> value, n, interval. CSAT is a share, NPS from -100 to 100, CES the mean of 1 to 7."""
    kind = "" if name == RESPONSE_RATE else name.removesuffix("_response_rate")
    if name in KINDS:
        return {
            key: _score(kind, counts) for key, counts in _by_key(answers(kind, scope, period), period, split).items()
        }
    counted = _by_key(asked(kind, scope, period), period, split)
    return {key: _share(counts[1], counts[0] + counts[1]) for key, counts in counted.items()}


def answers(kind: str, scope: Scope, period: Period) -> QuerySet[SurveyAnswer]:
    """Answers of a kind, or with "" of all, by the day they were first given; public ratings that nobody asked for count
    too."""
    rows = SurveyAnswer.objects.filter(narrow(scope, "invitation__"))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(answered_at__gte=period.start, answered_at__lt=period.end)


def asked(kind: str, scope: Scope, period: Period) -> QuerySet[SurveyInvitation]:
    """Surveys of a kind, or with "" of all, by the day they were sent."""
    rows = SurveyInvitation.objects.filter(narrow(scope), state=State.SENT)
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
    rows = SurveyInvitation.objects.filter(condition, state=State.NOT_SENT)
    return rows.filter(created_at__gte=period.start, created_at__lt=period.end)


def _score(kind: str, counts: Counter[int]) -> Counted:
    n = counts.total()
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


def _by_key(rows: QuerySet[Any], period: Period, split: str) -> dict[Any, Counter[int]]:
    """Key -> score (for surveys: answered or not, 1 and 0) -> how often."""
    is_answer = rows.model is SurveyAnswer
    prefix, moment = ("invitation__", "answered_at") if is_answer else ("", "sent_at")
    key: Any = {
        "": Value("", output_field=CharField()),
        TIME: period.bucket_of(moment),
        "topic": F(f"{prefix}topic"),
    }.get(split) or F(f"{prefix}{split}" + ("" if split in {"channel", "language"} else "_id"))
    score = F("score") if is_answer else Func(F("answer__id"), function="num_nonnulls")
    found: defaultdict[Any, Counter[int]] = defaultdict(Counter)
    grouped = rows.order_by().values_list(key, score).annotate(n=Count("pk"))
    tags = dict(Tag.objects.values_list("name", "pk")) if split == "topic" else {}
    for value, one, n in grouped:
        for each in [tags.get(name, 0) for name in value] or [0] if split == "topic" else [value]:
            found[each if each is not None else 0][one] += n
    return found
