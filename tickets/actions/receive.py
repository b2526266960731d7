"""A customer's message reaches a ticket: the open one, a reopened one, or a new one linked to the old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.text import clean_line
from customers.models import Customer, Identity
from tickets import hooks, search
from tickets.actions import _status, files
from tickets.actions.change import Change, changing, creating
from tickets.actor import CUSTOMER
from tickets.events import Kind
from tickets.models import Attachment, Inbox, Message, MessageKind, Priority, Status, Ticket
from tickets.models.ticket import DONE, UNRESOLVED

IncomingFile = files.NewFile
ComingFile = files.ComingFile
PREVIEW = 200
TITLE = 80


@dataclass(slots=True)
class Incoming:
    """A message on its way to a ticket. `ticket_number` is set when the channel knows where it belongs;
    `continues` lets it join the customer's open ticket of this inbox when it doesn't.
    `automatic` is mail no human wrote: it never reopens, wakes or starts a clock. `thread` is the provider's conversation:
    its messages share a ticket, whoever writes. `coming` are files still to be fetched. `rating` (1–5) is told to those who
    keep satisfaction; `priority` raises the ticket's, never lowers it; `callback_due_at` is when we owe them a call.
    `tapped` is what a tapped button brought back.
    """

    inbox: Inbox
    customer: Customer
    identity: Identity
    text: str
    full_text: str = ""
    html: str = ""
    subject: str = ""
    external_id: str = ""
    client_id: str = ""
    sent_at: datetime | None = None
    language: str = ""
    automatic: bool = False
    ticket_number: int | None = None
    continues: bool = False
    envelope: dict[str, Any] = field(default_factory=dict)
    files: Sequence[IncomingFile] = ()
    coming: Sequence[ComingFile] = ()
    thread: str = ""
    rating: int | None = None
    priority: int | None = None
    callback_due_at: datetime | None = None
    tapped: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    ticket: Ticket
    message: Message
    created: bool
    reopened: bool
    coming: Sequence[Attachment] = ()


def receive_message(incoming: Incoming, *, at: datetime | None = None) -> Received | None:
    """Put the message where it belongs; None when an app took it (a digit that answers a survey).

    Two first messages of one address make one ticket: an advisory lock on inbox and identity serialises them.
    A ticket resolved within the inbox's `reopen_days` reopens; a closed or older one is continued by a new ticket.
    """
    moment = at or timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [incoming.inbox.pk, incoming.identity.pk % 2**31])
            if incoming.thread:
                key = f"{incoming.inbox.pk}:{incoming.thread}"
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [key])
        if hooks.claimed(incoming):
            return None
        incoming = replace(
            incoming,
            text=hooks.without_private(incoming.text),
            full_text=hooks.without_private(incoming.full_text),
            html=hooks.without_private(incoming.html),
        )
        found = _find(incoming)
        if found is not None:
            with changing(found.number, CUSTOMER, at=moment) as change:
                if _continues(change.ticket, incoming, moment):
                    reopened = change.ticket.status in DONE and not incoming.automatic
                    return _received(change, incoming, created=False, reopened=reopened)
                found = change.ticket
        ticket = _new_ticket(incoming, previous=found)
        with creating(ticket, CUSTOMER, at=moment) as change:
            return _received(change, incoming, created=True, reopened=False)


def _received(change: Change, incoming: Incoming, *, created: bool, reopened: bool) -> Received:
    message = _take(change, incoming)
    coming = files.expect(message, incoming.coming)
    ticket = change.ticket
    if incoming.priority is not None and incoming.priority > ticket.priority:
        change.event(Kind.PRIORITY_CHANGED, old=ticket.priority, new=int(incoming.priority))
        ticket.priority = Priority(incoming.priority)
    if incoming.callback_due_at is not None:
        due = min(filter(None, [ticket.callback_due_at, incoming.callback_due_at]))
        ticket.callback_due_at = due
        change.event(Kind.CALLBACK_ASKED, due=due.isoformat())
    if incoming.rating is not None:
        change.event(Kind.RATED, message=message.pk, score=incoming.rating, channel=message.channel)
        hooks.rate(message, incoming.rating)
    return Received(ticket, message, created, reopened, coming)


def _find(incoming: Incoming) -> Ticket | None:
    if incoming.ticket_number is not None:
        return Ticket.objects.filter(pk=incoming.ticket_number).first()
    if incoming.thread:
        known = Message.objects.filter(inbox=incoming.inbox, thread=incoming.thread).order_by("-pk").first()
        return known.ticket if known else None
    if not incoming.continues:
        return None
    # An agent may have gone on here with what began elsewhere (a mail answered by a text message): one ticket.
    said = Message.objects.filter(identity=incoming.identity, inbox=incoming.inbox, ticket__is_spam=False)
    newest = said.select_related("ticket").order_by("-sent_at", "-pk").first()
    if newest is not None and newest.ticket.is_unresolved:
        return newest.ticket
    mine = Ticket.objects.filter(customer=incoming.customer, inbox=incoming.inbox, is_spam=False)
    return (
        mine.filter(status__in=UNRESOLVED).order_by("-last_activity_at").first()
        or (newest.ticket if newest is not None else None)
        or mine.order_by("-last_activity_at").first()
    )


def _continues(ticket: Ticket, incoming: Incoming, moment: datetime) -> bool:
    if ticket.is_unresolved or incoming.automatic:
        return True
    if ticket.status == Status.CLOSED or ticket.resolved_at is None:
        return False
    return moment - ticket.resolved_at <= timedelta(days=ticket.inbox.reopen_days)


def _new_ticket(incoming: Incoming, previous: Ticket | None) -> Ticket:
    return Ticket(
        # A chat has no subject: its first words name the ticket for good, whatever is said later.
        subject=clean_line(incoming.subject, 300) or clean_line(incoming.text, TITLE),
        customer=incoming.customer,
        inbox=incoming.inbox,
        channel=incoming.inbox.channel,
        team=incoming.inbox.team,
        language=incoming.customer.language or incoming.language or incoming.inbox.language,
        previous=previous,
    )


def _storable(text: str) -> str:
    """PostgreSQL's text takes no NUL and no lone surrogate."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _take(change: Change, incoming: Incoming) -> Message:
    ticket, at = change.ticket, change.at
    message = change.add_message(
        Message(
            ticket=ticket,
            kind=MessageKind.INBOUND,
            channel=incoming.inbox.channel,
            inbox=incoming.inbox,
            customer=incoming.customer,
            identity=incoming.identity,
            text=_storable(incoming.text),
            full_text=_storable(incoming.full_text),
            html=_storable(incoming.html),
            subject=clean_line(incoming.subject, 998),
            envelope=incoming.envelope,
            automatic=incoming.automatic,
            external_id=incoming.external_id,
            thread=incoming.thread,
            client_id=incoming.client_id,
            # A sender's clock may be wrong; a message is never from the future.
            sent_at=min(incoming.sent_at or at, at),
            created_at=at,
        )
    )
    files.attach(message, incoming.files)
    ticket.preview = clean_line(incoming.text or incoming.subject, PREVIEW)
    search.add_to_index(
        ticket,
        incoming.subject,
        incoming.full_text or incoming.text,
        incoming.identity.address,
        incoming.identity.display_name,
        *(item.name for item in incoming.files),
    )
    change.event(Kind.RECEIVED, message=message.pk, channel=message.channel, automatic=incoming.automatic)
    ticket.last_activity_at = max(ticket.last_activity_at, at)
    if not incoming.automatic:
        ticket.last_customer_message_at = at
        ticket.waiting_since = ticket.waiting_since or at
        ticket.channel = incoming.inbox.channel
        ticket.snoozed_until = None
        if ticket.status != Status.NEW:
            _status.move(change, Status.OPEN)
    return message
