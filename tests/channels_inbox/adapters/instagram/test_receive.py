"""An Instagram account's messages, at the real URL."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels_inbox.models import InboundEvent
from customers.models import Identity
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.meta_posts import ACCOUNT, event, take, webhook
from tickets.models import Message, MessageKind, Ticket

MAJA = "8000000000000001"
URL = "https://lookaside.example/ig_messaging_cdn/?asset_id=1"


@pytest.fixture
def inbox(cast: Cast, client: Client) -> Hooked:
    return hooked("instagram", cast, client, language="en")


def message(external_id: str = "ig_1") -> Message:
    return Message.objects.get(external_id=external_id)


def test_an_answer_to_a_story_brings_the_story(inbox: Hooked) -> None:
    story = {"mid": "ig_1", "text": "Śliczne!", "reply_to": {"story": {"id": "178", "url": URL}}}
    take(inbox, event(inbox, MAJA, message=story))
    assert message().envelope["facts"] == [["In answer to", "your story"]]
    assert [file.name for file in message().attachments.all()] == ["Story"]
    assert Identity.objects.get().kind == "instagram"


@pytest.mark.parametrize(
    ("said", "files", "facts"),
    [
        ({"attachments": [{"type": "story_mention", "payload": {"url": URL}}]}, 1, ["You are mentioned in it."]),
        ({"attachments": [{"type": "ig_reel", "payload": {"url": URL, "title": "Rolka"}}]}, 1, ["Rolka"]),
        (
            {
                "attachments": [
                    {"type": "share", "payload": {"url": URL, "title": "Post"}},
                    {"type": "ig_post", "payload": {"url": URL, "title": "Post"}},
                ]
            },
            1,
            ["Post", "Post"],
        ),
        ({"attachments": [{"type": "ephemeral"}]}, 0, ["A picture to be seen once. Look into Instagram's app."]),
        ({"is_unsupported": True}, 0, ["Meta doesn't pass on messages of this kind. Look into its app."]),
        ({"text": "Ten", "referral": {"product": {"id": "55"}}}, 0, ["55"]),
    ],
)
def test_what_instagram_brings(inbox: Hooked, said: dict[str, Any], files: int, facts: list[str]) -> None:
    take(inbox, event(inbox, MAJA, message={"mid": "ig_1", **said}))
    assert message().attachments.count() == files
    assert [value for _label, value in message().envelope["facts"]] == facts


def test_what_they_take_back_goes(inbox: Hooked) -> None:
    take(inbox, event(inbox, MAJA, message={"mid": "ig_1", "text": "Tajne słowo"}))
    take(inbox, event(inbox, MAJA, message={"mid": "ig_1", "is_deleted": True}))
    assert message().text == "" and message().envelope["removed_at"]
    assert not any(b"Tajne" in bytes(kept.payload) for kept in InboundEvent.objects.filter(external_id="message:ig_1"))


def test_an_icebreaker_is_their_words(inbox: Hooked) -> None:
    take(inbox, event(inbox, MAJA, postback={"mid": "ig_1", "title": "Godziny otwarcia?", "payload": "HOURS"}))
    assert message().text == "Godziny otwarcia?"


def test_a_like_and_its_withdrawal(inbox: Hooked) -> None:
    take(inbox, event(inbox, MAJA, message={"mid": "ig_1", "text": "Hej"}))
    like = {"mid": "ig_1", "action": "react", "reaction": "love", "emoji": "❤"}
    take(inbox, event(inbox, MAJA, reaction=like))
    assert message().envelope["reactions"] == {MAJA: "❤"}
    take(inbox, event(inbox, MAJA, reaction={"mid": "ig_1", "action": "unreact"}))
    assert message().envelope["reactions"] == {}


@pytest.mark.parametrize("bare", [True, False])
def test_events_under_changes_or_bare_in_the_entry(inbox: Hooked, bare: bool) -> None:
    value = {
        "sender": {"id": MAJA},
        "recipient": {"id": ACCOUNT},
        "timestamp": "1790000000",
        "message": {"mid": "ig_1", "text": "Hej"},
    }
    change = {"field": "messages", "value": value}
    take(inbox, webhook(inbox, {"id": ACCOUNT, "time": 1, **(change if bare else {"changes": [change]})}))
    assert message().text == "Hej" and message().sent_at.year == 2026


def test_an_edit_without_words_or_people_changes_nothing(inbox: Hooked) -> None:
    value = {"timestamp": 1, "message_edit": {"mid": "ig_1", "num_edit": 0}}
    take(inbox, webhook(inbox, {"id": ACCOUNT, "time": 1, "messaging": [value]}))
    assert InboundEvent.objects.filter(state="done").count() == 2 and not Ticket.objects.exists()


def test_words_from_instagrams_own_app_stand_in_the_ticket(inbox: Hooked) -> None:
    take(inbox, event(inbox, MAJA, message={"mid": "ig_1", "text": "Hej"}))
    take(inbox, event(inbox, MAJA, echo=True, message={"mid": "ig_2", "text": "Dzień dobry", "is_echo": True}))
    [said] = Message.objects.filter(kind=MessageKind.OUTBOUND)
    assert said.text == "Dzień dobry" and said.envelope["outside"] and not said.automatic


def test_a_comment_at_the_same_address_goes_to_its_own_inbox_and_is_the_same_person(
    inbox: Hooked, cast: Cast, client: Client
) -> None:
    comments = hooked("instagram_comments", cast, client, language="en")
    value = {"id": "17900", "text": "Rozmiar?", "from": {"id": MAJA, "username": "maja"}, "media": {"id": "1"}}
    entry = {"id": ACCOUNT, "time": 1, "changes": [{"field": "comments", "value": value}]}
    take(inbox, event(inbox, MAJA, message={"mid": "ig_1", "text": "Hej"}), webhook(inbox, entry))
    asked = Message.objects.get(inbox=comments.inbox)
    assert asked.text == "Rozmiar?" and asked.customer_id == message().customer_id
    assert asked.ticket_id != message().ticket_id
