"""Hints to visitors' browsers: what was written to a ticket goes on the topic of its chat sessions."""

from __future__ import annotations

from typing import Any

from channels_inbox.models import ChatSession
from core.live import publish, publish_many
from tickets import events
from tickets.actions.change import Change
from tickets.models import MessageKind, Status, Ticket, TicketEvent

CHANNEL = "webchat"


def session_topic(session_id: int) -> str:
    return f"chat:{session_id}"


def ticket_topic(number: int) -> str:
    return f"ticket:{number}"


def is_line(event: TicketEvent) -> bool:
    """Is this event told to the visitor? Somebody took the conversation over, or it was resolved."""
    if event.kind == events.Kind.ASSIGNED:
        return bool(event.data.get("new"))
    return event.kind == events.Kind.STATUS_CHANGED and event.data.get("new") == Status.RESOLVED


def _ticket_changed(ticket: Ticket, change: Change, **_kwargs: Any) -> None:
    # Answers by chat are told by the adapter when it sends them, so that "sent" is true.
    messages = [
        message.pk
        for message in change.messages
        if message.kind != MessageKind.NOTE
        and ((message.kind == MessageKind.INBOUND and message.channel == CHANNEL) or message.fallback_from == CHANNEL)
    ]
    lines = [event.pk for event in change.events if is_line(event)]
    if not messages and not lines:
        return
    sessions = ChatSession.objects.filter(identity__customer=ticket.customer_id).values_list("pk", flat=True)
    topics = [session_topic(pk) for pk in sessions]
    publish_many(topics, {"type": "items", "messages": messages, "events": lines})


def tell_typing(number: int, name: str, length: int) -> None:
    """To agents who look at the ticket: the customer types (how much, never what)."""
    publish(
        ticket_topic(number),
        {"type": "typing", "ticket": number, "who": "customer", "name": name, "length": length},
    )


def tell_presence(number: int, here: bool) -> None:
    """To agents who look at the ticket: the customer's chat window opened again, or they count as gone."""
    publish(ticket_topic(number), {"type": "customer_presence", "ticket": number, "here": here})


def connect() -> None:
    """Called once at start."""
    events.ticket_changed.connect(_ticket_changed, weak=False, dispatch_uid="webchat.live")
