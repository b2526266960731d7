"""CSAT: the share of 4 and 5, with its interval, and how many of those asked answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any

from django.db.models import Count, Q, QuerySet

from reports.period import Period
from reports.scope import Scope
from surveys.models import Kind, State, SurveyAnswer, SurveyInvitation

FEW = 10
Z95 = 1.959963984540054
HAPPY = Q(score__gte=4)


def wilson(happy: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927), within 0 and 1; (0, 1) when nobody answered."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = happy / n, Z95 * Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At the ends the formula gives exactly 0 and 1; floating point may miss them by a hair.
    return (0.0 if happy == 0 else max(0.0, middle - half)), (1.0 if happy == n else min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class Csat:
    n: int = 0
    happy: int = 0

    @property
    def share(self) -> float | None:
        return self.happy / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.happy, self.n)

    @property
    def is_few(self) -> bool:
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Asked:
    n: int = 0
    answered: int = 0

    @property
    def rate(self) -> float | None:
        return self.answered / self.n if self.n else None


def answers(scope: Scope, start: datetime, end: datetime) -> QuerySet[SurveyAnswer]:
    """Answers first given in [start, end), by the channel, team and inbox frozen when the question was sent."""
    found = SurveyAnswer.objects.filter(scope.q("invitation__"), kind=Kind.CSAT, invitation__second_of=None)
    return found.filter(answered_at__gte=start, answered_at__lt=end)


def invitations(scope: Scope, start: datetime, end: datetime) -> QuerySet[SurveyInvitation]:
    """Surveys sent in [start, end)."""
    sent = SurveyInvitation.objects.filter(scope.q(), kind=Kind.CSAT, state=State.SENT, second_of=None)
    return sent.filter(sent_at__gte=start, sent_at__lt=end)


SUMS = {"n": Count("pk"), "happy": Count("pk", filter=HAPPY)}


def overall(scope: Scope, period: Period) -> Csat:
    return Csat(**answers(scope, period.start, period.end).aggregate(**SUMS))


def asked(scope: Scope, period: Period) -> Asked:
    """How many were asked in the period, and how many of those have answered up to now."""
    sums = {"n": Count("pk"), "answered": Count("answer")}
    return Asked(**invitations(scope, period.start, period.end).aggregate(**sums))


def over_time(scope: Scope, period: Period) -> list[Csat]:
    rows = answers(scope, period.start, period.end).annotate(bucket=period.bucket_of("answered_at"))
    found = _keyed(rows, "bucket")
    return [found.get(index, Csat()) for index in range(len(period.buckets()))]


def by_channel(scope: Scope, period: Period) -> dict[str, Csat]:
    return _keyed(answers(scope, period.start, period.end), "invitation__channel")


def _keyed(rows: QuerySet[Any], key: str) -> dict[Any, Csat]:
    return {value: Csat(*sums) for value, *sums in rows.values_list(key).order_by().annotate(**SUMS)}
