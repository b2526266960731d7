"""One mail handed over from a file or an MTA: kept, worked off at once, and told about."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction

from channels_inbox import ingest
from channels_inbox.accept import accept
from channels_inbox.contract import InboundMessage, Outcome, UnreadablePayload
from channels_inbox.models import EventState, InboundEvent
from tickets.models import Inbox

from .payloads import event_id, parse_mail

WAIT_S = 20.0


def take(inbox: Inbox, raw: bytes) -> dict[str, Any]:
    """Receive one mail through the same way as any other and say what became of it (DESIGN.md names the keys).

    Raises django.db.OperationalError when the database is away; nothing is kept then.
    """
    with transaction.atomic():
        # Together in one transaction: no worker sees the event before it is done.
        event, created = accept(inbox, event_id(raw), raw, source="file")
        if created:
            ingest.process(event.pk)
    event = _settled(event.pk)
    outcome = event.outcome if created else Outcome.DUPLICATE.value
    if outcome not in {"received", "duplicate", "auto_reply", "bounce"}:
        outcome = Outcome.QUARANTINED.value
    return _report(event, outcome, _parsed(inbox, raw))


def _settled(pk: int) -> InboundEvent:
    """The event once nobody works on it any more; a first copy may still be in a worker's hands."""
    until = time.monotonic() + WAIT_S
    while True:
        event = InboundEvent.objects.select_related("message__customer", "message__identity").get(pk=pk)
        if event.state != EventState.WAITING or event.attempts or time.monotonic() > until:
            return event
        if ingest.process(pk) is None:
            time.sleep(0.05)


def _parsed(inbox: Inbox, raw: bytes) -> InboundMessage | None:
    connection = getattr(inbox, "connection", None)
    try:
        return parse_mail(raw, settings=connection.settings if connection else {})
    except UnreadablePayload:
        return None


def _report(event: InboundEvent, outcome: str, parsed: InboundMessage | None) -> dict[str, Any]:
    message = event.message
    return {
        "outcome": outcome,
        "ticket": message.ticket_id if message else None,
        "message": str(message.pk) if message else "",
        "customer": parsed.address if parsed else "",
        "subject": parsed.subject if parsed else "",
        "text": parsed.text if parsed else "",
        "full_text": parsed.full_text if parsed else "",
        "attachments": [
            {"name": item.name, "content_type": item.content_type, "size": item.size}
            for item in (parsed.attachments if parsed else [])
        ],
    }
