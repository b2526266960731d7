"""Inbound events that are no new message: reports on what we sent, changes of what was said, words of our own side."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox import deliver, hooks, media, threading_rules, uncertain
from channels_inbox.contract import (
    AdapterError,
    DeliveryReport,
    Echo,
    Edited,
    Hidden,
    Moved,
    Notice,
    Outcome,
    Parsed,
    Reaction,
    Removed,
    UnreadablePayload,
)
from channels_inbox.models import Connection, Delivery, DeliveryPart, EventState, InboundEvent
from core.text import clean_line
from core.wake import wake
from customers import actions as customers
from customers.models import Identity
from tickets import actions
from tickets.actor import CUSTOMER, SYSTEM
from tickets.events import Kind
from tickets.models import DeliveryState, Message, MessageKind

# A report may overtake our own note of what it is about: about a minute of tries.
PATIENCE = 5
JUST_SENT = timedelta(minutes=2)
RANK = ["queued", "sending", "sent", "delivered", "read"]


def summary(parsed: Parsed) -> str:
    """A line for people who look at the event."""
    match parsed:
        case DeliveryReport():
            return clean_line(f"{parsed.state} {parsed.external_id or parsed.address} {parsed.detail}", 300)
        case Notice():
            return clean_line(parsed.summary or parsed.attention, 300)
        case Moved():
            return clean_line(f"{parsed.address} -> {parsed.new_address}", 300)
        case _:
            return clean_line(f"{type(parsed).__name__.lower()} {getattr(parsed, 'external_id', '')}", 300)


def take(event: InboundEvent, parsed: Parsed) -> tuple[Outcome, Message | None]:
    """Do what the event says. Raises AdapterError (transient) while what it is about may still come."""
    match parsed:
        case DeliveryReport():
            return _report(event, parsed)
        case Edited() | Removed() | Reaction() | Hidden():
            return _amend(event, parsed)
        case Echo():
            return _echo(event, parsed)
        case Notice():
            return _notice(event, parsed), None
        case Moved():
            moved = customers.move_address(parsed.identity_kind, parsed.address, parsed.new_address)
            return (Outcome.RECEIVED if moved else Outcome.IGNORED), None
    raise UnreadablePayload(f"Nobody handles {type(parsed).__name__}.")


def _wait(event: InboundEvent) -> None:
    if event.attempts < PATIENCE:
        raise AdapterError("What this is about hasn't come yet.", permanent=False)


def _by(event: InboundEvent, also_by: str, prefix: str = "") -> Q:
    """What left by this inbox, or by its sibling channel."""
    here = Q(**{f"{prefix}inbox": event.inbox})
    return here | Q(**{f"{prefix}inbox__channel": also_by}) if also_by else here


def _report(event: InboundEvent, parsed: DeliveryReport) -> tuple[Outcome, Message | None]:
    rows = Delivery.objects.select_related("message", "inbox", "identity__customer")
    rows = rows.filter(_by(event, parsed.also_by if parsed.external_id else ""))
    if not parsed.external_id:
        about = rows.filter(address=parsed.address, state__in=["sent", "delivered"])
        if parsed.variant:
            about = about.filter(extra__variant=parsed.variant)
        for delivery in about.filter(sent_at__lte=parsed.until or timezone.now()).order_by("pk")[:200]:
            deliver.report(delivery, parsed.state, detail=parsed.detail)
        return Outcome.RECEIVED, None
    parts = DeliveryPart.objects.filter(_by(event, parsed.also_by, "delivery__"))
    part = parts.filter(external_id=parsed.external_id).first()
    delivery_or_none = rows.filter(Q(pk=part.delivery_id) if part else Q(external_id=parsed.external_id)).first()
    if delivery_or_none is None and parsed.key:
        delivery_or_none = uncertain.settle(event.inbox, parsed)
        if delivery_or_none is not None and parsed.state != DeliveryState.FAILED:
            return Outcome.RECEIVED, delivery_or_none.message
    if delivery_or_none is None:
        _wait(event)
        return Outcome.IGNORED, None
    delivery = delivery_or_none
    state = parsed.state
    if part is not None and state != DeliveryState.FAILED:
        state = _whole_state(delivery, part, state)
    deliver.report(delivery, state, detail=parsed.detail, trouble=parsed.trouble)
    if parsed.talked:
        actions.settle_callback(SYSTEM, delivery.message.ticket_id, actions.CallOutcome.REACHED)
        actions.record_event(CUSTOMER, delivery.message.ticket_id, Kind.CALL_ENDED, message=delivery.message_id)
    return Outcome.RECEIVED, delivery.message


def _whole_state(delivery: Delivery, part: DeliveryPart, state: str) -> str:
    """An answer in parts is delivered (read) when all of them are; a part never goes back."""
    Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if state in RANK and RANK.index(state) > RANK.index(part.state if part.state in RANK else "sent"):
        DeliveryPart.objects.filter(pk=part.pk).update(state=state)
    states = DeliveryPart.objects.filter(delivery=delivery).values_list("state", flat=True)
    return min((one for one in states if one in RANK), key=RANK.index, default=state)


def _amend(event: InboundEvent, parsed: Edited | Removed | Reaction | Hidden) -> tuple[Outcome, Message | None]:
    if isinstance(parsed, Removed) and parsed.thread:
        said = Message.objects.filter(inbox=event.inbox, thread=parsed.thread, kind=MessageKind.INBOUND).order_by("pk")
        gone = [_remove(message, parsed) for message in said]
        if not gone:
            _wait(event)
        return (Outcome.RECEIVED, gone[-1]) if gone else (Outcome.IGNORED, None)
    message = actions.find_amendable(event.inbox, parsed.external_id)
    if message is None and isinstance(parsed, Reaction):
        part = DeliveryPart.objects.filter(delivery__inbox=event.inbox, external_id=parsed.external_id).first()
        message = part.delivery.message if part else None
    if message is None:
        _wait(event)
        if isinstance(parsed, Edited):
            raise UnreadablePayload(_("The customer changed a message that never came here."))
        return Outcome.IGNORED, None
    if isinstance(parsed, Reaction):
        return Outcome.RECEIVED, actions.react(message, parsed.address, parsed.emoji)
    if message.kind != MessageKind.INBOUND:
        return Outcome.IGNORED, message
    if isinstance(parsed, Hidden):
        return Outcome.RECEIVED, actions.set_hidden(SYSTEM, message, parsed.hidden)
    if isinstance(parsed, Edited):
        return Outcome.RECEIVED, actions.edit_received(message, parsed.text, at=parsed.at)
    return Outcome.RECEIVED, _remove(message, parsed)


def _remove(message: Message, parsed: Removed) -> Message:
    removed = actions.remove_received(message, at=parsed.at)
    # What they took back isn't kept here either: neither in the event nor in the webhook that brought it.
    events = InboundEvent.objects.filter(message=removed)
    webhooks = [
        headers[hooks.RECEIPT] for headers in events.values_list("headers", flat=True) if hooks.RECEIPT in headers
    ]
    InboundEvent.objects.filter(pk__in=webhooks, source=hooks.SOURCE, state=EventState.DONE).update(payload=b"")
    events.update(payload=b"", summary="")
    return removed


def _echo(event: InboundEvent, parsed: Echo) -> tuple[Outcome, Message | None]:
    if parsed.our_key and _proven(parsed):
        return Outcome.DUPLICATE, None
    parts = DeliveryPart.objects.filter(_by(event, parsed.also_by, "delivery__"))
    sent = Delivery.objects.filter(_by(event, parsed.also_by))
    known = any(rows.filter(external_id=parsed.external_id).exists() for rows in (parts, sent))
    if known or Message.objects.filter(inbox=event.inbox, external_id=parsed.external_id).exists():
        return Outcome.DUPLICATE, None
    thread = threading_rules.whole_thread(event.inbox, parsed.thread)
    on_its_way = sent.filter(address=parsed.address) if parsed.address else sent.filter(message__thread=thread)
    if on_its_way.filter(state=DeliveryState.SENDING, created_at__gte=timezone.now() - JUST_SENT).exists():
        _wait(event)
    identity = _addressee(event, parsed, thread)
    ticket = actions.thread_ticket(event.inbox, identity, thread) if identity else None
    if identity is None or ticket is None:
        return Outcome.IGNORED, None
    message, coming = actions.record_outside(
        ticket.pk,
        event.inbox,
        identity,
        parsed.text,
        external_id=parsed.external_id,
        at=parsed.at,
        thread=thread,
        public=parsed.public,
        automatic=parsed.automatic,
        coming=[actions.ComingFile(file.name, file.content_type, file.size) for file in parsed.remote],
    )
    media.expect(event.inbox, coming, parsed.remote)
    return Outcome.RECEIVED, message


def _addressee(event: InboundEvent, parsed: Echo, thread: str) -> Identity | None:
    """Whom our side spoke to: by their address, else who spoke last in that conversation."""
    if parsed.address:
        return Identity.objects.filter(kind=parsed.identity_kind, address=parsed.address).first()
    said = Message.objects.filter(inbox=event.inbox, thread=thread, kind=MessageKind.INBOUND).exclude(thread="")
    last = said.select_related("identity__customer").order_by("-pk").first()
    return last.identity if last else None


def _proven(parsed: Echo) -> bool:
    """Is it ours by its key? What was uncertain is known to have left, then."""
    try:
        delivery = Delivery.objects.filter(idempotency_key=parsed.our_key.partition(":")[0]).first()
    except ValidationError:  # somebody else's program marks its messages as we do
        return False
    if delivery is not None:
        uncertain.settle(delivery.inbox, DeliveryReport("sent", parsed.external_id, key=parsed.our_key))
    return delivery is not None


def _notice(event: InboundEvent, parsed: Notice) -> Outcome:
    if parsed.resync:
        transaction.on_commit(lambda: wake("channels_inbox.tasks.sync_inbox", event.inbox_id), robust=True)
    if not parsed.state and not parsed.attention:
        return Outcome.RECEIVED if parsed.resync else Outcome.IGNORED
    connection = Connection.objects.select_for_update().get(inbox=event.inbox)
    connection.state = {**connection.state, **parsed.state}
    connection.save(update_fields=["state"])
    if parsed.attention:
        connection.ask_attention(parsed.attention)
    return Outcome.RECEIVED
