"""What the composer is told of each way to answer, and that what it offers is held to on the server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from customers.models import IdentityKind
from tests.cast import Cast, write_in
from tickets import channel_info, hooks
from tickets.channel_info import ChannelInfo
from tickets.models import Draft, Message
from tickets.templatetags.inbox import address_kind

Enter = Callable[[User], Client]
PICKUP = hooks.Template("pickup", "pl", "Dzień dobry {{1}}, zamówienie {{2}} czeka.", ("Name", "Order"))
OPEN = {"buttons": 3, "files": 4, "formatting": False, "counter": "", "max": 640, "public": False, "cc": False}


@pytest.fixture
def number(cast: Cast) -> int:
    return write_in(cast.mail).ticket.pk


@pytest.fixture
def ways(cast: Cast, number: int, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts these ways (fields of Route) into the place of the real ones, by a channel with rules of its own."""
    info = ChannelInfo("mail-pigeon", "Pigeon", "bird", "chat", "email", max_length=640, files=4, quick_replies=3)
    monkeypatch.setattr(channel_info, "_channels", {**channel_info._channels, "mail-pigeon": info})
    identity = Message.objects.get(ticket=number).identity
    assert identity is not None

    def put(*given: dict[str, Any]) -> None:
        routes = [hooks.Route("mail-pigeon", cast.mail, identity, **fields) for fields in given]
        monkeypatch.setattr(hooks, "reply_routes", lambda ticket: routes)

    return put


def rules(client: Client, number: int) -> list[dict[str, Any]]:
    page = client.get(f"/inbox/{number}/routes/").content.decode()
    found = re.search(r'<script id="route-rules" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return list(json.loads(found[1]).values())


def test_a_mail_may_have_cc_files_and_formatting(cast: Cast, enter: Enter, number: int) -> None:
    (mail,) = rules(enter(cast.iga), number)
    assert (mail["cc"], mail["mail"], mail["formatting"], mail["files"], mail["buttons"]) == (True, True, True, 10, 0)
    assert (mail["public"], mail["private"], mail["until"], mail["templates_only"]) == (False, False, "", False)


def test_each_way_says_what_it_allows(cast: Cast, enter: Enter, number: int, ways: Callable[..., None]) -> None:
    until = timezone.now() + timedelta(hours=3)
    ways(
        {"open_until": until, "templates": (PICKUP,)},
        {"variant": "b", "limit": 99},
        {"variant": "c", "available": False},
    )
    first, second, _third = rules(enter(cast.iga), number)
    assert {name: first[name] for name in OPEN} == OPEN and first["until"] == until.isoformat()
    assert first["templates"] == [
        {"key": "pickup/pl", "name": "pickup", "language": "pl", "body": PICKUP.body, "fields": ["Name", "Order"]}
    ]
    assert second["max"] == 99 and second["until"] == ""


def test_private_is_said_only_beside_a_public_way(
    cast: Cast, enter: Enter, number: int, ways: Callable[..., None]
) -> None:
    ways({"variant": "public", "label": "public", "public": True}, {"variant": "private", "label": "private"})
    public, private = rules(enter(cast.iga), number)
    assert (public["public"], public["private"], private["public"], private["private"]) == (True, False, False, True)
    ways({"label": "alone"})
    assert rules(enter(cast.iga), number)[0]["private"] is False


def test_hostile_words_of_a_provider_stay_words(
    cast: Cast, enter: Enter, number: int, ways: Callable[..., None]
) -> None:
    bad = '</script><img src=x onerror=alert(1)>"'
    ways({"label": bad, "note": bad, "available": False, "templates": (hooks.Template(bad, bad, bad, (bad,)),)})
    page = enter(cast.iga).get(f"/inbox/{number}/").content.decode()
    assert "<img src=x" not in page


def test_a_public_answer_goes_only_with_the_agents_word(
    cast: Cast, enter: Enter, number: int, ways: Callable[..., None]
) -> None:
    ways({"variant": "public", "public": True})
    iga = enter(cast.iga)
    assert iga.post(f"/inbox/{number}/reply/", {"text": "Hello"}).status_code == 422
    assert not Message.objects.filter(kind="outbound").exists()
    assert iga.post(f"/inbox/{number}/reply/", {"text": "Hello", "public": "yes"}).status_code == 200
    assert Message.objects.get(kind="outbound").envelope["public"] is True


def test_a_template_leaves_the_draft_alone(cast: Cast, enter: Enter, number: int, ways: Callable[..., None]) -> None:
    ways({"templates_only": True, "templates": (PICKUP,)})
    iga = enter(cast.iga)
    iga.post(f"/inbox/{number}/draft/", {"kind": "reply", "text": "Half"})
    assert iga.post(f"/inbox/{number}/reply/", {"text": "Free words"}).status_code == 422
    wrong = {"template": "pickup/pl", "value": ["Anna"]}
    assert iga.post(f"/inbox/{number}/reply/", wrong).status_code == 422
    assert iga.post(f"/inbox/{number}/reply/", {"template": "pickup/pl", "value": ["Anna", "7"]}).status_code == 200
    assert Message.objects.get(kind="outbound").text == "Dzień dobry Anna, zamówienie 7 czeka."
    assert Draft.objects.get(ticket=number).text == "Half"


def test_buttons_as_many_as_the_channel_shows(cast: Cast, enter: Enter, number: int, ways: Callable[..., None]) -> None:
    ways({})
    iga = enter(cast.iga)
    too_many = {"text": "Choose", "button": ["1", "2", "3", "4"]}
    assert iga.post(f"/inbox/{number}/reply/", too_many).status_code == 422
    assert (
        iga.post(f"/inbox/{number}/reply/", {"text": "Choose", "button": ["Yes", "No", "Yes", " "]}).status_code == 200
    )
    assert Message.objects.get(kind="outbound").envelope["quick_replies"] == ["Yes", "No"]


def test_line_ends_are_one_character(cast: Cast, enter: Enter, number: int, ways: Callable[..., None]) -> None:
    ways({"limit": 3})
    assert enter(cast.iga).post(f"/inbox/{number}/reply/", {"text": "a\r\nb"}).status_code == 200
    assert Message.objects.get(kind="outbound").text == "a\nb"


def test_the_signature_of_a_form_is_known_under_a_mail(cast: Cast, enter: Enter, number: int) -> None:
    User.objects.filter(pk=cast.iga.pk).update(signature="Kind regards\r\nIga")
    enter(cast.iga).post(f"/inbox/{number}/reply/", {"text": "Bye\r\n\r\nKind regards\r\nIga"})
    assert Message.objects.get(kind="outbound").text == "Bye\n\nKind regards\nIga"


def test_an_address_is_named_by_the_channel_that_writes_to_it(cast: Cast) -> None:
    assert address_kind("whatsapp") == "WhatsApp"
    assert address_kind("phone") == IdentityKind.PHONE.label
    assert address_kind("pigeon") == "pigeon"
