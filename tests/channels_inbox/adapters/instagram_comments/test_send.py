"""Instagram's comments answered by its rules, once in private, and hidden."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channels_inbox import deliver
from channels_inbox.models import Delivery
from channels_inbox.routes import reply_routes
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.meta_posts import change, event, take
from tests.services.standin import Standin
from tickets import actions
from tickets.actor import Actor
from tickets.hooks import Route
from tickets.models import Message, Ticket

KIND, IDA = "instagram_comments", "8000000000000011"


@pytest.fixture
def inbox(cast: Cast, client: Client, standin: Standin) -> Hooked:
    return hooked(KIND, cast, client)


def asks(inbox: Hooked, field: str = "comments") -> None:
    value = {"id": "17901", "text": "Rozmiar?", "from": {"id": IDA, "username": "ida"}, "media": {"id": "1"}}
    take(inbox, change(inbox, field, **value))


def way(variant: str) -> Route:
    return next(r for r in reply_routes(Ticket.objects.get()) if r.variant == variant and r.channel == KIND)


def answer(cast: Cast, variant: str, text: str = "Rozmiar M") -> Delivery:
    choices = actions.Choices(public_ok=True)
    number = Ticket.objects.get().number
    message = actions.reply(Actor.agent(cast.iga), number, text, route_key=way(variant).key, choices=choices)
    delivery = Delivery.objects.get(message=message)
    deliver.send(delivery.pk)
    return Delivery.objects.get(pk=delivery.pk)


def test_public(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    asks(inbox)
    assert answer(cast, "public").state == "sent"
    [call] = standin.messages(KIND)
    assert (call.path, call.json()) == ("17901/replies", {"message": "Rozmiar M"})
    with pytest.raises(actions.ReplyRefused, match="300"):
        answer(cast, "public", "x" * 301)


@pytest.mark.parametrize(
    ("text", "says"),
    [("#a #b #c #d #e", "four hashtags"), ("https://a.pl https://b.pl", "one link"), ("ROZMIAR EMKA", "capital")],
)
def test_instagrams_rules_are_said_before_it_refuses(
    inbox: Hooked, cast: Cast, standin: Standin, text: str, says: str
) -> None:
    asks(inbox)
    failed = answer(cast, "public", text)
    assert failed.state == "failed" and says in failed.error and not standin.messages(KIND)


def test_private_once_and_the_conversation_goes_on(inbox: Hooked, cast: Cast, client: Client, standin: Standin) -> None:
    messages = hooked("instagram", cast, client)
    asks(inbox)
    assert answer(cast, "private").state == "sent" and not way("private").available
    take(messages, event(messages, IDA, message={"mid": "ig_1", "text": "Dzięki!"}))
    assert [m.text for m in Ticket.objects.get().messages.order_by("pk")] == ["Rozmiar?", "Rozmiar M", "Dzięki!"]


def test_a_private_answer_in_bytes(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    asks(inbox)
    with pytest.raises(actions.ReplyRefused, match="1000"):
        answer(cast, "private", "ż" * 501)
    assert not standin.messages(KIND)
    assert answer(cast, "private", "ż" * 500).state == "sent"


def test_live_comments_only_in_private(inbox: Hooked) -> None:
    asks(inbox, "live_comments")
    assert not way("public").available and way("public").note and way("private").available
    assert not Message.objects.get().envelope["memory"]["hide"]


def test_a_mention_is_answered_where_it_stands(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    inbox.says("", sends="mention")
    assert not way("private").available
    assert answer(cast, "public").state == "sent"
    [call] = standin.messages(KIND)
    assert call.path.endswith("/mentions") and {"media_id", "comment_id", "message"} == set(call.json())


def test_hidden(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    asks(inbox)
    inbox.client.force_login(cast.iga)
    said = Message.objects.get()
    hide: Any = inbox.client.post(reverse("message-hide", args=[said.public_id]), {"hidden": "yes"})
    assert hide.status_code == 200
    assert standin.of(KIND)[-1].path == "17901" and standin.of(KIND)[-1].query["hide"] == "true"
