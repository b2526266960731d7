from __future__ import annotations

from datetime import datetime, timedelta

from tickets.actions import _status
from tickets.actions.change import changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Status, Ticket


def set_status(actor: Actor, number: int, status: str, *, at: datetime | None = None) -> Ticket:
    """Move to a status of tickets.models.Status; resolving and reopening set their clocks. ValueError for an unknown one."""
    status = Status(status)
    with changing(number, actor, at=at) as change:
        if _status.move(change, status):
            change.ticket.last_activity_at = max(change.ticket.last_activity_at, change.at)
    return change.ticket


def snooze(actor: Actor, number: int, until: datetime) -> Ticket:
    """Hide it from the open views until then, or until the customer writes. `until` is an aware time in the future."""
    with changing(number, actor) as change:
        if until <= change.at:
            raise ValueError("The time to wake up must lie in the future.")
        change.ticket.snoozed_until = until
        change.event(Kind.SNOOZED, until=until.isoformat())
    return change.ticket


def wake(actor: Actor, number: int) -> Ticket:
    with changing(number, actor) as change:
        if change.ticket.snoozed_until is not None:
            change.ticket.snoozed_until = None
            change.ticket.last_activity_at = max(change.ticket.last_activity_at, change.at)
            change.event(Kind.WOKEN)
    return change.ticket


def wake_due(actor: Actor, number: int, now: datetime) -> bool:
    """Wake it if its time has come, asked with the ticket locked: someone may have snoozed it anew, or another worker been
    quicker. Returns whether this woke it."""
    with changing(number, actor) as change:
        until = change.ticket.snoozed_until
        if until is None or until > now:
            return False
        wake(actor, number)
    return True


def close_due(actor: Actor, number: int) -> bool:
    """Close a resolved ticket for good if its time to reopen has passed, asked with the ticket locked: it may have been
    reopened, and even resolved again. Returns whether this closed it."""
    with changing(number, actor) as change:
        ticket = change.ticket
        if ticket.status != Status.RESOLVED or ticket.resolved_at is None:
            return False
        if ticket.resolved_at >= change.at - timedelta(days=ticket.inbox.reopen_days):
            return False
        set_status(actor, number, Status.CLOSED)
    return True


def set_spam(actor: Actor, number: int, is_spam: bool) -> Ticket:
    with changing(number, actor) as change:
        if change.ticket.is_spam != is_spam:
            change.ticket.is_spam = is_spam
            change.event(Kind.SPAM_CHANGED, spam=is_spam)
    return change.ticket
