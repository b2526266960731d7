"""From an accepted event to a message on a ticket."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from channels_inbox import ingest
from channels_inbox.accept import accept
from channels_inbox.models import Delivery, EventState, InboundEvent
from customers import actions as customers
from customers.models import Customer
from tests.cast import Cast, customer, make_cast, write_in
from tests.channels_inbox.mails import mail
from tickets import actions
from tickets.actor import Actor
from tickets.models import Inbox, Message, Ticket


def take(inbox: Inbox, external_id: str, raw: bytes) -> ingest.Result:
    event, _new = accept(inbox, external_id, raw)
    result = ingest.process(event.pk)
    assert result is not None
    return result


def test_a_mail_becomes_a_ticket(cast: Cast) -> None:
    result = take(cast.mail, "1", mail("Gdzie jest moja paczka?"))
    assert result.message is not None
    ticket = result.message.ticket
    assert ticket.customer.name == "Tomasz Kuna" and ticket.subject == "Order 48213" and ticket.language == "pl"
    assert result.event.state == EventState.DONE


def test_the_same_event_twice_is_one_message(cast: Cast) -> None:
    first, new = accept(cast.mail, "1", mail())
    second, again = accept(cast.mail, "1", mail())
    assert new and not again and first.pk == second.pk
    ingest.process(first.pk)
    assert ingest.process(first.pk) is None
    assert Message.objects.count() == 1


def test_what_cannot_be_read_is_kept_and_replayed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from channels_inbox import registry
    from channels_inbox.contract import UnreadablePayload

    class Broken:
        def parse(self, *args: Any, **kwargs: Any) -> Any:
            raise UnreadablePayload("This mail has no sender.")

    with monkeypatch.context() as patch:
        patch.setattr(registry, "adapter", lambda kind: Broken())
        raw = mail()
        event = take(cast.mail, "1", raw).event
    assert event.state == EventState.QUARANTINED and event.reason == "This mail has no sender."
    assert bytes(InboundEvent.objects.get(pk=event.pk).payload) == raw
    result = ingest.replay(event)
    assert result is not None and result.message is not None


def test_a_bug_in_our_code_keeps_the_event_for_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def boom(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ingest, "receive_message", boom)
    event = take(cast.mail, "1", mail()).event
    assert event.state == EventState.WAITING and event.attempts == 1 and "ZeroDivisionError" in event.reason
    assert not Customer.objects.exists(), "nothing of the failed attempt may stay"
    assert InboundEvent.objects.get(pk=event.pk).identity_id is None, "else nothing of this could be committed"


def test_a_reference_threads_only_for_somebody_who_takes_part(cast: Cast) -> None:
    first = take(cast.mail, "1", mail()).message
    assert first is not None
    again = take(cast.mail, "2", mail("More", message_id="<two@example.com>", In_Reply_To="<one@example.com>")).message
    assert again is not None and again.ticket_id == first.ticket_id
    stranger = take(
        cast.mail,
        "3",
        mail("Me too", sender="eve@evil.example", message_id="<three@evil.example>", In_Reply_To="<one@example.com>"),
    ).message
    assert stranger is not None and stranger.ticket_id != first.ticket_id


def test_our_token_proves_a_claimed_address_and_joins_the_profiles(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    known = customer()
    visitor = customer("visitor-1", "", kind="chat")
    ticket = write_in(cast.chat, "Hello", identity=visitor).ticket
    assert customers.claim_address(visitor.customer, "email", known.address) is None
    routes = actions.reply(Actor.agent(cast.iga), ticket.number, "By mail then", route_key=f"{cast.mail.pk}:{known.pk}")
    Delivery.objects.filter(message=routes).update(external_id="<ours@shop.example>", state="sent")
    from channels_inbox import threading_rules

    found = threading_rules.find_place

    def with_token(inbox: Inbox, parsed: Any) -> Any:
        parsed.ticket_token, parsed.token_message = ticket.number, routes.pk
        return found(inbox, parsed)

    monkeypatch.setattr(threading_rules, "find_place", with_token)
    message = take(cast.mail, "1", mail("It is me", message_id="<me@example.com>")).message
    assert message is not None and message.ticket_id == ticket.number
    assert Ticket.objects.get(pk=ticket.number).customer_id == known.customer_id
    known.refresh_from_db()
    assert known.verified_at is not None


@pytest.mark.django_db(transaction=True)
def test_ten_workers_take_one_event_once_and_two_first_messages_make_one_ticket() -> None:
    cast = make_cast()
    ids = [accept(cast.chat, str(n), b"{}")[0].pk for n in range(2)]
    identity = customer("visitor-1", "", kind="chat")

    class Chat:
        def parse(self, payload: bytes, **kwargs: Any) -> Any:
            from channels_inbox.contract import InboundMessage

            return InboundMessage(
                external_id="", address=identity.address, identity_kind="chat", text="Hi", proven=True
            )

    from channels_inbox import registry

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "adapter", lambda kind: Chat())
        start = threading.Barrier(10)

        def work(n: int) -> None:
            start.wait()
            ingest.process(ids[n % 2])
            connections.close_all()

        threads = [threading.Thread(target=work, args=(n,)) for n in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Message.objects.count() == 2 and Ticket.objects.count() == 1
