"""The answer goes the way that the customer picked."""

from __future__ import annotations

import pytest
from django.test import Client

from channels_inbox.contract import AdapterError
from channels_inbox.models import Connection, Delivery
from channels_inbox.registry import adapter
from channels_inbox.routes import reply_routes
from customers import actions as customers
from tests.cast import Cast, make_inbox, write_in
from tests.channels_inbox.public_pages import Visitor, make_page, work
from tickets.actions import reply
from tickets.actor import Actor
from tickets.models import Inbox, Message


@pytest.fixture
def sms(cast: Cast) -> Inbox:
    return make_inbox("sms", "sms", cast.returns, name="SMS")


def ask(cast: Cast, client: Client, **fields: str) -> Message:
    visitor = Visitor(client, Inbox.objects.filter(channel="counter").first() or make_page("counter", cast))
    visitor.open()
    assert visitor.send(name="Zofia", message="My parcel is wet.", consent="on", **fields).status_code == 303
    [message] = work()
    return message


def test_by_text_message(cast: Cast, client: Client, sms: Inbox) -> None:
    message = ask(cast, client, channel="sms", phone="512345678")
    [first, *_others] = reply_routes(message.ticket)
    assert (first.channel, first.inbox, first.identity.address, first.available) == ("sms", sms, "+48512345678", True)
    answer = reply(Actor.agent(cast.iga), message.ticket_id, "Come and fetch a new one.")
    assert Delivery.objects.get(message=answer).inbox == sms


def test_by_mail_although_they_have_a_phone_too(cast: Cast, client: Client, sms: Inbox) -> None:
    ask(cast, client, channel="sms", phone="512345678")
    message = ask(cast, client, channel="email", email="zofia@example.com")
    assert reply_routes(message.ticket)[0].channel == "email"


TEMPLATE = {"name": "answer", "language": "pl", "body": "Odpowiedź: {{1}}", "fields": ["1"], "named": False}


@pytest.mark.parametrize("picked", ["sms", "whatsapp"])
def test_of_two_channels_to_one_number_the_picked_one_comes_first(
    cast: Cast, client: Client, sms: Inbox, picked: str
) -> None:
    """They wrote mails before; at the counter they say by what they want the answer on their phone."""
    whatsapp = make_inbox("whatsapp", "whatsapp", cast.returns)
    Connection.objects.filter(inbox=whatsapp).update(state={"templates": [TEMPLATE]})
    known = write_in(cast.mail).ticket.customer
    assert customers.claim_address(known, "phone", "+48512345678") is not None
    customers.prefer_identity(known.identities.get(kind="email"))
    message = ask(cast, client, channel=picked, phone="512345678")
    assert message.customer == known
    routes = reply_routes(message.ticket)
    assert routes[0].channel == picked and {route.channel for route in routes} == {"sms", "whatsapp", "email"}


def test_the_connections_test_says_what_is_missing(cast: Cast) -> None:
    counter = adapter("counter")
    assert "ready" in counter.test_connection({}, {})
    with pytest.raises(AdapterError, match="no inbox to answer from"):
        counter.test_connection({"channels": ["sms"]}, {})
    Inbox.objects.update(is_active=False)
    with pytest.raises(AdapterError, match="no inbox to answer from"):
        counter.test_connection({}, {})
