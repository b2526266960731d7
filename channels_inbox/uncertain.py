"""What was left uncertain, settled by the provider itself: a report that carries our own key proves that it had left."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from channels_inbox.contract import DeliveryReport
from channels_inbox.models import Delivery, DeliveryPart
from core.wake import wake
from tickets.actions import set_message_state
from tickets.models import DeliveryState, Inbox


def settle(inbox: Inbox, report: DeliveryReport) -> Delivery | None:
    """Note the part that this report proves sent and let the rest of its delivery go on: what is noted isn't repeated.

    `report.key` is "<idempotency key>:<position of the part>". None unless it names the next part of an uncertain
    delivery of this inbox. Where the provider failed the part, nothing changes here.
    """
    key, _colon, number = report.key.partition(":")
    try:
        uuid, position = UUID(key), int(number or 0)
    except ValueError:
        return None
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("message", "inbox", "identity__customer")
            .filter(inbox=inbox, idempotency_key=uuid, state=DeliveryState.UNCERTAIN)
            .first()
        )
        if delivery is None or position != delivery.parts.count():
            return None
        if report.state == DeliveryState.FAILED:
            return delivery
        now = timezone.now()
        DeliveryPart.objects.create(
            delivery=delivery, position=position, external_id=report.external_id[:1100], state=report.state, sent_at=now
        )
        delivery.state, delivery.due_at, delivery.error, delivery.lease_until = DeliveryState.QUEUED, now, "", None
        delivery.save(update_fields=["state", "due_at", "error", "lease_until"])
        set_message_state(delivery.message, DeliveryState.QUEUED)
        transaction.on_commit(lambda: wake("channels_inbox.tasks.send_delivery", delivery.pk), robust=True)
    return delivery
