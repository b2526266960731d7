"""A visitor who goes: presence, where answers go now, and one mail with what they have not read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from channels_inbox import deliver, ingest, outgoing, registry
from channels_inbox.accept import accept
from channels_inbox.models import ChatSession, Delivery
from customers.models import Customer, Identity
from tests.channels_inbox.adapters.webchat.conftest import Visitor
from tests.services.processes import wait_until
from tests.services.smtp_catcher import SmtpCatcher
from tickets.actions import reply
from tickets.actor import Actor
from tickets.hooks import reply_routes
from tickets.models import Inbox, Message, Ticket, TicketEvent

Visit = Callable[..., Visitor]


def _sweep() -> None:
    registry.adapter("webchat").sweep()  # type: ignore[attr-defined]


def _talk(visit: Visit, email: str = "anna@example.com") -> tuple[Visitor, Ticket]:
    tab = visit()
    tab.ready()
    tab.write("Czy mogę zwrócić kubek?", "aaaaaaaa01")
    if email:
        tab.say(type="contact", email=email, name="Anna")
        tab.wait("contact")
    return tab, Ticket.objects.get()


def _gone_for(tab: Visitor | None, seconds: int) -> None:
    """The socket closes (really), then time passes (by moving what was noted)."""
    if tab is not None:
        tab.close()
        wait_until(lambda: ChatSession.objects.get().gone_at is not None, what="the closed socket")
    moment = timezone.now() - timedelta(seconds=seconds)
    ChatSession.objects.update(gone_at=moment, last_seen_at=moment)


def _left(ticket: Ticket) -> list[dict[str, object]]:
    return [event.data for event in TicketEvent.objects.filter(ticket=ticket, kind="channel_left")]


def test_moving_between_pages_is_not_leaving(visit: Visit, iga: User) -> None:
    tab, ticket = _talk(visit)
    _gone_for(tab, 40)
    _sweep()
    assert _left(ticket) == []
    assert reply(Actor.agent(iga), ticket.number, "Tak").channel == "webchat"

    visit(tab.token).ready()
    assert ChatSession.objects.get().gone_at is None


def test_another_tab_that_stays_answers_the_roll_call(visit: Visit) -> None:
    tab, _ticket = _talk(visit)
    other = visit(tab.token)
    other.ready()
    tab.close()
    other.say(type="ping")
    other.wait("pong")
    wait_until(lambda: ChatSession.objects.get().gone_at is None, what="the roll call")
    assert ChatSession.objects.get().left_at is None


@pytest.mark.parametrize("email", ["anna@example.com", ""])
def test_gone_is_told_once_and_answers_go_by_mail(visit: Visit, iga: User, mail_inbox: Inbox, email: str) -> None:
    tab, ticket = _talk(visit, email)
    _gone_for(tab, 65)
    _sweep()
    _sweep()

    assert _left(ticket) == [{"channel": "email", "address": email} if email else {"channel": "", "address": ""}]
    best = reply_routes(ticket)[0]
    message = reply(Actor.agent(iga), ticket.number, "Tak, 30 dni")
    if email:
        assert (best.channel, best.identity.address) == ("email", email)
        assert (message.channel, message.fallback_from) == ("email", "webchat")
        assert outgoing.build(Delivery.objects.get()).subject
    else:
        assert best.note
        assert message.channel == "webchat"

    again = visit(tab.token)
    items = again.ready()["items"]
    assert "30 dni" in items[-1].get("html", "") or "30 dni" in items[-2].get("html", "")
    assert reply_routes(ticket)[0].channel == "webchat"
    _gone_for(again, 65)
    _sweep()
    assert len(_left(ticket)) == 2


def test_a_process_that_died_leaves_nobody_online(visit: Visit) -> None:
    """No "closed" was noted: the silence of the heartbeat says it."""
    tab, ticket = _talk(visit)
    tab.close()
    wait_until(lambda: ChatSession.objects.get().gone_at is not None, what="the closed socket")
    ChatSession.objects.update(gone_at=None, last_seen_at=timezone.now() - timedelta(seconds=70))
    _sweep()
    assert len(_left(ticket)) == 1


def test_what_is_unread_goes_in_one_mail_once(
    visit: Visit, iga: User, mail_inbox: Inbox, outbox_smtp: SmtpCatcher
) -> None:
    tab, ticket = _talk(visit)
    read = reply(Actor.agent(iga), ticket.number, "Przeczytane")
    tab.say(type="read", ids=[read.pk])
    wait_until(lambda: Message.objects.get(pk=read.pk).state == "read", what="read")
    reply(Actor.agent(iga), ticket.number, "Tak, **30 dni**")
    reply(Actor.agent(iga), ticket.number, "Adres: ul. Długa 3")
    for delivery in Delivery.objects.all():
        deliver.send(delivery.pk)

    _gone_for(tab, 100)
    _sweep()
    assert Delivery.objects.filter(inbox=mail_inbox).count() == 0
    _gone_for(None, 200)
    ChatSession.objects.update(left_at=timezone.now() - timedelta(seconds=125))
    _sweep()
    _sweep()

    mail = Delivery.objects.get(inbox=mail_inbox)
    assert mail.address == "anna@example.com"
    deliver.send(mail.pk)
    caught = outbox_smtp.wait_for("anna@example.com")
    body = caught.message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Tak, " in text and "30 dni" in text and "ul. Długa 3" in text
    assert "Przeczytane" not in text
    _sweep()
    assert len(outbox_smtp.mails) == 1

    # They answer that mail: same ticket, and the address is theirs beyond doubt.
    customer = ticket.customer_id
    answer = (
        f"From: Anna <anna@example.com>\r\nTo: support@shop.example\r\nSubject: Re: {caught.message['Subject']}\r\n"
        f"Message-ID: <reply-1@example.com>\r\nIn-Reply-To: {caught.message['Message-ID']}\r\n"
        f"References: {caught.message['Message-ID']}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\n\r\nDziękuję!\r\n"
    )
    event, _new = accept(mail_inbox, "reply-1", answer.encode())
    ingest.process(event.pk)
    event.refresh_from_db()
    assert event.message is not None, event.reason
    assert event.message.ticket_id == ticket.number
    assert Ticket.objects.count() == 1
    identity = Identity.objects.get(kind="email")
    assert identity.verified_at is not None and identity.customer_id == customer
    # And back in the shop, the chat knows what was said.
    items = visit(tab.token).ready()["items"]
    assert any("Długa" in item.get("html", "") and item["mailed"] for item in items)


def test_a_claimed_address_of_somebody_else_joins_by_their_answer(
    visit: Visit, iga: User, mail_inbox: Inbox, outbox_smtp: SmtpCatcher
) -> None:
    known = Identity.objects.create(
        customer=Customer.objects.create(name="Anna Znana"), kind="email", address="anna@example.com"
    )
    tab, ticket = _talk(visit)
    reply(Actor.agent(iga), ticket.number, "Tak")
    deliver.send(Delivery.objects.get().pk)
    _gone_for(tab, 300)
    _sweep()
    ChatSession.objects.update(left_at=timezone.now() - timedelta(seconds=125))
    _sweep()
    mail = Delivery.objects.get(inbox=mail_inbox)
    assert mail.identity_id == known.pk and ticket.customer_id != known.customer_id
    deliver.send(mail.pk)
    sent = outbox_smtp.wait_for("anna@example.com").message
    answer = (
        f"From: anna@example.com\r\nTo: support@shop.example\r\nSubject: Re: x\r\nMessage-ID: <r2@example.com>\r\n"
        f"In-Reply-To: {sent['Message-ID']}\r\n\r\nTo ja\r\n"
    )
    event, _new = accept(mail_inbox, "r2", answer.encode())
    ingest.process(event.pk)

    ticket.refresh_from_db()
    assert ticket.customer_id == known.customer_id
    assert Message.objects.filter(ticket=ticket, text="To ja").exists()
    assert ChatSession.objects.get().identity.customer_id == known.customer_id


def test_coming_back_in_time_means_no_mail(visit: Visit, iga: User, mail_inbox: Inbox) -> None:
    tab, ticket = _talk(visit)
    reply(Actor.agent(iga), ticket.number, "Tak")
    _gone_for(tab, 100)
    _sweep()
    ChatSession.objects.update(left_at=timezone.now() - timedelta(seconds=125))
    visit(tab.token).ready()
    _sweep()
    assert not Delivery.objects.filter(inbox=mail_inbox).exists()


def test_without_an_address_nothing_is_mailed(visit: Visit, iga: User, mail_inbox: Inbox) -> None:
    tab, ticket = _talk(visit, email="")
    reply(Actor.agent(iga), ticket.number, "Tak")
    _gone_for(tab, 300)
    _sweep()
    ChatSession.objects.update(left_at=timezone.now() - timedelta(seconds=125))
    _sweep()
    assert not Delivery.objects.filter(inbox=mail_inbox).exists()
    assert "Tak" in str(visit(tab.token).ready()["items"])
