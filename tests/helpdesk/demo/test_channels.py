"""/demo/ plays every channel that has a stand-in: calls go out signed, ours are answered and shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from channels_inbox import ingest, registry
from channels_inbox.contract.demo import HookPost
from channels_inbox.models import InboundEvent
from helpdesk.demo import channels, hosted, seed_channels, talks
from tests.cast import Cast, make_cast
from tests.channels_inbox.hooked import hooked
from tests.channels_inbox.kinds import toy_registered
from tests.channels_inbox.toy.demo import KEY
from tickets.models import Inbox, Message

TALK, WRITE = (reverse(f"demo:{name}", args=["toy"]) for name in ("talk", "write"))
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _toy() -> Iterator[None]:
    with toy_registered():
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def demo(settings: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The provider's calls reach the test's own client: no live server is needed to see what they are answered."""
    settings.DEMO = True
    provider = Client()

    def call_hook(url: str, post: HookPost) -> int:
        kind = post.headers.get("Content-Type", "application/json")
        headers = {name: value for name, value in post.headers.items() if name != "Content-Type"}
        return provider.generic(
            post.method, urlsplit(url).path, post.body, content_type=kind, headers=headers
        ).status_code

    monkeypatch.setattr(channels, "call_hook", call_hook)
    return client


def say(client: Client, text: str, **more: str) -> str:
    answer = client.post(WRITE, {"text": text, "person": "0", "extra-mood": "calm", **more}, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def api(client: Client, body: Any, key: str = KEY, **more: Any) -> Any:
    return client.post(
        "/demo/api/toy/letters",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
        **more,
    )


def test_what_is_said_comes_in_signed_and_stands_in_the_talk(demo: Client, cast: Cast) -> None:
    hooked("toy", cast, demo)
    assert "Gdzie paczka?" in say(demo, "Gdzie paczka?", **{"extra-mood": "hurried"})
    for _round in range(2):
        for pk in InboundEvent.objects.waiting().values_list("pk", flat=True):
            ingest.process(pk)
    assert Message.objects.get().text == "Gdzie paczka?!"
    page = demo.get(TALK, {"person": "0"}).content.decode()
    assert "Gdzie paczka?" in page and "Hurried" in page
    assert "Gdzie paczka?" not in demo.get(TALK, {"person": "1"}).content.decode(), "another person's telephone"


def test_nothing_new_is_no_content(demo: Client, cast: Cast) -> None:
    inbox = hooked("toy", cast, demo)
    seen = channels.column("toy")
    assert seen is not None and seen.inbox == inbox.inbox
    page = demo.get(TALK, {"person": "0"}).content.decode()
    mark = page.partition('name="seen" value="')[2].partition('"')[0]
    assert demo.get(TALK, {"person": "0", "seen": mark}).status_code == 204
    talks.said("toy", inbox.demo.people[0], "Jestem")
    assert demo.get(TALK, {"person": "0", "seen": mark}).status_code == 200


def test_a_refusal_of_the_webhook_is_told(demo: Client, cast: Cast) -> None:
    inbox = hooked("toy", cast, demo)
    Inbox.objects.filter(pk=inbox.inbox.pk).update(is_active=False)
    assert 'role="alert"' in say(demo, "Hej")
    assert not talks.lines("toy", inbox.demo.people[0], inbox.demo.people)


def test_an_empty_line_is_not_sent(demo: Client, cast: Cast) -> None:
    hooked("toy", cast, demo)
    assert 'role="alert"' in say(demo, "  ")
    assert not InboundEvent.objects.exists()


def test_our_calls_are_answered_shown_and_reported(demo: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hooked("toy", cast, demo)
    reported: list[HookPost] = []
    monkeypatch.setattr(channels, "_report_soon", lambda url, posts: reported.extend(posts))
    answer = api(demo, {"loft": "7", "to": "grey-1", "text": "<b>Jutro</b> https://shop.example/s/abc"})
    assert answer.status_code == 201 and answer.json()["id"]
    assert [json.loads(post.body)["events"][0]["state"] for post in reported] == ["delivered", "read"]
    page = demo.get(TALK).content.decode()
    assert "&lt;b&gt;Jutro&lt;/b&gt;" in page and 'href="https://shop.example/s/abc"' in page


def test_only_messages_are_reported(demo: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at the account, or a photo's download, has no ticks."""
    hooked("toy", cast, demo)
    monkeypatch.setattr(type(registry.demo("toy")), "receipts", lambda *given: pytest.fail("nothing was said"))
    assert demo.get("/demo/api/toy/lofts/7", headers={"Authorization": f"Bearer {KEY}"}).status_code == 200


def test_what_the_provider_would_refuse_is_shown(demo: Client, cast: Cast) -> None:
    hooked("toy", cast, demo)
    assert api(demo, {"loft": "7", "to": "grey-1"}).status_code == 400
    assert "A letter needs loft, to and text." in demo.get(TALK).content.decode()
    assert api(demo, {}, key="wrong").status_code == 401


def test_the_stand_in_is_for_this_machine_and_for_the_demo(demo: Client, cast: Cast, settings: Any) -> None:
    hooked("toy", cast, demo)
    body = {"loft": "7", "to": "grey-1", "text": "Jutro"}
    assert api(demo, body, REMOTE_ADDR="203.0.113.7").status_code == 404
    assert demo.post("/demo/api/nothing/letters").status_code == 404
    settings.DEMO = False
    assert api(demo, body).status_code == 404


def test_the_page_shows_two_columns_of_its_own_choice(demo: Client, cast: Cast) -> None:
    hooked("toy", cast, demo)
    page = demo.get(reverse("demo:page"), {"show": "toy"}).content.decode()
    assert 'data-pick="toy"' in page and "Pigeon post" in page
    shown = [
        part.partition('"')[0] for part in page.split('data-column="')[1:] if "hidden" not in part.partition(">")[0]
    ]
    assert shown == ["email", "toy"]


def test_a_talk_keeps_its_last_fifty_lines(demo: Client, cast: Cast) -> None:
    inbox = hooked("toy", cast, demo)
    people = inbox.demo.people
    for number in range(60):
        talks.said("toy", people[0], f"Zdanie {number}")
    kept = talks.lines("toy", people[0], people)
    assert [line.text for line in kept] == [f"Zdanie {number}" for number in range(10, 60)]


def test_every_channel_gets_its_inbox_once(demo: Client, cast: Cast) -> None:
    made = seed_channels.connect()
    assert {inbox.channel for inbox in made} == {*channels.kinds(), "form", "counter"} >= {"toy"}
    toy = next(inbox for inbox in made if inbox.channel == "toy")
    assert toy.connection.secrets == dict(registry.demo("toy").secrets)  # type: ignore[union-attr]
    Inbox.objects.filter(pk=toy.pk).update(is_active=False)
    assert seed_channels.connect() == []
    assert demo.get(reverse("demo:page")).status_code == 200


def test_the_shops_own_form_knows_who_is_signed_in(demo: Client, cast: Cast) -> None:
    assert "mailto:" in demo.get(reverse("demo:contact")).content.decode()
    seed_channels.connect()
    guest = demo.get(reverse("demo:contact")).content.decode()
    assert "data-inbox=" in guest and "data-known" not in guest
    known = demo.get(reverse("demo:contact"), {"signed_in": "1"}).content.decode()
    token = known.partition('data-known="')[2].partition('"')[0]
    form = Inbox.objects.get(channel="form")
    page = demo.get(f"/c/form/{form.public_id}/", {"known": token}).content.decode()
    assert "48213" in page
    assert hosted.form_inbox() == form
