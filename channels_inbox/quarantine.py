"""Inbound events that nobody could read, as people see them."""

from __future__ import annotations

from django.db.models import F, Func, IntegerField, QuerySet
from django.utils import timezone

from channels_inbox.models import Delivery, EventState, InboundEvent
from tickets.models import DeliveryState

TROUBLE = (DeliveryState.FAILED, DeliveryState.UNCERTAIN)


def quarantined() -> QuerySet[InboundEvent]:
    """With `size` in bytes, without the bytes themselves."""
    size = Func(F("payload"), function="octet_length", output_field=IntegerField())
    rows = InboundEvent.objects.filter(state=EventState.QUARANTINED).select_related("inbox")
    return rows.defer("payload", "headers").annotate(size=size)


def replay_all() -> int:
    """Let the worker try all of them again; how many."""
    return InboundEvent.objects.filter(state=EventState.QUARANTINED).update(
        state=EventState.WAITING, due_at=timezone.now(), attempts=0
    )


def troubled_deliveries() -> QuerySet[Delivery]:
    """Failed and uncertain ones, newest first."""
    rows = Delivery.objects.filter(state__in=TROUBLE)
    return rows.select_related("message__ticket", "message__author", "inbox").order_by("-created_at", "-pk")
