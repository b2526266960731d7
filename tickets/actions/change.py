"""The frame of every action: lock the row, change, write events and counts, publish after commit.

An action within another's change of the same ticket (the effects of a rule, one after the other) joins it: what it does is
written in its turn and taken back alone when it fails, while deadlines, counts, pending work and the version move once, at
the end of the whole. Whoever catches an error between them opens a change for it: a plain savepoint takes back the rows and
not what the open change knows of them.
"""

from __future__ import annotations

import threading
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


class _Open(threading.local):
    """The changes that this thread is in the middle of, by the ticket's number."""

    def __init__(self) -> None:
        self.changes: dict[int, Change] = {}


_open = _Open()


@dataclass(slots=True)
class Change:
    """What one action does to one ticket. `at` is when it happened (now, unless a channel says otherwise). `rules` are the
    SLA policies where the caller has read them, with the ticket locked."""

    ticket: Ticket
    actor: Actor
    at: datetime
    created: bool = False
    facts_before: dict[str, Any] = field(default_factory=dict)
    events: list[TicketEvent] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    bucket_before: counts.Key | None = None
    rules: sla.Rules | None = None

    @property
    def happened(self) -> int:
        """How much has happened so far; an action that changes something makes it grow."""
        return len(self.events) + len(self.messages)

    def event(self, kind: Kind, /, at: datetime | None = None, **data: Any) -> TicketEvent:
        """Write what happened. Whoever must not miss it gets a note of pending work at the change's end."""
        event = TicketEvent.objects.create(
            ticket=self.ticket,
            kind=kind,
            actor_kind=self.actor.kind,
            actor=self.actor.user,
            data=data | ({"chain": list(self.actor.chain)} if self.actor.chain else {}),
            at=at or self.at,
        )
        self.events.append(event)
        return event

    def add_message(self, message: Message) -> Message:
        message.save()
        self.messages.append(message)
        self.ticket.message_count += 1
        return message

    def finish(self) -> None:
        ticket = self.ticket
        standing = sla.set_deadlines(ticket, self.rules)
        ticket.version += 1
        ticket.changed_at = timezone.now()
        ticket.save()
        hooks.tell_deadlines([standing])
        fresh = [message for message in self.messages if message.version == 0]
        for message in fresh:
            message.version = ticket.version
        if fresh:
            Message.objects.filter(pk__in=[message.pk for message in fresh]).update(version=ticket.version)
        counts.record(self.bucket_before, counts.bucket(ticket))
        transaction.on_commit(self._publish, robust=True)
        if work.note(self.events):
            transaction.on_commit(lambda: wake("tickets.tasks.sweep_work"), robust=True)

    def _publish(self) -> None:
        events.ticket_changed.send_robust(sender=Ticket, ticket=self.ticket, change=self)


@contextmanager
def changing(number: int, actor: Actor, *, at: datetime | None = None, savepoint: bool = True) -> Iterator[Change]:
    """Lock the ticket and change it in one transaction, or join the change that is open on it. Nothing is written when
    nothing happened (no event, no message). Without a `savepoint` an error must not be caught before the next that has one.

    Raises Ticket.DoesNotExist.
    """
    outer = _open.changes.get(number)
    with transaction.atomic(savepoint=savepoint):
        if outer is not None:
            with _joined(outer, actor, at) as change:
                yield change
            return
        ticket = (
            Ticket.objects.select_for_update(of=("self",), no_key=True)
            .select_related("customer", "inbox", "team", "assignee")
            .get(pk=number)
        )
        with changing_locked(ticket, actor, at=at) as change:
            yield change


@contextmanager
def changing_locked(
    ticket: Ticket, actor: Actor, *, at: datetime | None = None, rules: sla.Rules | None = None
) -> Iterator[Change]:
    """The same for a ticket that the caller has locked and read in its transaction, with the `rules` in force if it has
    read them since."""
    change = Change(ticket, actor, at or timezone.now(), facts_before=ticket.facts(), rules=rules)
    change.bucket_before = counts.bucket(ticket)
    with _opened(change):
        yield change
    if change.happened:
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
        with _opened(change):
            yield change
        change.finish()


@contextmanager
def _opened(change: Change) -> Iterator[None]:
    number = change.ticket.pk
    before = _open.changes.get(number)
    _open.changes[number] = change
    try:
        yield
    finally:
        if before is None:
            del _open.changes[number]
        else:
            _open.changes[number] = before


@contextmanager
def _joined(outer: Change, actor: Actor, at: datetime | None) -> Iterator[Change]:
    """A part of `outer` with an actor of its own. The row is written at its end, so that whoever
    asks the database in the same transaction finds it; the object is as it was when the part fails or does nothing."""
    ticket = outer.ticket
    values, related = dict(ticket.__dict__), dict(ticket._state.fields_cache)
    inner = Change(ticket, actor, at or timezone.now())
    try:
        with _opened(inner):
            yield inner
        if inner.happened:
            columns = [column.attname for column in Ticket._meta.concrete_fields]
            moved = [name for name in columns if ticket.__dict__.get(name) != values.get(name)]
            if moved:
                ticket.save(update_fields=moved)
    except BaseException:  # whatever it was, the transaction takes the rows back, and this the object
        _put_back(ticket, values, related)
        raise
    if not inner.happened:
        _put_back(ticket, values, related)
    outer.events += inner.events
    outer.messages += inner.messages


def _put_back(ticket: Ticket, values: dict[str, Any], related: dict[str, Any]) -> None:
    ticket.__dict__.clear()
    ticket.__dict__.update(values)
    ticket._state.fields_cache = related
