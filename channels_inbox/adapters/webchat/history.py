"""What the visitor sees of the conversation: messages and a few lines of what happened, as plain data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from channels_inbox.adapters.webchat.live import CHANNEL, is_line
from channels_inbox.models import ChatSession, Delivery
from core.html import sanitize_message_html
from core.tokens import make_token
from tickets.events import Kind
from tickets.models import DeliveryState, Message, MessageKind, TicketEvent

PAGE = 50
FILE_PURPOSE = "chat-file"
FILE_LINK_S = 6 * 3600
# What the window needs to draw a question (surveys/wording.py).
SURVEY = ("url", "question", "kind", "look", "low", "high", "choices")


def visible(session: ChatSession) -> QuerySet[Message]:
    """What was said in this chat, and answers to it that went by mail because the visitor had left. Never a note, never
    a message of the customer's other channels."""
    mine = Message.objects.filter(identity=session.identity_id).values("ticket")
    return (
        Message.objects.filter(
            Q(identity=session.identity_id) | Q(ticket__in=mine, kind=MessageKind.OUTBOUND, fallback_from=CHANNEL)
        )
        .exclude(kind=MessageKind.NOTE)
        .exclude(state=DeliveryState.CANCELLED)
        .select_related("author")
        .prefetch_related(
            "attachments",
            Prefetch("deliveries", Delivery.objects.filter(inbox__channel=CHANNEL), to_attr="chat_deliveries"),
        )
    )


def page(session: ChatSession, language: str, before: int = 0) -> dict[str, Any]:
    """The newest items (or those before a message id), oldest first, and whether there are more. Five queries at most."""
    messages = visible(session).order_by("-pk")
    if before:
        messages = messages.filter(pk__lt=before)
    found = list(messages[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    items = [message_item(message, session) for message in found]
    if found:
        lines = TicketEvent.objects.filter(
            ticket__in={message.ticket_id for message in found},
            kind__in=[Kind.ASSIGNED, Kind.STATUS_CHANGED],
            at__gte=min(message.created_at for message in found),
        )
        if before:
            lines = lines.filter(at__lt=max(message.created_at for message in found))
        items += [line_item(event, language) for event in lines.order_by("-at")[:PAGE] if is_line(event)]
    return {"items": sorted(items, key=lambda item: (item["at"], item["id"])), "more": more}


def some(session: ChatSession, language: str, messages: list[int], events: list[int]) -> list[dict[str, Any]]:
    """Items by id, only those that this session may see."""
    items = [message_item(message, session) for message in visible(session).filter(pk__in=messages[:PAGE])]
    if events:
        tickets = Message.objects.filter(identity=session.identity_id).values("ticket")
        found = TicketEvent.objects.filter(pk__in=events[:PAGE], ticket__in=tickets)
        items += [line_item(event, language) for event in found if is_line(event)]
    return sorted(items, key=lambda item: (item["at"], item["id"]))


def message_item(message: Message, session: ChatSession) -> dict[str, Any]:
    """One bubble. Words of the visitor travel as text, those of the team as sanitised HTML."""
    mine = message.kind == MessageKind.INBOUND
    item: dict[str, Any] = {
        "id": f"m{message.pk}",
        "n": message.pk,
        "from": "me" if mine else "team",
        "at": message.sent_at.isoformat(),
        "files": [
            {"name": a.name, "size": a.size, "url": file_url(str(a.public_id), session.pk)}
            for a in message.attachments.all()
        ],
    }
    if mine:
        return item | {"text": message.text, "client": message.client_id}
    delivery = next(iter(message.chat_deliveries), None)  # type: ignore[attr-defined]
    survey = delivery.extra.get("survey") if delivery else None
    return item | {
        "html": sanitize_message_html(message.html).html,
        "name": message.author.get_short_name() if message.author and not message.automatic else settings.BRAND_NAME,
        "read": message.state == DeliveryState.READ,
        "mailed": delivery is None or "mailed_by" in delivery.extra,
        "survey": _survey(survey) if isinstance(survey, dict) else None,
    }


def _survey(survey: dict[str, Any]) -> dict[str, Any]:
    """One that was sent before there were other scales has five faces."""
    faces = [{"score": score, "label": label} for score, label in enumerate(survey.get("faces", []), 1)]
    return {"kind": "csat", "look": "faces", "choices": faces} | {key: survey[key] for key in SURVEY if key in survey}


def line_item(event: TicketEvent, language: str) -> dict[str, Any]:
    """One quiet line between the bubbles."""
    with translation.override(language):
        if event.kind == Kind.ASSIGNED:
            first = (str(event.data.get("name", "")).split() or [settings.BRAND_NAME])[0]
            text = _("%(name)s joined the conversation") % {"name": first}
        else:
            text = _("The conversation is resolved. Write again whenever you need us.")
    return {"id": f"e{event.pk}", "n": 0, "from": "line", "at": event.at.isoformat(), "text": text}


def file_url(public_id: str, session_id: int) -> str:
    """A path that opens one file for a few hours, for this session's eyes."""
    token = make_token(FILE_PURPOSE, [public_id, session_id])
    return reverse("chat-file", args=[token])
