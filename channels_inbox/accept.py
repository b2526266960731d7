"""The first thing done with anything that comes in: keep it, committed, before it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from channels_inbox.fitting import fitted_id
from channels_inbox.models import Connection, InboundEvent
from core.wake import wake
from tickets.models import Inbox


def accept(
    inbox: Inbox, external_id: str, payload: bytes, *, headers: Mapping[str, Any] | None = None, source: str = ""
) -> tuple[InboundEvent, bool]:
    """Store one inbound event; (event, whether it is new). The same external id again gives the first event.

    The worker is only hinted at; the sweep finds the row if the hint is lost. Raises django.db.OperationalError when
    the database is away: the caller must then refuse the message so that the sender tries again.
    """
    with transaction.atomic():
        event, created = InboundEvent.objects.get_or_create(
            inbox=inbox,
            external_id=fitted_id(external_id),
            defaults={"payload": payload, "headers": dict(headers or {}), "source": source},
        )
        if created:
            Connection.objects.filter(inbox=inbox).update(last_event_at=event.received_at)
            transaction.on_commit(lambda: wake("channels_inbox.tasks.process_event", event.pk), robust=True)
    return event, created
