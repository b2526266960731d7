"""What channels report about a conversation: delivery states, a customer who left."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction

from core.text import clean_line
from tickets import events
from tickets.actions.change import changing
from tickets.actor import CUSTOMER, SYSTEM
from tickets.events import Kind
from tickets.models import DeliveryState, Message, Ticket

# A later report never takes a message back: read stays read when "delivered" arrives late.
ORDER = ["", "queued", "sending", "uncertain", "failed", "sent", "delivered", "read"]


def set_message_state(message: Message, state: str, detail: str = "") -> bool:
    """Copy a delivery's state to the message, forward only (a retry may go back to queued). Pushes the ticks live."""
    state = DeliveryState(state)
    with transaction.atomic():
        current = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
        forward = ORDER.index(state) > ORDER.index(current.state) if state in ORDER and current.state in ORDER else True
        retried = state == DeliveryState.QUEUED and current.state in {"failed", "uncertain", "sending"}
        failed = state in {"failed", "uncertain"} and current.state in {"queued", "sending", "sent"}
        if not (forward or retried or failed) or state == current.state:
            return False
        message.state, message.state_detail = state, clean_line(detail, 500)
        Message.objects.filter(pk=message.pk).update(state=message.state, state_detail=message.state_detail)
        transaction.on_commit(partial(_tell_state, message), robust=True)
    return True


def delivery_failed(message: Message, detail: str, *, uncertain: bool = False) -> Ticket:
    """An answer didn't arrive, or nobody knows: mark it and put the ticket back before the agents' eyes."""
    state = DeliveryState.UNCERTAIN if uncertain else DeliveryState.FAILED
    with changing(message.ticket_id, SYSTEM) as change:
        if set_message_state(message, state, detail):
            change.event(Kind.DELIVERY_FAILED, message=message.pk, detail=clean_line(detail, 500), uncertain=uncertain)
            change.ticket.last_activity_at = max(change.ticket.last_activity_at, change.at)
    return change.ticket


def note_fallback(messages: Iterable[Message], channel: str) -> None:
    """These answers were not read on `channel` and go by another one now; pages say so."""
    with transaction.atomic():
        for message in messages:
            message.fallback_from = channel
            Message.objects.filter(pk=message.pk).update(fallback_from=channel)
            transaction.on_commit(partial(_tell_state, message), robust=True)


def _tell_state(message: Message) -> None:
    events.message_state_changed.send_robust(sender=Message, message=message)


def channel_left(number: int, **data: Any) -> Ticket:
    """The customer left the conversation's channel; `data` says where answers go now (channel, address)."""
    with changing(number, CUSTOMER) as change:
        change.event(Kind.CHANNEL_LEFT, **data)
    return change.ticket
