"""Pending work: one row per interested consumer, written with the event; the consumer claims and deletes it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tickets.models import PendingWork, TicketEvent

log = logging.getLogger(__name__)

MAX_BACKOFF = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Consumer:
    name: str
    kinds: frozenset[str]
    handle: Callable[[TicketEvent], None]


_consumers: dict[str, Consumer] = {}


def register(name: str, kinds: set[str], handle: Callable[[TicketEvent], None]) -> None:
    """Called by an app above at start. `handle` runs in the transaction that deletes the row: exactly once."""
    _consumers[name] = Consumer(name, frozenset(kinds), handle)


def note(events: Iterable[TicketEvent]) -> list[PendingWork]:
    """Write the rows for everyone who wants one of these events; in the caller's transaction."""
    rows = [
        PendingWork(consumer=consumer.name, event=event)
        for event in events
        for consumer in _consumers.values()
        if event.kind in consumer.kinds
    ]
    return PendingWork.objects.bulk_create(rows) if rows else []


def run_due(limit: int = 200) -> int:
    """Work off what is due, one transaction a row; two workers never take the same. Returns how many were done."""
    done = 0
    for _ in range(limit):
        if not _run_one():
            break
        done += 1
    return done


def _run_one() -> bool:
    with transaction.atomic():
        row = (
            PendingWork.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("event")
            .filter(due_at__lte=timezone.now(), consumer__in=list(_consumers))
            .order_by("due_at", "pk")
            .first()
        )
        if row is None:
            return False
        consumer = _consumers[row.consumer]
        try:
            with transaction.atomic():
                consumer.handle(row.event)
        except Exception as error:
            # Whatever a consumer's bug is, the row must stay, be tried again and not block the others.
            log.exception("%s could not work off event %s", row.consumer, row.event_id)
            row.attempts += 1
            row.last_error = f"{type(error).__name__}: {error}"[:1000]
            row.due_at = timezone.now() + min(MAX_BACKOFF, timedelta(seconds=5 * 2 ** min(row.attempts, 10)))
            row.save(update_fields=["attempts", "last_error", "due_at"])
        else:
            row.delete()
    return True
