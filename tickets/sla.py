"""Deadlines of a ticket under the one active policy, round the clock. Pure functions of the ticket and its target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from tickets.models import SLATarget, Ticket


@dataclass(frozen=True, slots=True)
class Target:
    first_response: timedelta
    resolution: timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """`state` is running, met or missed; `due_at` None where no target applies."""

    name: str
    due_at: datetime
    stopped_at: datetime | None

    @property
    def state(self) -> str:
        if self.stopped_at is None:
            return "missed" if timezone.now() > self.due_at else "running"
        return "met" if self.stopped_at <= self.due_at else "missed"


def targets() -> dict[int, Target]:
    """Priority -> target of the active policy; empty when none is active."""
    rows = SLATarget.objects.filter(policy__is_active=True).order_by("-policy_id")
    return {
        row.priority: Target(timedelta(minutes=row.first_response_minutes), timedelta(minutes=row.resolution_minutes))
        for row in rows
    }


def set_deadlines(ticket: Ticket, known: dict[int, Target] | None = None) -> None:
    """Put the due times on the (unsaved) ticket from its history and priority."""
    target = (known if known is not None else targets()).get(ticket.priority)
    if target is None:
        ticket.first_response_due_at = ticket.resolution_due_at = ticket.sla_due_at = None
        return
    ticket.first_response_due_at = None if ticket.started_by_agent else ticket.created_at + target.first_response
    ticket.resolution_due_at = ticket.resolution_clock_from + target.resolution
    running = [clock.due_at for clock in clocks(ticket) if clock.stopped_at is None]
    ticket.sla_due_at = min(running) if running and ticket.is_unresolved else None


def clocks(ticket: Ticket) -> list[Clock]:
    """First response (if wanted) and resolution. A ticket resolved without an answer stops the first clock as well."""
    found = []
    if ticket.first_response_due_at:
        stopped = ticket.first_response_at or ticket.first_resolved_at
        found.append(Clock("first_response", ticket.first_response_due_at, stopped))
    if ticket.resolution_due_at:
        found.append(Clock("resolution", ticket.resolution_due_at, ticket.resolved_at))
    return found
