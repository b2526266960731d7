"""Everything an adapter needs to send one message, read in one go."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from channels_inbox import hooks
from channels_inbox.contract import LastInbound, OutboundFile, OutboundMessage, QuickReply, TemplateUse
from channels_inbox.models import Delivery, InboundEvent
from tickets.models import Attachment, FileState, Message, MessageKind


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
    # Words for the customer's eyes only (a survey's link): agents see the message's own text instead.
    body = delivery.extra.get("body", {})
    language = ticket.language or inbox.language
    # What a customer couldn't read in the chat goes in one piece, with the files of all of it.
    files = Attachment.objects.filter(message__in=delivery.extra.get("bundle") or [message.pk], state=FileState.READY)
    template = delivery.extra.get("template")
    buttons = delivery.extra.get("quick_replies", [])
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
        subject=message.subject or ticket.subject or _default_subject(language),
        text=body.get("text", message.text),
        html=body.get("html", message.html),
        language=language,
        cc=tuple(message.envelope.get("cc", [])),
        references=tuple(earlier),
        files=tuple(OutboundFile(a.name, a.content_type, str(a.file.name), a.size) for a in files.order_by("pk")),
        automatic=message.automatic,
        settings=inbox.connection.settings,
        secrets=inbox.connection.secrets,
        state=inbox.connection.state,
        meta=delivery.extra,
        variant=str(delivery.extra.get("variant", "")),
        template=TemplateUse(template["name"], template["language"], tuple(template["values"])) if template else None,
        quick_replies=tuple(QuickReply(title, title) for title in buttons),
        taps=tuple(QuickReply(tap["title"], tap["payload"]) for tap in delivery.extra.get("taps", [])),
        taps_label=str(delivery.extra.get("taps_label", "")),
        closes=tuple(delivery.extra.get("closes", [])),
        last_inbound=last_inbound(message),
        heard_at=_heard_at(message),
        hook_url=hooks.hook_url(inbox) if hooks.takes_hooks(inbox.channel) else "",
    )


def _said_by_addressee(message: Message) -> QuerySet[Message]:
    """What whom this answer is for wrote by this inbox, newest first."""
    said = Message.objects.filter(inbox=message.inbox, identity=message.identity, kind=MessageKind.INBOUND)
    return said.order_by("-sent_at", "-pk")


def _heard_at(message: Message) -> datetime | None:
    said = _said_by_addressee(message).values_list("sent_at", flat=True).first()
    heard = InboundEvent.objects.heard([message.inbox_id], [message.identity_id]).get(
        (message.inbox_id, message.identity_id)
    )
    return max(filter(None, [said, heard]), default=None)


def last_inbound(message: Message) -> LastInbound | None:
    """What the addressee said last by this inbox: within the answer's thread if it has one, else on this ticket, else
    anywhere."""
    said = _said_by_addressee(message)
    if message.thread:
        said = said.filter(thread=message.thread)
    found = said.filter(ticket=message.ticket).first() or (None if message.thread else said.first())
    return as_last_inbound(found)


def as_last_inbound(message: Message | None) -> LastInbound | None:
    if message is None:
        return None
    memory = message.envelope.get("memory", {})
    return LastInbound(message.external_id, message.sent_at, memory, message.thread)


def _default_subject(language: str) -> str:
    """A conversation that began in a chat has none, a mail needs one."""
    with translation.override(language):
        return _("Your conversation with %(name)s") % {"name": settings.BRAND_NAME}
