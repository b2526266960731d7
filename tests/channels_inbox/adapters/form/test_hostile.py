"""What strangers may post: nothing crashes, nothing is shown as HTML, nothing comes in half."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from channels_inbox.accept import accept
from channels_inbox.models import EventState, InboundEvent
from tests.cast import Cast
from tests.channels_inbox.public_pages import Visitor, make_page, quarantined, work


@pytest.fixture
def visitor(cast: Cast, client: Client) -> Visitor:
    return Visitor(client, make_page("form", cast, topics_en="Return: Order number, When (date), How many (number)"))


NASTY = [
    "<script>alert(1)</script>",
    "'; DROP TABLE tickets_ticket; --",
    "{{ 7 * 7 }}{% load x %}",
    "a\x00b",
    "\u202egpj.exe",
    "👩‍👩‍👧‍👦 ❤️ 🇵🇱",
    "مرحبا بالعالم",
    "\ud83d",
    "%s %(x)s {0}",
    "\u0000\u0001\u001b[31m",
]


@pytest.mark.parametrize("text", NASTY)
def test_nasty_words_in_every_field(visitor: Visitor, cast: Cast, text: str) -> None:
    sendable = text.encode("utf-8", "replace").decode()
    visitor.open()
    answered = visitor.send(
        topic="return",
        email="a@example.com",
        name=sendable,
        message=sendable + " x",
        **{"t-return-order-number": sendable},
    )
    assert answered.status_code == 303
    [message] = work()
    assert "\x00" not in message.text and "\x00" not in message.ticket.customer.name
    visitor.client.force_login(cast.iga)
    page = visitor.client.get(f"/inbox/{message.ticket_id}/").content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("text", NASTY)
def test_nasty_words_are_shown_again_as_words(visitor: Visitor, text: str) -> None:
    sendable = text.encode("utf-8", "replace").decode()
    page = visitor.send(topic=sendable, email=sendable, message=sendable, **{"t-return-when": sendable})
    assert page.status_code == 422 and b"<script>alert" not in page.content


def test_fields_that_are_too_large(visitor: Visitor) -> None:
    huge = "x" * 1_000_000
    page = visitor.send(topic="return", email="a@example.com", message=huge)
    assert page.status_code == 422
    page = visitor.send(topic="return", email=huge + "@example.com", name=huge, **{"t-return-order-number": huge})
    assert page.status_code == 422
    page = visitor.send(topic="return", email="a@example.com", **{"t-return-how-many": "9" * 5000})
    assert page.status_code == 422 and not InboundEvent.objects.exists()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999999", "-0", "١٢"])
def test_odd_numbers(visitor: Visitor, number: str) -> None:
    answered = visitor.send(topic="return", email="a@example.com", **{"t-return-how-many": number})
    assert answered.status_code in {303, 422}
    assert len(work()) == (answered.status_code == 303)


def test_a_thousand_fields_and_bodies_of_other_kinds(visitor: Visitor) -> None:
    visitor.open()
    many = {f"f{n}": "x" for n in range(1001)}
    assert visitor.client.post(visitor.path, {"token": visitor.token, **many}).status_code == 400
    for kind, body in (
        ("application/json", b'{"email": "a@example.com"}'),
        ("text/plain", b"\xff\xfe"),
        ("application/x-www-form-urlencoded", b"email=%ff%fe&token=%00"),
        ("", b""),
    ):
        assert visitor.client.generic("POST", visitor.path, body, content_type=kind).status_code in {400, 422}
    assert visitor.client.generic("POST", visitor.path, b"--x", "multipart/form-data; boundary=x").status_code in {
        400,
        422,
    }
    assert visitor.client.generic("POST", visitor.path, b"--x", "multipart/form-data").status_code == 400
    assert visitor.client.put(visitor.path).status_code == 405
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b"[" * 100_000,
        json.dumps({"page": "p", "kind": "email", "address": "a@example.com", "text": 5}).encode(),
        json.dumps({"page": "p", "kind": "email", "address": "a@example.com", "text": "x", "facts": [1]}).encode(),
        json.dumps({"page": "p", "kind": "email", "address": "a@example.com", "text": "x", "facts": {"a": 1}}).encode(),
        json.dumps({"page": "p", "kind": "email", "address": "a@example.com", "text": "x", "files": [{}, 1]}).encode(),
        json.dumps({"page": "p", "kind": "email", "address": "", "text": "x"}).encode(),
    ],
)
def test_an_event_of_another_shape_waits_in_quarantine(visitor: Visitor, payload: bytes) -> None:
    accept(visitor.inbox, "odd", payload)
    assert work() == []
    assert quarantined().state == EventState.QUARANTINED


def test_suspicion_of_an_unknown_kind_is_suspicion(visitor: Visitor) -> None:
    data = {"page": "p", "kind": "email", "address": "a@example.com", "text": "x", "suspicion": "other"}
    accept(visitor.inbox, "odd", json.dumps(data).encode())
    assert work() == [] and "Looks automatic" in quarantined().reason
