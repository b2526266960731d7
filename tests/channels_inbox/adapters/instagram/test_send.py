"""Answers by Instagram, by the page it is linked to and by its own login."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels_inbox import deliver, registry
from channels_inbox.contract import AdapterError
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Delivery
from channels_inbox.providers import meta_account, meta_demo
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.meta_posts import event, take
from tests.services.standin import Standin
from tickets import actions
from tickets.actions.files import NewFile
from tickets.actor import Actor
from tickets.models import Message, MessageKind, Ticket

MAJA = "8000000000000001"


@pytest.fixture
def inbox(cast: Cast, client: Client, standin: Standin) -> Hooked:
    made = hooked("instagram", cast, client)
    made.says("Hej")
    return made


def answer(cast: Cast, text: str = "Jutro", **fields: Any) -> Delivery:
    message = actions.reply(Actor.agent(cast.iga), Ticket.objects.get().number, text, **fields)
    return Delivery.objects.get(message=message)


def sent(delivery: Delivery) -> Delivery:
    deliver.send(delivery.pk)
    return Delivery.objects.select_related("message").get(pk=delivery.pk)


def test_polish_letters_count_twice(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    words = " ".join(["Zażółć gęślą jaźń"] * 55)
    assert len(words) <= 1000 < len(words.encode())
    assert sent(answer(cast, words)).state == "sent" and not standin.refusals
    texts = [call.json()["message"]["text"] for call in standin.messages("instagram")]
    assert len(texts) == 2 and " ".join(texts) == words


def test_a_picture_says_its_platform(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    picture = NewFile("kubek.png", "image/png", meta_demo.picture())
    assert sent(answer(cast, "Ten?", attachments=[picture])).state == "sent"
    assert not standin.refusals and len(standin.messages("instagram")) == 2


@pytest.mark.parametrize("name", ["a.docx", "a.webp"])
def test_what_instagram_never_takes_is_said_at_once(inbox: Hooked, cast: Cast, standin: Standin, name: str) -> None:
    kind = "image/webp" if name.endswith("webp") else "application/vnd.openxmlformats"
    failed = sent(answer(cast, "Plik", attachments=[NewFile(name, kind, b"data")]))
    assert failed.state == "failed" and name in failed.error and not standin.messages("instagram")


def test_by_its_own_login_no_files(cast: Cast, client: Client, standin: Standin) -> None:
    made = hooked("instagram", cast, client, login="instagram", page_id="")
    made.says("Hej")
    failed = sent(answer(cast, "Ten?", attachments=[NewFile("a.png", "image/png", meta_demo.picture())]))
    assert failed.state == "failed" and "Files can't be sent" in failed.error


def test_its_own_login_calls_its_own_host_in_its_own_name(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CHANNEL_API_BASE = ""
    account = meta_account.instagram(
        "instagram", {"login": "instagram", "ig_id": "178"}, {"token": "t", "app_secret": "s"}
    )
    assert account.sender_id == "178" and account.call["base"].startswith("https://graph.instagram.com/")
    page = meta_account.instagram("instagram", {"ig_id": "178", "page_id": "10"}, {})
    assert page.sender_id == "10" and page.call["base"].startswith("https://graph.facebook.com/")


def test_read_and_our_echo(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    delivery = sent(answer(cast))
    take(inbox, event(inbox, MAJA, echo=True, message={"mid": delivery.external_id, "text": "Jutro", "is_echo": True}))
    take(inbox, event(inbox, MAJA, read={"mid": delivery.external_id}))
    [said] = Message.objects.filter(kind=MessageKind.OUTBOUND)
    assert said.state == "read"


def test_the_account_must_be_the_pages(inbox: Hooked, standin: Standin) -> None:
    adapter, demo = registry.adapter("instagram"), inbox.demo
    with pytest.raises(AdapterError, match=meta_demo.ACCOUNT):
        adapter.test_connection({**demo.settings, "ig_id": "17841499"}, demo.secrets)


def test_an_own_login_is_tested_against_instagram(standin: Standin, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = registry.demo("instagram")
    assert demo is not None
    answers = {
        "me": {"user_id": meta_demo.ACCOUNT, "username": "kubki.i.len"},
        f"{meta_demo.ACCOUNT}/subscribed_apps": {"data": [{"id": meta_demo.APP, "subscribed_fields": ["messages"]}]},
    }
    monkeypatch.setattr(demo, "api", lambda call: ApiAnswer.of(answers[call.path]), raising=False)
    own = {**demo.settings, "login": "instagram"}
    with pytest.raises(AdapterError, match="messaging_seen"):
        registry.adapter("instagram").test_connection(own, demo.secrets)
    with pytest.raises(AdapterError, match="belongs to the Instagram account"):
        registry.adapter("instagram").test_connection({**own, "ig_id": "17841499"}, demo.secrets)
