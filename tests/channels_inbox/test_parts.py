"""Answers in several calls: each leaves once; conversations keep their order."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from channels_inbox import deliver, ingest
from channels_inbox.accept import accept
from channels_inbox.contract import AdapterError, DeliveryReport, SendingUncertain, Trouble
from channels_inbox.models import Connection, Delivery, DeliveryPart
from customers import consents
from tests.cast import Cast, customer, write_in
from tests.channels_inbox.scripted import Scripted
from tickets import actions
from tickets.actor import Actor
from tickets.models import Message


def answer(cast: Cast, text: str, number: int | None = None) -> Delivery:
    if number is None:
        identity = customer("visitor-1", kind="chat")
        number = write_in(cast.chat, identity=identity, external_id="in-1", continues=True).ticket.number
    return Delivery.objects.get(message=actions.reply(Actor.agent(cast.iga), number, text))


def due(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now())


def test_only_what_is_missing_is_sent_again(cast: Cast, scripted: Scripted) -> None:
    delivery = answer(cast, "one|two|three")
    scripted.script = ["a", AdapterError("slow down", permanent=False, retry_after_s=600)]
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "queued" and delivery.due_at > timezone.now() + timedelta(minutes=9)
    due(delivery)
    deliver.sweep()
    assert [text for _message, text in scripted.sent] == ["one", "two", "two", "three"]
    delivery.refresh_from_db()
    assert delivery.state == "sent" and delivery.external_id == "a"
    assert DeliveryPart.objects.filter(delivery=delivery).count() == 3


def test_a_broken_connection_in_the_middle_is_uncertain(cast: Cast, scripted: Scripted) -> None:
    delivery = answer(cast, "one|two")
    scripted.script = ["a", SendingUncertain("The connection broke.")]
    deliver.send(delivery.pk)
    deliver.sweep()
    delivery.refresh_from_db()
    assert delivery.state == "uncertain" and len(scripted.sent) == 2
    assert deliver.retry(delivery) and deliver.send(delivery.pk)
    assert [text for _message, text in scripted.sent] == ["one", "two", "two"], (
        "a person's retry doesn't repeat the first"
    )


def test_a_conversation_keeps_its_order(cast: Cast, scripted: Scripted) -> None:
    first = answer(cast, "first")
    second = answer(cast, "second", first.message.ticket_id)
    scripted.script = [AdapterError("busy", permanent=False)]
    assert deliver.send(first.pk)
    assert not deliver.send(second.pk), "the first has to go before it"
    due(first)
    deliver.sweep()
    deliver.sweep()
    assert [text for _message, text in scripted.sent] == ["first", "first", "second"]


def test_read_means_all_of_it(cast: Cast, scripted: Scripted) -> None:
    delivery = answer(cast, "one|two")
    scripted.script = ["a", "b"]
    deliver.send(delivery.pk)

    def told(part: str, state: str) -> str:
        scripted.meant[f"{part}:{state}".encode()] = DeliveryReport(state, part)
        event, _new = accept(cast.chat, f"{part}:{state}", f"{part}:{state}".encode())
        ingest.process(event.pk)
        return Message.objects.get(pk=delivery.message_id).state

    assert told("a", "read") == "sent"
    assert told("b", "delivered") == "delivered"
    assert told("b", "read") == "read"
    assert told("a", "delivered") == "read", "late reports take nothing back"


def test_a_report_may_overtake_our_own_note(cast: Cast, scripted: Scripted) -> None:
    delivery = answer(cast, "one")
    scripted.meant[b"early"] = DeliveryReport("delivered", "a")
    event, _new = accept(cast.chat, "early", b"early")
    ingest.process(event.pk)
    event.refresh_from_db()
    assert event.state == "waiting"
    scripted.script = ["a"]
    deliver.send(delivery.pk)
    event.due_at = timezone.now()
    event.save()
    ingest.sweep()
    assert Message.objects.get(pk=delivery.message_id).state == "delivered"


def test_an_expired_token_calls_for_an_admin_until_something_goes_out(cast: Cast, scripted: Scripted) -> None:
    delivery = answer(cast, "one")
    scripted.script = [AdapterError("The token has expired. Paste a new one.", permanent=True, trouble=Trouble.AUTH)]
    deliver.send(delivery.pk)
    assert Connection.objects.get(inbox=cast.chat).attention == "The token has expired. Paste a new one."
    deliver.retry(delivery)
    deliver.send(delivery.pk)
    assert Connection.objects.get(inbox=cast.chat).attention == ""


def test_who_opted_out_is_remembered(cast: Cast, scripted: Scripted) -> None:
    delivery = answer(cast, "one")
    scripted.script = [AdapterError("They sent STOP.", permanent=True, trouble=Trouble.OPTED_OUT)]
    deliver.send(delivery.pk)
    ticket = delivery.message.ticket
    assert consents.opted_out(ticket.customer, "webchat", "visitor-1")
    scripted.contexts.clear()
    from tickets.hooks import reply_routes

    reply_routes(ticket)
    assert [context.opted_out for context in scripted.contexts if context.address == "visitor-1"] == [True]
