"""The life of a ticket through its actions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_inbox.models import Delivery
from customers import actions as customers
from tests.cast import Cast, customer, write_in
from tickets import actions
from tickets.actor import SYSTEM, Actor
from tickets.models import Message, Priority, Status, Ticket


def test_a_first_message_makes_a_ticket_with_running_clocks(cast: Cast) -> None:
    received = write_in(cast.mail, "Dzień dobry, gdzie paczka?")
    ticket = received.ticket
    assert received.created and ticket.status == Status.NEW and ticket.team == cast.returns
    assert ticket.waiting_since == ticket.created_at
    assert ticket.first_response_due_at == ticket.created_at + timedelta(hours=8)
    assert ticket.sla_due_at == ticket.first_response_due_at
    assert [e.kind for e in ticket.events.all()] == ["created", "received"]


def test_an_answer_is_committed_with_its_delivery_and_takes_the_ticket(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    message = actions.reply(Actor.agent(cast.iga), ticket.number, "**Already** on its way.")
    ticket.refresh_from_db()
    delivery = Delivery.objects.get(message=message)
    assert delivery.address == "tomasz@example.com" and delivery.state == "queued"
    assert "<strong>Already</strong>" in message.html
    assert ticket.assignee == cast.iga and ticket.status == Status.OPEN and ticket.waiting_since is None
    assert ticket.sla_due_at == ticket.resolution_due_at


def test_the_same_click_twice_is_one_answer(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    first = actions.reply(Actor.agent(cast.iga), ticket.number, "Hello", client_id="abc")
    second = actions.reply(Actor.agent(cast.iga), ticket.number, "Hello", client_id="abc")
    assert first.pk == second.pk and Delivery.objects.count() == 1


def test_an_automatic_answer_stops_no_human_clock(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    actions.reply(SYSTEM, ticket.number, "We have your message.")
    ticket.refresh_from_db()
    assert ticket.first_response_at is None and ticket.waiting_since is not None and ticket.status == Status.NEW


def test_a_customer_reopens_within_the_window_and_continues_in_a_new_ticket_later(cast: Cast) -> None:
    start = timezone.now() - timedelta(days=30)
    ticket = write_in(cast.mail, at=start).ticket
    actions.set_status(Actor.agent(cast.iga), ticket.number, Status.RESOLVED, at=start + timedelta(hours=1))
    again = write_in(cast.mail, ticket_number=ticket.number, at=start + timedelta(days=6))
    assert again.ticket.number == ticket.number and again.reopened
    again.ticket.refresh_from_db()
    assert again.ticket.status == Status.OPEN and again.ticket.resolution_cycle == 2
    assert again.ticket.resolution_clock_from == start + timedelta(days=6)
    actions.set_status(Actor.agent(cast.iga), ticket.number, Status.RESOLVED, at=start + timedelta(days=7))
    late = write_in(cast.mail, ticket_number=ticket.number, at=start + timedelta(days=20))
    assert late.created and late.ticket.previous_id == ticket.number


def test_automatic_mail_reopens_and_wakes_nothing(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    actions.set_status(Actor.agent(cast.iga), ticket.number, Status.RESOLVED)
    write_in(cast.mail, "I am away", ticket_number=ticket.number, automatic=True)
    ticket.refresh_from_db()
    assert ticket.status == Status.RESOLVED and ticket.waiting_since is None


def test_pending_and_snoozed_come_back_when_the_customer_writes(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    actor = Actor.agent(cast.iga)
    actions.set_status(actor, ticket.number, Status.PENDING)
    actions.snooze(actor, ticket.number, timezone.now() + timedelta(days=1))
    write_in(cast.mail, "Any news?", ticket_number=ticket.number)
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN and ticket.snoozed_until is None


def test_a_new_priority_moves_the_deadlines(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    changed = actions.set_priority(Actor.agent(cast.iga), ticket.number, Priority.URGENT)
    assert changed.first_response_due_at == ticket.created_at + timedelta(hours=1)


def test_moving_to_another_team_drops_an_assignee_who_is_not_in_it(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    actions.set_assignee(Actor.agent(cast.iga), ticket.number, cast.iga)
    moved = actions.set_team(Actor.agent(cast.iga), ticket.number, cast.delivery)
    assert moved.assignee is None and moved.team == cast.delivery


def test_nothing_is_written_when_nothing_changed(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    version = ticket.version
    same = actions.set_priority(Actor.agent(cast.iga), ticket.number, ticket.priority)
    assert same.version == version


def test_an_answer_without_an_address_is_refused_with_a_sentence(cast: Cast) -> None:
    ticket = write_in(cast.chat, identity=customer("v-1", "", kind="nowhere")).ticket
    with pytest.raises(actions.ReplyRefused, match="no address"):
        actions.reply(Actor.agent(cast.iga), ticket.number, "Hello")
    assert not Message.objects.filter(kind="outbound").exists()


def test_joining_profiles_moves_their_tickets(cast: Cast) -> None:
    mail, chat = customer(), customer("visitor-1", "", kind="chat")
    ticket = write_in(cast.chat, identity=chat).ticket
    assert customers.claim_address(chat.customer, "email", "tomasz@example.com") is None
    customers.join(chat.customer, mail.customer)
    ticket.refresh_from_db()
    assert ticket.customer == mail.customer
    assert set(mail.customer.identities.values_list("kind", flat=True)) == {"email", "chat"}


def test_version_grows_with_every_change(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    actions.add_note(Actor.agent(cast.iga), ticket.number, "Bank refused it")
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version + 1
