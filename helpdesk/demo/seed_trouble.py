"""One quarantined mail and one failed delivery, so that their pages have something to show."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from channels_inbox.models import Delivery, EventState, InboundEvent
from tickets.actions.change import changing
from tickets.actor import SYSTEM
from tickets.events import Kind
from tickets.models import DeliveryState, Inbox, Message
from tickets.models.ticket import UNRESOLVED


def build(inbox: Inbox, now: datetime) -> None:
    """In the inbox for mail: what nobody could read, and the newest answer on an open ticket, which came back."""
    InboundEvent.objects.create(
        inbox=inbox,
        external_id="<broken.1@mail.example>",
        payload=b'From: scan@mail.example\nSubject: Skan\nContent-Type: multipart/mixed; boundary=""\n\n',
        source="smtp",
        state=EventState.QUARANTINED,
        outcome="quarantined",
        reason=gettext_noop("The mail's parts can't be told apart: its boundary is empty."),
        summary="scan@mail.example: Skan",
        received_at=now - timedelta(hours=19),
        done_at=now - timedelta(hours=19),
    )
    open_ones = Delivery.objects.filter(inbox=inbox, message__ticket__status__in=UNRESOLVED)
    failed = open_ones.select_related("message").order_by("-created_at").first()
    if failed is None:
        return
    detail = "550 5.1.1 The mailbox does not exist"
    Delivery.objects.filter(pk=failed.pk).update(state=DeliveryState.FAILED, error=detail, sent_at=None)
    Message.objects.filter(pk=failed.message_id).update(state=DeliveryState.FAILED, state_detail=detail)
    with changing(failed.message.ticket_id, SYSTEM, at=failed.created_at + timedelta(seconds=4)) as change:
        change.event(Kind.DELIVERY_FAILED, message=failed.message_id, detail=detail, uncertain=False)
