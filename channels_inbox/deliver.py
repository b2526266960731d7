"""Queued delivery -> claimed with a lease -> adapter.send outside any transaction -> recorded."""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox import outgoing, people, registry
from channels_inbox.contract import AdapterError, OutboundMessage, SendingUncertain, SendResult, Trouble
from channels_inbox.models import Connection, Delivery, DeliveryPart
from core import sweeps
from core.wake import wake
from customers import actions as customers
from customers import consents
from tickets import channel_info
from tickets.actions import delivery_failed, set_message_state
from tickets.hooks import Route
from tickets.models import DeliveryState, Message

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
MAX_ATTEMPTS = 10
MAX_BACKOFF_S = 3600
STOPPED, QUEUED = "deliveries: stopped", "deliveries: queued"


def queue(message: Message, route: Route, extra: dict[str, Any]) -> None:
    """Called inside the reply's transaction: message and delivery are committed together."""
    delivery = Delivery.objects.create(
        message=message, inbox=route.inbox, identity=route.identity, address=route.identity.address, extra=extra
    )
    transaction.on_commit(lambda: wake("channels_inbox.tasks.send_delivery", delivery.pk), robust=True)


def send(delivery_id: int) -> bool:
    """Claim and send one queued delivery; False when it isn't due or somebody else has it."""
    delivery = _claim(delivery_id)
    if delivery is None:
        return False
    try:
        result = _hand_over(delivery, outgoing.build(delivery))
    except AdapterError as error:
        _failed(delivery, error)
    except SendingUncertain as error:
        _uncertain(delivery, str(error))
    except Exception as error:
        # A bug or an unforeseen network fault while sending: it may have left. Never send again by ourselves.
        log.exception("Delivery %s broke while sending", delivery.pk)
        _uncertain(delivery, f"{type(error).__name__}: {error}")
    else:
        _sent(delivery, result)
    _wake_next(delivery)
    return True


def _hand_over(delivery: Delivery, message: OutboundMessage) -> SendResult:
    """One call, or several: what was answered is committed before the next, so that no part leaves twice."""
    # What an adapter offers beside the contract's core is looked up by name.
    adapter = cast(Any, registry.adapter(delivery.inbox.channel))
    if not hasattr(adapter, "parts"):
        result: SendResult = adapter.send(message)
        return result
    done = list(DeliveryPart.objects.filter(delivery=delivery).order_by("position"))
    first = SendResult(done[0].external_id) if done else None
    for position, part in enumerate(adapter.parts(message)):
        if position < len(done):
            continue
        result = adapter.send_part(message, part)
        _note_part(delivery, position, result)
        first = first or result
    assert first is not None, "an adapter's parts are never empty"
    return first


def _note_part(delivery: Delivery, position: int, result: SendResult) -> None:
    now = timezone.now()
    with transaction.atomic():
        DeliveryPart.objects.create(
            delivery=delivery, position=position, external_id=result.external_id[:1100], sent_at=now
        )
        # Four large photos may take longer than one lease.
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING).update(lease_until=now + LEASE)


def _waits_in_line() -> Q:
    """Is an earlier answer to the same address still on its way? Conversations keep their order; mails need none."""
    talking = [info.kind for info in channel_info.all_channels() if info.threads == "conversation"]
    earlier = Delivery.objects.filter(
        inbox=OuterRef("inbox"),
        address=OuterRef("address"),
        pk__lt=OuterRef("pk"),
        state__in=[DeliveryState.QUEUED, DeliveryState.SENDING],
    )
    return Q(Exists(earlier), inbox__channel__in=talking)


def _wake_next(delivery: Delivery) -> None:
    """The next answer to the same address may go now."""
    following = Delivery.objects.filter(inbox=delivery.inbox_id, address=delivery.address, pk__gt=delivery.pk)
    pk = following.filter(state=DeliveryState.QUEUED).order_by("pk").values_list("pk", flat=True).first()
    if pk is not None:
        wake("channels_inbox.tasks.send_delivery", pk)


def _claim(delivery_id: int) -> Delivery | None:
    now = timezone.now()
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("message__ticket__customer", "message__author", "inbox__connection", "identity")
            .filter(pk=delivery_id, state=DeliveryState.QUEUED, due_at__lte=now)
            .first()
        )
        if delivery is None or Delivery.objects.filter(_waits_in_line(), pk=delivery.pk).exists():
            return None
        delivery.state, delivery.lease_until = DeliveryState.SENDING, now + LEASE
        delivery.attempts += 1
        delivery.save(update_fields=["state", "lease_until", "attempts"])
    return delivery


def _sent(delivery: Delivery, result: SendResult) -> None:
    now = timezone.now()
    with transaction.atomic():
        # A chat window may have said "delivered" or "read" before this line: that stands.
        current = Delivery.objects.select_for_update(of=("self",)).values_list("state", flat=True).get(pk=delivery.pk)
        later = current in {DeliveryState.DELIVERED, DeliveryState.READ}
        delivery.state, delivery.external_id = current if later else result.state, result.external_id[:1100]
        delivery.sent_at, delivery.lease_until, delivery.error = now, None, ""
        delivery.save(update_fields=["state", "external_id", "sent_at", "lease_until", "error"])
        if not delivery.message.external_id:
            Message.objects.filter(pk=delivery.message_id).update(external_id=delivery.external_id)
        Connection.objects.filter(inbox=delivery.inbox_id).update(last_sent_at=now, attention="")
        set_message_state(delivery.message, result.state)
        if result.also_known_as and delivery.identity is not None:
            people.known_as(delivery.identity, [result.also_known_as])


def _failed(delivery: Delivery, error: AdapterError) -> None:
    if not error.permanent and delivery.attempts < MAX_ATTEMPTS:
        pause = min(MAX_BACKOFF_S, 5 * 2**delivery.attempts) * random.uniform(0.7, 1.3)  # noqa: S311  (jitter)
        pause = max(pause, error.retry_after_s)
        delivery.state, delivery.error = DeliveryState.QUEUED, error.message
        delivery.due_at, delivery.lease_until = timezone.now() + timedelta(seconds=pause), None
        delivery.save(update_fields=["state", "error", "due_at", "lease_until"])
        return
    with transaction.atomic():
        delivery.state, delivery.error, delivery.lease_until = DeliveryState.FAILED, error.message, None
        delivery.save(update_fields=["state", "error", "lease_until"])
        delivery_failed(delivery.message, error.message)
        _follow_up(delivery, error.trouble, error.message)


def _follow_up(delivery: Delivery, trouble: Trouble, sentence: str) -> None:
    """What a failure means beyond the one message: for the whole inbox, or for the customer's wishes."""
    if trouble == Trouble.AUTH:
        Connection.objects.get(inbox=delivery.inbox_id).ask_attention(sentence)
    elif trouble == Trouble.OPTED_OUT and delivery.identity is not None:
        source = consents.source(delivery.inbox.channel, delivery.address)
        customers.record_consent(delivery.identity.customer, consents.MESSAGES, False, words=sentence, source=source)


def _uncertain(delivery: Delivery, reason: str) -> None:
    with transaction.atomic():
        delivery.state, delivery.error, delivery.lease_until = DeliveryState.UNCERTAIN, reason, None
        delivery.save(update_fields=["state", "error", "lease_until"])
        delivery_failed(delivery.message, reason, uncertain=True)


def report(delivery: Delivery, state: str, *, detail: str = "", trouble: Trouble = Trouble.OTHER) -> None:
    """A provider or the visitor's browser says delivered, read or failed."""
    now = timezone.now()
    with transaction.atomic():
        # Delivery before message, as everywhere here: a report may overtake the sender's own note.
        current = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
        if state == DeliveryState.FAILED:
            if current.state in {DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.FAILED}:
                return
            Delivery.objects.filter(pk=delivery.pk).update(state=state, error=detail)
            delivery_failed(delivery.message, detail)
            _follow_up(delivery, trouble, detail)
            return
        if set_message_state(delivery.message, state, detail):
            stamp = {"delivered": "delivered_at", "read": "read_at"}.get(state)
            Delivery.objects.filter(pk=delivery.pk).update(state=state, **({stamp: now} if stamp else {}))


def retry(delivery: Delivery) -> bool:
    """A person decides to send a failed or uncertain one again."""
    with transaction.atomic():
        changed = Delivery.objects.filter(
            pk=delivery.pk, state__in=[DeliveryState.FAILED, DeliveryState.UNCERTAIN]
        ).update(state=DeliveryState.QUEUED, due_at=timezone.now(), attempts=0, lease_until=None)
        if changed:
            set_message_state(delivery.message, DeliveryState.QUEUED)
            transaction.on_commit(lambda: wake("channels_inbox.tasks.send_delivery", delivery.pk), robust=True)
    return bool(changed)


def settle(delivery: Delivery, *, arrived: bool) -> bool:
    """A person knows what became of an uncertain one: it arrived, or it is given up."""
    state = DeliveryState.SENT if arrived else DeliveryState.CANCELLED
    with transaction.atomic():
        changed = Delivery.objects.filter(
            pk=delivery.pk, state__in=[DeliveryState.FAILED, DeliveryState.UNCERTAIN]
        ).update(state=state)
        if changed:
            Message.objects.filter(pk=delivery.message_id).update(state=DeliveryState.QUEUED)
            set_message_state(delivery.message, state)
    return bool(changed)


def sweep(limit: int = 100) -> int:
    """Send what a lost hint left behind; a lease that ran out in the middle of sending becomes uncertain."""
    now = timezone.now()
    stopped = Delivery.objects.filter(state="sending", lease_until__lt=now).order_by("lease_until", "pk")
    sweeps.each(STOPPED, sweeps.due(STOPPED, stopped, limit), _settle_stopped)
    due = Delivery.objects.filter(state="queued", due_at__lte=now).exclude(_waits_in_line()).order_by("due_at", "pk")
    return sweeps.each(QUEUED, sweeps.due(QUEUED, due, limit), send)


def _settle_stopped(pk: int) -> bool:
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("message")
        delivery = rows.filter(pk=pk, state=DeliveryState.SENDING, lease_until__lt=timezone.now()).first()
        if delivery is not None:
            _uncertain(delivery, _("The worker stopped while sending. Check whether it arrived."))
    return delivery is not None
