"""Everything an adapter needs to send one message, read in one go."""

from __future__ import annotations

from django.db.models import Q

from channels_inbox.contract import OutboundFile, OutboundMessage
from channels_inbox.models import Delivery
from tickets.models import MessageKind


def build(delivery: Delivery) -> OutboundMessage:
    """Plain data for `Adapter.send`."""
    message, inbox = delivery.message, delivery.inbox
    ticket = message.ticket
    earlier = (
        ticket.messages.filter(~Q(external_id=""), channel=inbox.channel, pk__lt=message.pk)
        .exclude(kind=MessageKind.NOTE)
        .order_by("sent_at", "pk")
        .values_list("external_id", flat=True)
    )
    return OutboundMessage(
        delivery_id=delivery.pk,
        idempotency_key=str(delivery.idempotency_key),
        ticket_number=ticket.number,
        message_id=message.pk,
        inbox_name=inbox.name,
        inbox_address=inbox.address,
        address=delivery.address,
        display_name=delivery.identity.display_name if delivery.identity else "",
        author_name=message.author.name if message.author else "",
        subject=message.subject or ticket.subject,
        text=message.text,
        html=message.html,
        language=ticket.language or inbox.language,
        cc=tuple(message.envelope.get("cc", [])),
        references=tuple(earlier),
        files=tuple(OutboundFile(a.name, a.content_type, a.file.name, a.size) for a in message.attachments.all()),
        automatic=message.automatic,
        settings=inbox.connection.settings,
        secrets=inbox.connection.secrets,
        meta=delivery.extra,
    )
