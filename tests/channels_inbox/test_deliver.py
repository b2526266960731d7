"""Sent once, or known to be uncertain."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from channels_inbox import deliver, registry
from channels_inbox.contract import AdapterError, OutboundMessage, SendResult
from channels_inbox.models import Delivery
from tests.cast import Cast, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.models import Message


class Scripted:
    """An adapter that does what the test says and remembers what it was given."""

    def __init__(self, *script: Any) -> None:
        self.script = list(script)
        self.sent: list[OutboundMessage] = []

    def send(self, message: OutboundMessage) -> SendResult:
        self.sent.append(message)
        step = self.script.pop(0) if self.script else "<id@shop.example>"
        if isinstance(step, Exception):
            raise step
        return SendResult(step)


@pytest.fixture
def answered(cast: Cast) -> Delivery:
    ticket = write_in(cast.mail, external_id="<first@example.com>").ticket
    message = actions.reply(Actor.agent(cast.iga), ticket.number, "On its way")
    return Delivery.objects.get(message=message)


def play(monkeypatch: pytest.MonkeyPatch, *script: Any) -> Scripted:
    adapter = Scripted(*script)
    monkeypatch.setattr(registry, "adapter", lambda kind: adapter)
    return adapter


def test_sent_once(answered: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = play(monkeypatch)
    assert deliver.send(answered.pk) and not deliver.send(answered.pk)
    assert len(adapter.sent) == 1 and adapter.sent[0].references == ("<first@example.com>",)
    answered.refresh_from_db()
    assert answered.state == "sent" and answered.external_id == "<id@shop.example>"
    assert Message.objects.get(pk=answered.message_id).state == "sent"


def test_a_transient_error_waits_and_uses_the_same_key(answered: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = play(monkeypatch, AdapterError("451 try later", permanent=False))
    deliver.send(answered.pk)
    answered.refresh_from_db()
    assert answered.state == "queued" and answered.due_at > timezone.now() and answered.error == "451 try later"
    Delivery.objects.update(due_at=timezone.now())
    deliver.sweep()
    assert len({sent.idempotency_key for sent in adapter.sent}) == 1 and len(adapter.sent) == 2


def test_a_permanent_error_stops_and_tells(answered: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, AdapterError("No such mailbox.", permanent=True))
    deliver.send(answered.pk)
    message = Message.objects.get(pk=answered.message_id)
    assert message.state == "failed" and message.state_detail == "No such mailbox."
    assert message.ticket.events.filter(kind="delivery_failed").exists()
    assert deliver.retry(answered)
    play(monkeypatch)
    assert deliver.send(answered.pk)
    assert Message.objects.get(pk=answered.message_id).state == "sent"


def test_an_unforeseen_error_is_uncertain_and_never_sent_again(
    answered: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = play(monkeypatch, RuntimeError("connection lost after DATA"))
    deliver.send(answered.pk)
    deliver.sweep()
    answered.refresh_from_db()
    assert answered.state == "uncertain" and len(adapter.sent) == 1
    assert deliver.settle(answered, arrived=True)
    assert Message.objects.get(pk=answered.message_id).state == "sent"


def test_a_lease_that_ran_out_is_uncertain(answered: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = play(monkeypatch)
    Delivery.objects.update(state="sending", lease_until=timezone.now() - timedelta(seconds=1))
    deliver.sweep()
    answered.refresh_from_db()
    assert answered.state == "uncertain" and not adapter.sent


def test_late_reports_never_take_a_message_back(answered: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch)
    deliver.send(answered.pk)
    for state in ("read", "delivered", "sent"):
        answered = Delivery.objects.select_related("message").get(pk=answered.pk)
        deliver.report(answered, state)
    assert Message.objects.get(pk=answered.message_id).state == "read"
