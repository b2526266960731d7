"""New and resolved tickets, and the backlog between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from reports.period import Period
from reports.scope import Scope
from tickets.events import Kind
from tickets.models import Ticket, TicketEvent
from tickets.models.ticket import DONE, UNRESOLVED

# Every change of status carries both keys (tickets/actions/_status.py).
INTO_DONE = Q(data__new__in=DONE) & ~Q(data__old__in=DONE)
OUT_OF_DONE = Q(data__old__in=DONE) & ~Q(data__new__in=DONE)


@dataclass(frozen=True, slots=True)
class Point:
    """One bucket. `backlog` is the number of unresolved tickets at its end (now, for one not over yet)."""

    bucket: Period
    new: int
    resolved: int
    backlog: int


def new_tickets(scope: Scope, start: datetime, end: datetime) -> QuerySet[Ticket]:
    """Tickets created in [start, end), without spam."""
    return Ticket.objects.filter(scope.q(), is_spam=False, created_at__gte=start, created_at__lt=end)


def moves(scope: Scope, condition: Q, start: datetime, end: datetime) -> QuerySet[TicketEvent]:
    """Changes of status in [start, end) that meet INTO_DONE or OUT_OF_DONE, without spam. Events are never rewritten."""
    return TicketEvent.objects.filter(
        scope.q("ticket__"), condition, kind=Kind.STATUS_CHANGED, ticket__is_spam=False, at__gte=start, at__lt=end
    )


def resolutions(scope: Scope, start: datetime, end: datetime) -> QuerySet[TicketEvent]:
    """Each time a ticket became resolved or closed; a reopened ticket may count again."""
    return moves(scope, INTO_DONE, start, end)


def unresolved(scope: Scope) -> QuerySet[Ticket]:
    return Ticket.objects.filter(scope.q(), status__in=UNRESOLVED, is_spam=False)


def backlog_at(scope: Scope, moment: datetime) -> QuerySet[Ticket]:
    """The tickets behind a backlog: created before, and not resolved by their last change of status before it."""
    own = TicketEvent.objects.filter(ticket=OuterRef("pk"), kind=Kind.STATUS_CHANGED)
    last = own.filter(at__lt=moment).order_by("-at", "-pk").values("data__new")[:1]
    # Only what is open now or moved since can have been open then: this spares a look at all old tickets.
    candidates = Q(status__in=UNRESOLVED) | Exists(own.filter(at__gte=moment))
    tickets = Ticket.objects.filter(scope.q(), candidates, is_spam=False, created_at__lt=moment)
    return tickets.annotate(status_then=Subquery(last)).filter(
        Q(status_then__isnull=True) | ~Q(status_then__in=[str(status) for status in DONE])
    )


@dataclass(frozen=True, slots=True)
class Volume:
    """`before` is the backlog when the period began."""

    points: list[Point]
    before: int

    @property
    def new(self) -> int:
        return sum(point.new for point in self.points)

    @property
    def resolved(self) -> int:
        return sum(point.resolved for point in self.points)

    @property
    def backlog(self) -> int:
        return self.points[-1].backlog


def over_time(scope: Scope, period: Period) -> Volume:
    """A point per bucket, from four counts. The backlog is counted backwards from now, so old history costs nothing."""
    far = max(period.end, timezone.now() + timedelta(minutes=1))
    new_by = _by_bucket(new_tickets(scope, period.start, far), period, "created_at")
    into_by = _by_bucket(moves(scope, INTO_DONE, period.start, far), period, "at")
    out_by = _by_bucket(moves(scope, OUT_OF_DONE, period.start, far), period, "at")
    backlog, buckets, points = unresolved(scope).count(), period.buckets(), []
    last = max([len(buckets) - 1, *new_by, *into_by, *out_by])
    for index in range(last, -1, -1):
        if index < len(buckets):
            points.append(Point(buckets[index], new_by[index], into_by[index], backlog))
        backlog += into_by[index] - out_by[index] - new_by[index]
    return Volume(points[::-1], backlog)


def totals(scope: Scope, period: Period) -> tuple[int, int]:
    """New and resolved in the period."""
    return (
        new_tickets(scope, period.start, period.end).count(),
        resolutions(scope, period.start, period.end).count(),
    )


def by_channel(scope: Scope, period: Period) -> dict[str, tuple[int, int]]:
    """Channel -> new and resolved."""
    new = new_tickets(scope, period.start, period.end).values_list("channel").order_by().annotate(n=Count("pk"))
    done = resolutions(scope, period.start, period.end).values_list("ticket__channel").order_by()
    created, resolved = dict(new), dict(done.annotate(n=Count("pk")))
    return {kind: (created.get(kind, 0), resolved.get(kind, 0)) for kind in created.keys() | resolved.keys()}


def _by_bucket(rows: QuerySet[Any], period: Period, column: str) -> Counter[int]:
    found = rows.annotate(bucket=period.bucket_of(column)).values("bucket").order_by().annotate(n=Count("pk"))
    return Counter({row["bucket"]: row["n"] for row in found})
