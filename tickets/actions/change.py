"""The frame of every action: lock the row, change, write events and counts, publish after commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.wake import wake
from tickets import counts, events, hooks, sla, work
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Message, Ticket, TicketEvent


@dataclass(slots=True)
class Change:
    """What one action does to one ticket. `at` is when it happened (now, unless a channel says otherwise)."""

    ticket: Ticket
    actor: Actor
    at: datetime
    created: bool = False
    facts_before: dict[str, Any] = field(default_factory=dict)
    events: list[TicketEvent] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    bucket_before: counts.Key | None = None
    has_work: bool = False

    def event(self, kind: Kind, at: datetime | None = None, **data: Any) -> TicketEvent:
        """Write what happened, and a note of pending work for whoever must not miss it."""
        event = TicketEvent.objects.create(
            ticket=self.ticket,
            kind=kind,
            actor_kind=self.actor.kind,
            actor=self.actor.user,
            data=data | ({"chain": list(self.actor.chain)} if self.actor.chain else {}),
            at=at or self.at,
        )
        self.has_work |= bool(work.note(event))
        self.events.append(event)
        return event

    def add_message(self, message: Message) -> Message:
        message.save()
        self.messages.append(message)
        self.ticket.message_count += 1
        return message

    def finish(self) -> None:
        ticket = self.ticket
        standing = sla.set_deadlines(ticket)
        ticket.version += 1
        ticket.changed_at = timezone.now()
        ticket.save()
        hooks.tell_deadlines([standing])
        for message in self.messages:
            if message.version == 0:
                message.version = ticket.version
                Message.objects.filter(pk=message.pk).update(version=ticket.version)
        counts.record(self.bucket_before, counts.bucket(ticket))
        transaction.on_commit(self._publish, robust=True)
        if self.has_work:
            transaction.on_commit(lambda: wake("tickets.tasks.sweep_work"), robust=True)

    def _publish(self) -> None:
        events.ticket_changed.send_robust(sender=Ticket, ticket=self.ticket, change=self)


@contextmanager
def changing(number: int, actor: Actor, *, at: datetime | None = None) -> Iterator[Change]:
    """Lock the ticket and change it in one transaction. Nothing is written when nothing happened (no event, no message).

    Raises Ticket.DoesNotExist.
    """
    with transaction.atomic():
        ticket = (
            Ticket.objects.select_for_update(of=("self",), no_key=True)
            .select_related("customer", "inbox", "team", "assignee")
            .get(pk=number)
        )
        change = Change(ticket, actor, at or timezone.now(), facts_before=ticket.facts())
        change.bucket_before = counts.bucket(ticket)
        yield change
        if change.events or change.messages:
            change.finish()


@contextmanager
def creating(ticket: Ticket, actor: Actor, *, at: datetime | None = None) -> Iterator[Change]:
    """Insert a new ticket and go on as with `changing`; call it inside the caller's transaction and lock."""
    with transaction.atomic():
        moment = at or timezone.now()
        ticket.created_at = ticket.last_activity_at = ticket.resolution_clock_from = moment
        ticket.save(force_insert=True)
        change = Change(ticket, actor, moment, created=True)
        change.event(Kind.CREATED, channel=ticket.channel, inbox=ticket.inbox_id)
        yield change
        change.finish()
