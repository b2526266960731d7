"""A ticket started by an agent: the first message goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Team
from core.text import clean_line
from customers.models import Customer, Identity
from tickets import hooks, search
from tickets.actions.change import creating
from tickets.actions.receive import PREVIEW, TITLE
from tickets.actions.reply import NO_CHOICES, Choices, NewFile, add_message
from tickets.actor import Actor
from tickets.models import Inbox, Message, Ticket

A_DAY = timedelta(days=1)


def start_ticket(
    actor: Actor,
    *,
    customer: Customer,
    inbox: Inbox,
    identity: Identity,
    subject: str,
    text: str,
    cc: Sequence[str] = (),
    attachments: Sequence[NewFile] = (),
    team: Team | None = None,
    client_id: str = "",
    choices: Choices = NO_CHOICES,
    at: datetime | None = None,
) -> tuple[Ticket, Message]:
    """Open a ticket with the agent's message to one of the customer's addresses. Raises ReplyRefused.

    `choices` may name an approved template, where a channel begins with nothing else. The same agent's `client_id` twice
    gives the first ticket: a second click must not write to the customer again.
    """
    ticket = Ticket(
        subject=clean_line(subject, 300),
        customer=customer,
        inbox=inbox,
        channel=inbox.channel,
        team=team or inbox.team,
        assignee=actor.user,
        language=customer.language or inbox.language,
        started_by_agent=True,
    )
    with transaction.atomic():
        known = _sent_before(actor, client_id)
        if known is not None:
            return known.ticket, known
        with creating(ticket, actor, at=at) as change:
            search.add_to_index(ticket, subject, identity.address, identity.display_name)
            route = hooks.Route(inbox.channel, inbox, identity)
            message = add_message(
                change,
                text,
                route_key=route.key,
                cc=cc,
                attachments=attachments,
                client_id=client_id,
                choices=choices,
            )
            ticket.preview = clean_line(message.text, PREVIEW)
            # What has no subject is named by its first words, as it is when the customer begins.
            ticket.subject = ticket.subject or clean_line(message.text, TITLE)
    return ticket, message


def _sent_before(actor: Actor, client_id: str) -> Message | None:
    """What this very form sent already; two of its requests at once wait for each other."""
    if not client_id or actor.user is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 8))", [f"{actor.user.pk}:{client_id}"])
    mine = Message.objects.select_related("ticket").filter(
        author=actor.user, client_id=client_id, ticket__started_by_agent=True, created_at__gte=timezone.now() - A_DAY
    )
    return mine.order_by("pk").first()
