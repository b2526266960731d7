"""Answers to a form go by e-mail, from the team's mail inbox or the one its owner named."""

from __future__ import annotations

import pytest
from django.test import Client

from channels_inbox.contract import AdapterError
from channels_inbox.models import Delivery
from channels_inbox.registry import adapter
from channels_inbox.routes import reply_routes
from tests.cast import Cast, make_inbox
from tests.channels_inbox.public_pages import Visitor, make_page, work
from tickets.actions import reply
from tickets.actor import Actor
from tickets.models import Inbox


def test_the_answer_goes_by_mail(cast: Cast, client: Client) -> None:
    visitor = Visitor(client, make_page("form", cast))
    visitor.send(email="tomasz@example.com")
    [message] = work()
    [route] = reply_routes(message.ticket)
    assert (route.channel, route.inbox, route.identity.address) == ("email", cast.mail, "tomasz@example.com")
    answer = reply(Actor.agent(cast.iga), message.ticket_id, "It left today.")
    delivery = Delivery.objects.get(message=answer)
    assert (delivery.inbox, delivery.address) == (cast.mail, "tomasz@example.com")


def test_the_owner_names_the_mail_inbox(cast: Cast, client: Client) -> None:
    other = make_inbox("returns", "email", cast.delivery, address="returns@shop.example")
    visitor = Visitor(client, make_page("form", cast, mail_inbox=str(other.pk)))
    visitor.send(email="tomasz@example.com")
    [message] = work()
    assert [route.inbox for route in reply_routes(message.ticket)] == [other]


def test_the_connections_test_says_what_is_missing(cast: Cast) -> None:
    form = adapter("form")
    assert "ready" in form.test_connection({}, {})
    with pytest.raises(AdapterError, match="bracket"):
        form.test_connection({"topics_pl": "Zwrot: Rozmiar (S / M"}, {})
    Inbox.objects.filter(channel="email").update(is_active=False)
    with pytest.raises(AdapterError, match="no mail inbox"):
        form.test_connection({}, {})


def test_the_inboxs_page_shows_what_to_copy_to_admins_only(cast: Cast, client: Client) -> None:
    inbox = make_page("form", cast)
    client.force_login(cast.ada)
    page = client.get(f"/settings/inboxes/{inbox.pk}/").content.decode()
    for text in (f"/c/form/{inbox.public_id}/", "/static/form/embed.js", "Key to sign"):
        assert text in page
    client.force_login(cast.marek)
    assert client.get(f"/settings/inboxes/{inbox.pk}/").status_code == 403
