"""How a status moves, shared by the actions that move it."""

from __future__ import annotations

from typing import Any

from tickets import sla
from tickets.actions.change import Change
from tickets.events import Kind
from tickets.models import Status
from tickets.models.ticket import DONE


def move(change: Change, status: str) -> bool:
    """Set the status and what hangs on it; writes the event. Returns whether anything changed."""
    ticket, old = change.ticket, change.ticket.status
    if old == status:
        return False
    settled: dict[str, Any] = {}
    if status in DONE and old not in DONE:
        settled = sla.judged(ticket, change.at, sla.FIRST, sla.NEXT, sla.RESOLUTION)
    ticket.status = status
    if status in DONE:
        ticket.snoozed_until = None
        ticket.waiting_since = None
        ticket.resolved_at = ticket.resolved_at if old in DONE and ticket.resolved_at else change.at
        ticket.first_resolved_at = ticket.first_resolved_at or change.at
        ticket.closed_at = change.at if status == Status.CLOSED else None
    elif old in DONE:
        ticket.reopen_count += 1
        ticket.resolution_cycle += 1
        ticket.resolution_clock_from = change.at
        ticket.resolved_at = ticket.closed_at = None
        change.event(Kind.REOPENED, old=old, new=status, cycle=ticket.resolution_cycle)
    change.event(Kind.STATUS_CHANGED, old=old, new=status, cycle=ticket.resolution_cycle, **settled)
    return True
