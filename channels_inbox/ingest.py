"""InboundEvent -> customer -> ticket -> message, in one transaction per event; unreadable ones go to quarantine."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from channels_inbox import bounces, registry, threading_rules
from channels_inbox.contract import AdapterError, InboundMessage, Outcome
from channels_inbox.models import EventState, InboundEvent
from core.text import clean_line, guess_language
from customers import actions as customers
from customers.models import Identity, JoinSuggestion
from tickets import channel_info
from tickets.actions import Incoming, IncomingFile, receive_message
from tickets.models import Message

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
MAX_BACKOFF = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Result:
    event: InboundEvent
    outcome: Outcome
    parsed: InboundMessage | None = None
    message: Message | None = None


def process(event_id: int) -> Result | None:
    """Work off one waiting event; None when another worker has it or it is done.

    The row stays locked while it is worked on, so a worker killed in the middle leaves it waiting for the sweep.
    """
    with transaction.atomic():
        event = (
            InboundEvent.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("inbox__connection", "inbox__team")
            .filter(pk=event_id, state=EventState.WAITING)
            .first()
        )
        if event is None:
            return None
        try:
            with transaction.atomic():
                return _ingest(event)
        except AdapterError as error:
            if error.permanent:
                return _quarantine(event, error.message)
            return _later(event, error.message)
        except Exception as error:
            # Whatever a message does to our code, it is kept: tried again, then shown to people.
            log.exception("Inbound event %s failed", event.pk)
            return _later(event, f"{type(error).__name__}: {error}")


def _ingest(event: InboundEvent) -> Result:
    connection = event.inbox.connection
    parsed = registry.adapter(event.inbox.channel).parse(
        bytes(event.payload), headers=event.headers, settings=connection.settings
    )
    event.summary = clean_line(f"{parsed.display_name or parsed.address}: {parsed.subject or parsed.text}", 300)
    if parsed.outcome is Outcome.BOUNCE:
        message = bounces.take(event.inbox, parsed)
        return _done(event, Outcome.BOUNCE, parsed, message)
    if parsed.outcome is Outcome.IGNORED:
        return _done(event, Outcome.IGNORED, parsed, None)
    place = threading_rules.find_place(event.inbox, parsed)
    language = parsed.language or guess_language(parsed.text) or ""
    identity = customers.find_or_create(
        parsed.identity_kind,
        parsed.address,
        name=parsed.display_name,
        language="" if parsed.outcome is Outcome.AUTO_REPLY else language,
        proven=parsed.proven or place.proves_sender,
        doubtful=parsed.refuted,
        at=event.received_at,
    )
    identity = _join_when_proven(place, identity)
    received = receive_message(
        Incoming(
            inbox=event.inbox,
            customer=identity.customer,
            identity=identity,
            text=parsed.text,
            full_text=parsed.full_text,
            html=parsed.html,
            subject=parsed.subject,
            external_id=str(parsed.meta.get("message_id") or parsed.external_id)[:1100],
            sent_at=parsed.sent_at,
            language=language,
            automatic=parsed.outcome is Outcome.AUTO_REPLY,
            ticket_number=place.ticket.number if place.ticket else None,
            continues=channel_info.get(event.inbox.channel).threads == "conversation",
            client_id=str(parsed.meta.get("client_id", ""))[:64],
            envelope={
                "from": parsed.address,
                "name": parsed.display_name,
                "to": list(parsed.to),
                "cc": list(parsed.cc),
                "reply_to": parsed.reply_to,
                "references": list(parsed.references)[:50],
                "proven": parsed.proven or place.proves_sender,
            },
            files=[IncomingFile(f.name, f.content_type, f.content, f.content_id, f.inline) for f in parsed.attachments],
        ),
        at=event.received_at,
    )
    return _done(event, parsed.outcome, parsed, received.message if received else None)


def _join_when_proven(place: threading_rules.Place, identity: Identity) -> Identity:
    """They answered with our token from the address that this ticket's customer had only claimed: one person."""
    ticket = place.ticket
    if not place.proves_sender or ticket is None or ticket.customer_id == identity.customer_id:
        return identity
    claim = JoinSuggestion.objects.filter(
        customer=ticket.customer_id, kind=identity.kind, address=identity.address, settled_at=None
    )
    if not claim.exists():
        return identity
    customers.prove(identity, also=ticket.customer)
    return Identity.objects.select_related("customer").get(pk=identity.pk)


def _done(event: InboundEvent, outcome: Outcome, parsed: InboundMessage, message: Message | None) -> Result:
    event.state, event.outcome, event.reason = EventState.DONE, outcome, ""
    event.message, event.done_at = message, timezone.now()
    event.save()
    return Result(event, outcome, parsed, message)


def _quarantine(event: InboundEvent, reason: str) -> Result:
    event.state, event.outcome, event.reason = EventState.QUARANTINED, Outcome.QUARANTINED, reason
    event.done_at = timezone.now()
    event.save()
    return Result(event, Outcome.QUARANTINED)


def _later(event: InboundEvent, reason: str) -> Result:
    event.attempts += 1
    if event.attempts >= MAX_ATTEMPTS:
        return _quarantine(event, reason)
    event.reason = reason
    event.due_at = timezone.now() + min(MAX_BACKOFF, timedelta(seconds=2**event.attempts))
    event.save()
    return Result(event, Outcome.IGNORED)


def replay(event: InboundEvent) -> Result | None:
    """Try a quarantined or dismissed event again, now."""
    InboundEvent.objects.filter(pk=event.pk, state__in=[EventState.QUARANTINED, EventState.DISMISSED]).update(
        state=EventState.WAITING, due_at=timezone.now(), attempts=0
    )
    return process(event.pk)


def dismiss(event: InboundEvent) -> None:
    """A person looked at it and it may stay out; the bytes are kept."""
    InboundEvent.objects.filter(pk=event.pk, state=EventState.QUARANTINED).update(state=EventState.DISMISSED)


def sweep(limit: int = 100) -> int:
    """Work off what a lost hint left behind."""
    ids = list(InboundEvent.objects.due().order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    return sum(process(pk) is not None for pk in ids)
