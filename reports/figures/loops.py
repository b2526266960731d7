"""The closed loop: what became of unhappy answers, and what the second ask said. docs/metrics.md has the definitions."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.utils import timezone

from reports.figures import statistics
from reports.figures.satisfaction import narrow
from reports.figures.statistics import Interval
from reports.metrics.speed import Percentile
from reports.period import Period
from reports.scope import Scope
from surveys import scores
from surveys.followups.queries import OPEN, UNOWNED, counted
from surveys.models import CaseState, State, SurveyInvitation

FEW = 10
# What was frozen with the answer, or whoever owns the case.
DIMENSIONS = ("kind", "channel", "inbox", "team", "agent", "language")
SPLITS = ("", *DIMENSIONS, "owner")
_OF_CASE = "answer__invitation__"
_OF_SECOND = "second_of__"


@dataclass(frozen=True, slots=True)
class Change:
    """By how much one kind of score moved from the first answer to the second: `n` pairs, their mean and its 95 % interval
    (None of fewer than two)."""

    n: int
    mean: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Loops:
    """`opened` in the period, `opened_closed` of those closed now. `closed` in the period by a person for the first time,
    half of them within `median` seconds round the clock, nine in ten within `p90`. Of those opened, `judged` were closed or
    are past their deadline, `in_time` were closed before it. `open_now`, `overdue` and `unowned` are of this moment whatever
    the period. `asked_again` were sent and `answered_again` came in the period, `happy_again` of them happy; `changes` by
    kind of score.
    """

    opened: int = 0
    opened_closed: int = 0
    judged: int = 0
    in_time: int = 0
    open_now: int = 0
    overdue: int = 0
    unowned: int = 0
    closed: int = 0
    median: float | None = None
    p90: float | None = None
    asked_again: int = 0
    answered_again: int = 0
    happy_again: int = 0
    changes: dict[str, Change] = field(default_factory=dict)

    @property
    def share_closed(self) -> float | None:
        return self.opened_closed / self.opened if self.opened else None

    @property
    def share_closed_interval(self) -> Interval:
        return statistics.wilson(self.opened_closed, self.opened)

    @property
    def share_in_time(self) -> float | None:
        return self.in_time / self.judged if self.judged else None

    @property
    def share_in_time_interval(self) -> Interval:
        return statistics.wilson(self.in_time, self.judged)

    @property
    def share_happy_again(self) -> float | None:
        return self.happy_again / self.answered_again if self.answered_again else None

    @property
    def share_happy_again_interval(self) -> Interval:
        return statistics.wilson(self.happy_again, self.answered_again)

    @property
    def is_few(self) -> bool:
        """Too few opened to judge by."""
        return self.opened < FEW

    @property
    def is_few_again(self) -> bool:
        return self.answered_again < FEW


def loops(scope: Scope, period: Period, split: str = "") -> dict[Any, Loops]:
    """Key -> what became of the cases. Without a split the one key is ""; else the dimension's values that came (0 and "":
    none), by what was frozen with the answer; by "owner" those who have the cases. ValueError for an unknown split.

    Four queries, whatever the number of cases.
    """
    if split not in SPLITS:
        raise ValueError(f"Loops can't be split by {split}.")
    found: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
    for rows in (_flows, _times, _asked, _answered):
        for key, values in rows(scope, period, split).items():
            found[key] |= values
    if not split:
        found.setdefault("", {})
    return {key: Loops(**values) for key, values in found.items()}


def _flows(scope: Scope, period: Period, split: str) -> dict[Any, dict[str, Any]]:
    now = timezone.now()
    opened = Q(opened_at__gte=period.start, opened_at__lt=period.end)
    rows = counted().filter(narrow(scope, _OF_CASE), opened | OPEN).order_by().values_list(_key(split, _OF_CASE))
    sums = {
        "opened": opened,
        "opened_closed": opened & Q(state=CaseState.CLOSED),
        "judged": opened & (Q(in_time__isnull=False) | Q(due_at__lt=now)),
        "in_time": opened & Q(in_time=True),
        "open_now": OPEN,
        "overdue": OPEN & Q(due_at__lt=now),
        "unowned": OPEN & UNOWNED,
    }
    counts = rows.annotate(**{name: Count("pk", filter=condition) for name, condition in sums.items()})
    return {_none(key, split): dict(zip(sums, values, strict=True)) for key, *values in counts}


def _times(scope: Scope, period: Period, split: str) -> dict[Any, dict[str, Any]]:
    rows = counted().filter(narrow(scope, _OF_CASE))
    rows = rows.filter(first_closed_at__gte=period.start, first_closed_at__lt=period.end)
    took = ExpressionWrapper(F("first_closed_at") - F("opened_at"), output_field=DurationField())
    keyed = rows.annotate(took=took).order_by().values_list(_key(split, _OF_CASE))
    measured = keyed.annotate(n=Count("pk"), half=Percentile(F("took"), 0.5), most=Percentile(F("took"), 0.9))
    return {
        _none(key, split): {"closed": n, "median": _seconds(half), "p90": _seconds(most)}
        for key, n, half, most in measured
    }


def _seconds(took: timedelta | None) -> float | None:
    return None if took is None else took.total_seconds()


def _second(scope: Scope) -> QuerySet[SurveyInvitation]:
    """Second asks of the cases that count, narrowed by what was frozen with the first."""
    rows = SurveyInvitation.objects.filter(narrow(scope, _OF_SECOND), second_of__answer__case__isnull=False)
    return rows.exclude(ticket__is_spam=True).order_by()


def _asked(scope: Scope, period: Period, split: str) -> dict[Any, dict[str, Any]]:
    rows = _second(scope).filter(state=State.SENT, sent_at__gte=period.start, sent_at__lt=period.end)
    keyed = rows.values_list(_key(split, _OF_SECOND)).annotate(n=Count("pk"))
    return {_none(key, split): {"asked_again": n} for key, n in keyed}


def _answered(scope: Scope, period: Period, split: str) -> dict[Any, dict[str, Any]]:
    rows = _second(scope).filter(answer__answered_at__gte=period.start, answer__answered_at__lt=period.end)
    keyed = rows.values_list(_key(split, _OF_SECOND), "kind", "answer__score", "second_of__answer__score")
    counts: defaultdict[Any, Counter[tuple[str, int]]] = defaultdict(Counter)
    happy: Counter[Any] = Counter()
    for key, kind, score, before, n in keyed.annotate(n=Count("pk")):
        counts[_none(key, split)][kind, score - before] += n
        happy[_none(key, split)] += n * scores.is_happy(kind, score)
    return {
        key: {"answered_again": moved.total(), "happy_again": happy[key], "changes": _changes(moved)}
        for key, moved in counts.items()
    }


def _changes(moved: Counter[tuple[str, int]]) -> dict[str, Change]:
    by_kind: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for (kind, difference), n in moved.items():
        by_kind[kind][difference] += n
    return {
        kind: Change(statistics.total(one), statistics.mean(one) or 0.0, statistics.mean_interval(one))
        for kind, one in by_kind.items()
    }


def _key(split: str, prefix: str) -> Any:
    if not split:
        return Value("", output_field=CharField())
    if split == "owner":
        case = "" if prefix == _OF_CASE else "second_of__answer__case__"
        return Case(When(**{f"{case}owner__is_active": True}, then=F(f"{case}owner_id")))
    return F(f"{prefix}{split}" if split in {"kind", "channel", "language"} else f"{prefix}{split}_id")


def _none(key: Any, split: str) -> Any:
    return 0 if key is None and split in {"inbox", "team", "agent", "owner"} else key or ""
