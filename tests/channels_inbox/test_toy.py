"""Adding a channel touches nothing outside its folder and the registry: the toy, from its settings page to a read answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from channels_inbox import deliver, hooks
from channels_inbox.models import Connection, Delivery
from helpdesk.demo import talks
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked
from tests.channels_inbox.kinds import TOY, toy_registered
from tests.channels_inbox.toy.demo import DEMO
from tests.services.standin import Standin
from tickets.models import Inbox, Message, Ticket


@pytest.fixture(autouse=True)
def _toy() -> Iterator[None]:
    with toy_registered():
        yield


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_nothing_else_knows_of_it() -> None:
    found = [
        path.relative_to(django_settings.BASE_DIR).as_posix()
        for app in ("core", "accounts", "customers", "tickets", "channels_inbox", "surveys", "reports", "helpdesk")
        for path in (django_settings.BASE_DIR / app).rglob("*.py")
        if "pigeon" in (words := path.read_text("utf-8").lower()) or TOY.lower() in words
    ]
    assert not found


@pytest.mark.django_db
def test_a_new_channel_from_its_settings_page_to_a_read_answer(cast: Cast, standin: Standin, settings: Any) -> None:
    # The owner chooses it, reads its guide, fills in its form and tries the connection.
    ada = signed_in(cast.ada)
    assert "Pigeon post" in ada.get("/settings/inboxes/new/").content.decode()
    assert "make up a signing key" in ada.get("/settings/inboxes/new/toy/").content.decode()
    common = {"name": "Gołębnik", "team": str(cast.returns.pk), "language": "pl", "reopen_days": "7", "test": "1"}
    filled = {f"channel-{name}": value for name, value in {**DEMO.settings, **DEMO.secrets}.items()}
    page = ada.post("/settings/inboxes/new/toy/", common | filled, follow=True).content.decode()
    assert "Loft 7 is ready." in page
    inbox = Inbox.objects.get(channel="toy")
    assert hooks.hook_url(inbox) in page
    assert not any(str(secret) in page for secret in DEMO.secrets.values())
    assert Connection.objects.get(inbox=inbox).secrets == DEMO.secrets

    # A customer's letter becomes a ticket that the team sees, and nobody else.
    loft = Hooked(inbox, DEMO, Client())
    loft.says("Gdzie jest paczka 48213?", mood="hurried")
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.team, ticket.customer.name) == ("toy", cast.returns, "Grey")
    iga = signed_in(cast.iga)
    assert "Gdzie jest paczka 48213?!" in iga.get(f"/inbox/{ticket.number}/").content.decode()
    assert signed_in(cast.jan).get(f"/inbox/{ticket.number}/").status_code == 404
    loft.says("I jeszcze jedno", mood="calm")
    assert Message.objects.filter(ticket=ticket).count() == 2

    # An agent answers in the composer; it leaves once, is delivered and read.
    reply = iga.post(f"/inbox/{ticket.number}/reply/", {"text": "Jutro u Pani", "client_id": "one"})
    assert reply.status_code in {200, 204, 302}
    delivery = Delivery.objects.get()
    assert deliver.send(delivery.pk) and not deliver.send(delivery.pk)
    [call] = standin.messages("toy")
    assert json.loads(call.body) == {"loft": "7", "to": "grey-1", "text": "Jutro u Pani"}
    [answer] = [given for _kind, made, given in standin.exchanges if made is call]
    loft.post(*DEMO.receipts(loft.target, call, answer))
    loft.work()
    assert Message.objects.get(kind="outbound").state == "read"

    # The demo has a column for it.
    settings.DEMO = True
    talks.said("toy", DEMO.people[0], "Coo")
    shown = Client().get("/demo/", {"show": "toy"}).content.decode()
    assert 'data-column="toy"' in shown and "Coo" in shown and "Hurried" in shown
    assert not standin.refusals
