"""Hints and sweeps; the work itself is in ingest.py, deliver.py and the adapters."""

from __future__ import annotations

from functools import partial

from celery import shared_task

from channels_inbox import deliver, inboxes, ingest, media, profiles, registry
from core import sweeps


@shared_task
def process_event(event_id: int) -> None:
    ingest.process(event_id)


@shared_task
def send_delivery(delivery_id: int) -> None:
    deliver.send(delivery_id)


@shared_task
def sync_inbox(inbox_id: int) -> None:
    inboxes.sync(inbox_id)


@shared_task
def sync_inboxes() -> int:
    return inboxes.sync_all()


@shared_task
def fetch_media(fetch_id: int) -> None:
    media.fetch(fetch_id)


@shared_task
def look_up_name(inbox_id: int, identity_id: int) -> None:
    profiles.look_up(inbox_id, identity_id)


@shared_task
def sweep_events() -> int:
    return ingest.sweep()


@shared_task
def sweep_media() -> int:
    return media.sweep()


@shared_task
def forget_receipts() -> int:
    return ingest.forget_receipts()


@shared_task
def sweep_deliveries() -> int:
    return deliver.sweep()


@shared_task
def poll_inboxes() -> None:
    """Channels that fetch (IMAP) do it here: an adapter module may have `poll()`."""
    sweeps.each("channels: poll", registry.ADAPTERS, partial(_call, "poll"))


@shared_task
def sweep_chats() -> None:
    """Channels with visitors who come and go look after those who left: an adapter may have `sweep()`."""
    sweeps.each("channels: sweep", registry.ADAPTERS, partial(_call, "sweep"))


def _call(name: str, kind: str) -> bool:
    found = getattr(registry.adapter(kind), name, None)
    if found is not None:
        found()
    return found is not None
