"""How fast: first human response and resolution. Only agents' answers count, never automatic ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, QuerySet

from reports.period import Period
from reports.scope import Scope
from tickets.models import Ticket

FEW = 10


class Percentile(Aggregate):
    """PostgreSQL's percentile_cont: interpolated between the two nearest values."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: Any, fraction: float) -> None:
        super().__init__(expression, fraction=repr(float(fraction)))


@dataclass(frozen=True, slots=True)
class Speed:
    """`n` tickets, half of them faster than `median`, nine in ten faster than `p90`; None when there are none."""

    n: int = 0
    median: timedelta | None = None
    p90: timedelta | None = None

    @property
    def is_few(self) -> bool:
        return self.n < FEW


def first_responses(scope: Scope, start: datetime, end: datetime) -> QuerySet[Ticket]:
    """Tickets first answered by a person in [start, end), with `took`; none that an agent started, no spam."""
    tickets = Ticket.objects.filter(
        scope.q(), is_spam=False, started_by_agent=False, first_response_at__gte=start, first_response_at__lt=end
    )
    return tickets.annotate(took=_between("first_response_at"))


def first_resolutions(scope: Scope, start: datetime, end: datetime) -> QuerySet[Ticket]:
    """Tickets resolved for the first time in [start, end), with `took`. A later reopening never moves them."""
    tickets = Ticket.objects.filter(scope.q(), is_spam=False, first_resolved_at__gte=start, first_resolved_at__lt=end)
    return tickets.annotate(took=_between("first_resolved_at"))


SOURCES = {
    "first_response": (first_responses, "first_response_at"),
    "resolution": (first_resolutions, "first_resolved_at"),
}
SUMS = {"n": Count("pk"), "median": Percentile(F("took"), 0.5), "p90": Percentile(F("took"), 0.9)}


def overall(name: str, scope: Scope, period: Period) -> Speed:
    source, _column = SOURCES[name]
    return Speed(**source(scope, period.start, period.end).aggregate(**SUMS))


def over_time(name: str, scope: Scope, period: Period) -> list[Speed]:
    """One per bucket of the period."""
    source, column = SOURCES[name]
    rows = source(scope, period.start, period.end).annotate(bucket=period.bucket_of(column))
    found = _keyed(rows, "bucket")
    return [found.get(index, Speed()) for index in range(len(period.buckets()))]


def by_channel(name: str, scope: Scope, period: Period) -> dict[str, Speed]:
    source, _column = SOURCES[name]
    return _keyed(source(scope, period.start, period.end), "channel")


def _keyed(rows: QuerySet[Any], key: str) -> dict[Any, Speed]:
    return {value: Speed(*sums) for value, *sums in rows.values_list(key).order_by().annotate(**SUMS)}


def _between(column: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(column) - F("created_at"), output_field=DurationField())
