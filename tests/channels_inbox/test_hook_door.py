"""The webhooks' address under attack: whose word counts for which inbox, and what scanners send."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from channels_inbox import hooks
from channels_inbox.contract.demo import HookPost
from channels_inbox.models import Connection, InboundEvent
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tickets.models import Inbox, Message


def page_inbox(cast: Cast, page_id: str, app_secret: str) -> Inbox:
    inbox = Inbox.objects.create(
        slug=f"page-{page_id}", name="B", channel="messenger", team=cast.delivery, language="pl"
    )
    Connection.objects.create(
        inbox=inbox, settings={"page_id": page_id}, secrets={"app_secret": app_secret, "token": "t"}
    )
    return inbox


def words_for(page_id: str) -> bytes:
    said = {
        "sender": {"id": "9"},
        "recipient": {"id": page_id},
        "timestamp": 1,
        "message": {"mid": "m_1", "text": "Hej"},
    }
    return json.dumps({"object": "page", "entry": [{"id": page_id, "time": 1, "messaging": [said]}]}).encode()


@pytest.fixture
def messenger(cast: Cast, client: Client) -> Hooked:
    return hooked("messenger", cast, client)


def test_who_owns_one_page_puts_no_words_on_another(messenger: Hooked, cast: Cast) -> None:
    other = page_inbox(cast, "222", "quite another secret")
    assert messenger.post(messenger.demo.sign(messenger.target, words_for("222"))) == [200]
    messenger.work()
    receipt = InboundEvent.objects.get()
    assert receipt.state == "quarantined" and not Message.objects.exists(), "kept for people, given to nobody"
    assert not InboundEvent.objects.filter(inbox=other).exists()


def test_pages_of_one_app_share_its_address(messenger: Hooked, cast: Cast) -> None:
    page_inbox(cast, "111", "")
    other = page_inbox(cast, "222", str(messenger.target.secrets["app_secret"]))
    messenger.post(messenger.demo.sign(messenger.target, words_for("222")))
    messenger.work()
    assert Message.objects.get().inbox == other


def test_no_secret_at_all_is_no_common_secret(messenger: Hooked, cast: Cast) -> None:
    page_inbox(cast, "222", "")
    messenger.post(messenger.demo.sign(messenger.target, words_for("222")))
    messenger.work()
    assert not Message.objects.exists()


@pytest.mark.parametrize("path", ["%00", "a%00b", "%0d%0a", "\u202e", "%ff", "x" * 3000])
def test_addresses_of_scanners_are_not_found(path: str, client: Client, db: None) -> None:
    for kind in ("sms", "messenger", "email", "nothing"):
        assert client.post(f"/hooks/{kind}/{path}/", b"{}", content_type="application/json").status_code == 404
        assert client.get(f"/hooks/{kind}/{path}/").status_code == 404


def test_a_length_that_is_no_number_is_refused(messenger: Hooked) -> None:
    good = messenger.demo.sign(messenger.target, words_for("1"))
    path = messenger.target.url.partition("/hooks/")[2]
    for length in ("abc", "-1", "1e9"):
        answer = messenger.client.post(
            f"/hooks/{path}",
            good.body,
            content_type="application/json",
            headers=dict(good.headers),
            CONTENT_LENGTH=length,
        )
        assert answer.status_code == 400
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(method: str, messenger: Hooked) -> None:
    post = messenger.demo.sign(messenger.target, words_for("1"))
    assert messenger.post(HookPost(post.body, post.headers, method=method)) == [405]
    assert not InboundEvent.objects.exists()


def test_a_key_in_the_address_is_not_written_down(cast: Cast, client: Client) -> None:
    inbox = hooked("reviews", cast, client)
    ours = hooks.verify_token(inbox.inbox)
    assert inbox.post(inbox.demo.sign(inbox.target, b'{"events": []}')) == [200]
    event: Any = InboundEvent.objects.get()
    assert ours not in json.dumps(event.headers)
    inbox.work()
    event.refresh_from_db()
    assert event.state == "done"


def test_words_that_no_table_takes_do_not_keep_an_event_from_quarantine(cast: Cast, client: Client) -> None:
    inbox = hooked("voice", cast, client)
    form = "application/x-www-form-urlencoded"
    inbox.post(inbox.demo.sign(inbox.target, b"CallSid=CA1&CallStatus=a%00b&From=%2B48601234567", form))
    inbox.work()
    event = InboundEvent.objects.get()
    assert event.state == "quarantined" and "\0" not in event.reason
