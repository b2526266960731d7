"""A bounce belongs to the delivery that it reports on."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox.contract import InboundMessage
from channels_inbox.models import Delivery
from customers.models import Identity
from tickets.actions import delivery_failed
from tickets.models import Inbox, Message


def take(inbox: Inbox, parsed: InboundMessage) -> Message | None:
    """Mark the delivery it names as failed (permanent) or note the delay; the message it was about, or None."""
    ids = [i for i in [parsed.bounced_external_id, *parsed.references] if i]
    delivery = (
        Delivery.objects.select_related("message", "identity").filter(external_id__in=ids).order_by("-pk").first()
    )
    if delivery is None:
        return None
    reason = parsed.bounce_reason or _("The recipient's server refused it.")
    if not parsed.bounce_permanent:
        Delivery.objects.filter(pk=delivery.pk).update(error=reason)
        return delivery.message
    Delivery.objects.filter(pk=delivery.pk).update(state="failed", error=reason)
    if delivery.identity_id:
        Identity.objects.filter(pk=delivery.identity_id).update(undeliverable_at=timezone.now())
    delivery_failed(delivery.message, reason)
    return delivery.message
