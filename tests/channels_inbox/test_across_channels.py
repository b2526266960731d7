"""One conversation over several channels: a mail goes on by text message and back, on one ticket."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from channels_inbox import deliver
from channels_inbox.models import Delivery
from customers import actions as customers
from customers.models import Customer
from tests.cast import Cast, customer, write_in
from tests.channels_inbox.hooked import Hooked, hooked
from tests.services.standin import Standin
from tickets import actions, hooks
from tickets.actor import Actor
from tickets.models import Message, Ticket


def prepared(cast: Cast, client: Client) -> tuple[Hooked, Ticket]:
    """Anna's mail, and the shop's number; her own is known to us."""
    sms = hooked("sms", cast, client)
    anna = customer("anna@example.com", "Anna")
    customers.claim_address(anna.customer, "phone", sms.demo.people[0].address)
    return sms, write_in(cast.mail, "Where is it?", identity=anna).ticket


def way(ticket: Ticket, channel: str) -> hooks.Route:
    return next(route for route in hooks.reply_routes(ticket) if route.channel == channel)


def best(ticket: Ticket) -> str:
    ticket = Ticket.objects.get(pk=ticket.pk)
    return hooks.reply_routes(ticket)[0].channel


def send_all() -> None:
    for delivery in Delivery.objects.filter(state="queued"):
        deliver.send(delivery.pk)


def test_a_mail_goes_on_by_text_message_and_back(cast: Cast, client: Client, standin: Standin) -> None:
    sms, ticket = prepared(cast, client)
    iga = Actor.agent(cast.iga)
    assert best(ticket) == "email"
    actions.reply(iga, ticket.pk, "It comes at five.", route_key=way(ticket, "sms").key)
    send_all()
    assert len(standin.of("sms")) == 1 and standin.refusals == []
    assert best(ticket) == "sms"  # chosen by an agent, until she writes
    sms.says("Thank you!")
    answer = Message.objects.filter(kind="inbound").latest("pk")
    assert answer.ticket == ticket and answer.channel == "sms" and answer.text == "Thank you!"
    assert Ticket.objects.count() == 1 and Customer.objects.filter(merged_into=None).count() == 1
    assert best(ticket) == "sms"
    write_in(cast.mail, "By mail again", ticket_number=ticket.pk, identity=customer("anna@example.com"))
    assert best(ticket) == "email"
    ticket.refresh_from_db()
    assert ticket.message_count == 4 and ticket.channel == "email"


def test_a_first_text_message_still_opens_a_ticket_of_its_own(cast: Cast, client: Client) -> None:
    sms, ticket = prepared(cast, client)
    sms.says("Something else")
    other = Message.objects.filter(kind="inbound").latest("pk").ticket
    assert other != ticket and other.customer == ticket.customer
    actions.set_status(Actor.agent(cast.iga), other.pk, "resolved", at=timezone.now() - timedelta(days=1))
    sms.says("One more thing")
    other.refresh_from_db()
    assert other.status == "open" and Ticket.objects.count() == 2


def test_what_an_agent_chose_counts_until_the_customer_writes(cast: Cast, client: Client, standin: Standin) -> None:
    _sms, ticket = prepared(cast, client)
    iga = Actor.agent(cast.iga)
    actions.reply(iga, ticket.pk, "By text", route_key=way(ticket, "sms").key)
    actions.reply(iga, ticket.pk, "And again", route_key=way(ticket, "sms").key)
    assert best(ticket) == "sms"
    write_in(cast.mail, "By mail", ticket_number=ticket.pk, identity=customer("anna@example.com"))
    assert best(ticket) == "email"


def test_a_preferred_channel_leads_where_the_last_word_can_not_be_answered(cast: Cast, client: Client) -> None:
    _sms, ticket = prepared(cast, client)
    customers.change_customer(ticket.customer, preferred_channel="sms")
    # They wrote by mail themselves: that is where they look for an answer.
    assert best(ticket) == "email"
    started = actions.start_ticket(
        Actor.agent(cast.iga),
        customer=ticket.customer,
        inbox=cast.mail,
        identity=customer("anna@example.com"),
        subject="Your order",
        text="It is ready.",
    )[0]
    assert best(started) == "sms"


def test_joining_keeps_what_the_customer_prefers(cast: Cast) -> None:
    one, other = customer("a@example.com").customer, customer("b@example.com").customer
    customers.change_customer(one, preferred_channel="sms")
    assert customers.join(one, other).preferred_channel == "sms"
    third = customers.change_customer(customer("c@example.com").customer, preferred_channel="email")
    assert customers.join(other, third).preferred_channel == "email"
