"""InboundEvent -> customer -> ticket -> message, in one transaction per event; unreadable ones go to quarantine."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from channels_inbox import bounces, hooks, media, people, profiles, registry, threading_rules, updates
from channels_inbox.accept import accept
from channels_inbox.contract import (
    RELEASED,
    AdapterError,
    InboundMessage,
    Incomplete,
    Outcome,
    Parsed,
    Piece,
    WebhookAdapter,
)
from channels_inbox.fitting import fitted, fitted_id, storable
from channels_inbox.models import EventState, InboundEvent
from core.text import clean_line, guess_language
from customers import actions as customers
from customers.models import Identity, JoinSuggestion
from tickets import channel_info
from tickets.actions import ComingFile, Incoming, IncomingFile, receive_message, record_event
from tickets.actor import CUSTOMER
from tickets.events import Kind
from tickets.models import Message

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
MAX_BACKOFF = timedelta(minutes=30)
MAY_STILL_COME = 3  # tries, a quarter of a minute together


@dataclass(frozen=True, slots=True)
class Result:
    event: InboundEvent
    outcome: Outcome
    parsed: InboundMessage | None = None
    message: Message | None = None


def process(event_id: int) -> Result | None:
    """Work off one waiting event; None when another worker has it or it is done.

    The row stays locked while it is worked on, so a worker killed in the middle leaves it waiting for the sweep. What has
    to be fetched first is fetched without the lock.
    """
    try:
        return _process(event_id)
    except Incomplete:
        return _complete(event_id)


def _claimed(event_id: int) -> InboundEvent | None:
    return (
        InboundEvent.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("inbox__connection", "inbox__team")
        .filter(pk=event_id, state=EventState.WAITING)
        .first()
    )


def _complete(event_id: int) -> Result | None:
    """Fetch what the event only points at, keep it with the event, and read that."""
    event = InboundEvent.objects.select_related("inbox__connection").get(pk=event_id)
    connection = event.inbox.connection
    # What an adapter offers beside the contract's core is looked up by name.
    adapter = cast(Any, registry.adapter(event.inbox.channel))
    try:
        whole: bytes = adapter.complete(bytes(event.payload), connection.settings, connection.secrets)
        InboundEvent.objects.filter(pk=event_id, state=EventState.WAITING).update(payload=whole)
        return _process(event_id)
    except (AdapterError, Incomplete) as error:
        with transaction.atomic():
            claimed = _claimed(event_id)
            if claimed is None:
                return None
            if isinstance(error, AdapterError) and not error.permanent:
                return _later(claimed, error.message)
            return _quarantine(claimed, getattr(error, "message", "") or _("What this points at can't be found."))
    except Exception as error:
        # Whatever a provider's answer does to our code, the event waits and the others go on.
        log.exception("Inbound event %s could not be completed", event_id)
        with transaction.atomic():
            claimed = _claimed(event_id)
            return _later(claimed, f"{type(error).__name__}: {error}") if claimed is not None else None


def _process(event_id: int) -> Result | None:
    with transaction.atomic():
        event = _claimed(event_id)
        if event is None:
            return None
        try:
            with transaction.atomic():
                return _ingest(event)
        except Incomplete:
            raise
        except AdapterError as error:
            if error.permanent:
                event.summary = clean_line(getattr(error, "summary", ""), 300) or event.summary
                return _quarantine(event, error.message)
            return _later(event, error.message)
        except Exception as error:
            # Whatever a message does to our code, it is kept: tried again, then shown to people.
            log.exception("Inbound event %s failed", event.pk)
            return _later(event, f"{type(error).__name__}: {error}")


def _split(event: InboundEvent) -> Result:
    """A verified webhook: each of its events goes to the inbox it is for. One without a home keeps the whole waiting."""
    adapter = cast(WebhookAdapter, registry.adapter(event.inbox.channel))
    pieces = adapter.split(bytes(event.payload), headers=event.headers, settings=event.inbox.connection.settings)
    homeless: list[Piece] = []
    headers = {**event.headers, hooks.RECEIPT: event.pk}
    for piece in pieces:
        inbox = hooks.home(event.inbox, piece)
        if inbox is not None:
            accept(inbox, piece.external_id, piece.payload, headers=headers, source="webhook")
        elif piece.must_arrive:
            homeless.append(piece)
    if homeless:
        kind = channel_info.get(homeless[0].kind or event.inbox.channel).name
        # Returned, not raised: the others' events stay accepted.
        return _quarantine(
            event,
            _("No inbox for %(channel)s takes what is meant for %(account)s. Add one, then try again.")
            % {"channel": kind, "account": homeless[0].account},
        )
    event.summary = ""
    return _done(event, Outcome.RECEIVED, None, None)


def _needless(event: InboundEvent, parsed: InboundMessage) -> bool:
    """Did one of the events come that make this message needless? Raises AdapterError (transient) while they may."""
    if InboundEvent.objects.filter(inbox=event.inbox, external_id__in=list(parsed.unless)).exists():
        return True
    if event.attempts < MAY_STILL_COME:
        raise AdapterError("It may still turn out otherwise.", permanent=False)
    return False


def _read(event: InboundEvent) -> Parsed:
    """The adapter's reading. What it words itself stays in the conversation, so it does that in the inbox's language; why
    it can't read is for the owners and translated where they see it. Raises what `parse` raises.
    """
    adapter, settings = registry.adapter(event.inbox.channel), event.inbox.connection.settings
    read = partial(adapter.parse, bytes(event.payload), headers=event.headers, settings=settings)
    try:
        with translation.override(event.inbox.language):
            return _worded(read())
    except AdapterError:
        return read()


def _worded(parsed: Parsed) -> Parsed:
    """A tap on a button whose words didn't come: people read that there was one, never what it carries."""
    if isinstance(parsed, InboundMessage) and parsed.tapped and not (parsed.text.strip() or parsed.remote):
        parsed.text, parsed.own_words = _("(tapped a button)"), True
    return parsed


def _ingest(event: InboundEvent) -> Result:
    if event.source == hooks.SOURCE:
        return _split(event)
    parsed = fitted(_read(event))
    if not isinstance(parsed, InboundMessage):
        event.summary = updates.summary(parsed)
        outcome, changed = updates.take(event, parsed)
        return _done(event, outcome, None, changed)
    event.summary = clean_line(f"{parsed.display_name or parsed.address}: {parsed.subject or parsed.text}", 300)
    if parsed.outcome is Outcome.BOUNCE:
        message = bounces.take(event.inbox, parsed)
        return _done(event, Outcome.BOUNCE, parsed, message)
    if parsed.outcome is Outcome.IGNORED:
        return _done(event, Outcome.IGNORED, parsed, None)
    if parsed.unless and _needless(event, parsed):
        return _done(event, Outcome.IGNORED, parsed, None)
    talking = channel_info.get(event.inbox.channel).threads == "conversation"
    place = threading_rules.find_place(event.inbox, parsed)
    if talking and place.ticket is not None and not place.ticket.is_unresolved and not place.proves_sender:
        # Quoting an old message is no wish to go back to what was settled: the open conversation goes on.
        place = threading_rules.Place()
    language = parsed.language or ("" if parsed.own_words else guess_language(parsed.text)) or ""
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
    if parsed.also:
        identity = people.known_as(identity, parsed.also)
    people.remember(identity, parsed)
    sibling = getattr(registry.adapter(event.inbox.channel), "private_of", "")
    ticket = place.ticket or (threading_rules.privately_answered(event.inbox, identity, sibling) if sibling else None)
    if (parsed.opts_out or parsed.opts_in) and not people.note_wish(event.inbox, identity, parsed):
        return _done(event, Outcome.RECEIVED, parsed, None)
    # Whoever takes the words (a survey's answer becomes no message): a messaging window counts from them.
    event.identity = identity
    event.save(update_fields=["identity"])
    envelope = {
        "from": parsed.address,
        "name": parsed.display_name,
        "to": list(parsed.to),
        "cc": list(parsed.cc),
        "reply_to": parsed.reply_to,
        "references": list(parsed.references)[:50],
        "proven": parsed.proven or place.proves_sender,
    }
    envelope |= {"facts": [[clean_line(a, 80), clean_line(b, 500)] for a, b in parsed.facts]} if parsed.facts else {}
    envelope |= {"memory": parsed.memory} if parsed.memory else {}
    envelope |= {"public": True} if parsed.public else {}
    received = receive_message(
        Incoming(
            inbox=event.inbox,
            customer=identity.customer,
            identity=identity,
            text=parsed.text,
            full_text=parsed.full_text,
            html=parsed.html,
            subject=parsed.subject,
            external_id=fitted_id(str(parsed.meta.get("message_id") or parsed.external_id)),
            sent_at=parsed.sent_at,
            language=language,
            automatic=parsed.outcome is Outcome.AUTO_REPLY or parsed.opts_out or parsed.opts_in,
            ticket_number=ticket.number if ticket else None,
            continues=talking and not parsed.thread,
            thread=threading_rules.whole_thread(event.inbox, parsed.thread, parsed.references),
            rating=parsed.rating,
            priority=parsed.priority,
            callback_due_at=parsed.callback_due_at,
            tapped=parsed.tapped,
            coming=[ComingFile(file.name, file.content_type, file.size) for file in parsed.remote],
            client_id=str(parsed.meta.get("client_id", ""))[:64],
            envelope=envelope,
            files=[IncomingFile(f.name, f.content_type, f.content, f.content_id, f.inline) for f in parsed.attachments],
        ),
        at=event.received_at,
    )
    if received is not None:
        event.identity = None
    if received is not None and parsed.remote:
        media.expect(event.inbox, received.coming, parsed.remote)
    if received is not None and parsed.talked:
        record_event(
            CUSTOMER, received.ticket.number, Kind.CALL_ENDED, at=event.received_at, message=received.message.pk
        )
    if not identity.display_name:
        profiles.expect(event.inbox, identity)
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


def _done(event: InboundEvent, outcome: Outcome, parsed: InboundMessage | None, message: Message | None) -> Result:
    event.state, event.outcome, event.reason = EventState.DONE, outcome, ""
    event.message, event.done_at = message, timezone.now()
    event.save()
    return Result(event, outcome, parsed, message)


def _quarantine(event: InboundEvent, reason: str) -> Result:
    _forget_who(event)
    event.state, event.outcome, event.reason = EventState.QUARANTINED, Outcome.QUARANTINED, storable(reason)
    event.done_at = timezone.now()
    event.save()
    return Result(event, Outcome.QUARANTINED)


def _forget_who(event: InboundEvent) -> None:
    """What failed was taken by nobody, and who wrote it may have been made, and unmade, by that very attempt."""
    event.identity = None


def _later(event: InboundEvent, reason: str) -> Result:
    _forget_who(event)
    event.attempts += 1
    if event.attempts >= MAX_ATTEMPTS:
        return _quarantine(event, reason)
    event.reason = storable(reason)
    event.due_at = timezone.now() + min(MAX_BACKOFF, timedelta(seconds=2**event.attempts))
    event.save()
    return Result(event, Outcome.IGNORED)


def replay(event: InboundEvent) -> Result | None:
    """Try a quarantined or dismissed event again, now. A person has looked at it: what was only suspicious may pass."""
    InboundEvent.objects.filter(pk=event.pk, state__in=[EventState.QUARANTINED, EventState.DISMISSED]).update(
        state=EventState.WAITING, due_at=timezone.now(), attempts=0, headers={**event.headers, RELEASED: "yes"}
    )
    return process(event.pk)


def dismiss(event: InboundEvent) -> None:
    """A person looked at it and it may stay out; the bytes are kept."""
    InboundEvent.objects.filter(pk=event.pk, state=EventState.QUARANTINED).update(state=EventState.DISMISSED)


def forget_receipts(days: int = 14, limit: int = 20_000) -> int:
    """Webhooks whose events went home long ago; what is theirs is kept with the events themselves."""
    old = InboundEvent.objects.filter(
        source=hooks.SOURCE, state=EventState.DONE, done_at__lt=timezone.now() - timedelta(days=days)
    )
    return InboundEvent.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()[0]


def sweep(limit: int = 100) -> int:
    """Work off what a lost hint left behind."""
    ids = list(InboundEvent.objects.due().order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    return sum(process(pk) is not None for pk in ids)
