"""Comments under a page's posts, at the real URL."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels_inbox.models import InboundEvent
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.meta_posts import PAGE, change, comment, take
from tickets.models import Message, MessageKind, Ticket

OLA, JAN = "5000000000000001", "5000000000000002"


@pytest.fixture
def inbox(cast: Cast, client: Client) -> Hooked:
    return hooked("facebook_comments", cast, client)


def message(number: str = "1") -> Message:
    return Message.objects.get(external_id=f"111_{number}")


def test_a_comment_is_public_and_says_where(inbox: Hooked) -> None:
    take(inbox, comment(inbox, "1", "Ile kosztuje?"))
    assert message().envelope["public"] and message().customer is not None
    assert message().customer.name == "Ola Maj"  # type: ignore[union-attr]
    assert message().envelope["facts"] == [["Post", "https://www.facebook.com/kubki/posts/111"]]


def test_answers_under_a_comment_share_its_ticket_and_other_comments_dont(inbox: Hooked) -> None:
    take(inbox, comment(inbox, "2", "Też pytam", who=JAN, parent_id="111_1"))
    take(inbox, comment(inbox, "1", "Ile kosztuje?"), comment(inbox, "9", "Ładne!"))
    take(inbox, comment(inbox, "3", "Właśnie", parent_id="111_2"))
    assert message("1").ticket_id == message("2").ticket_id == message("3").ticket_id != message("9").ticket_id


def test_what_the_page_answers_itself_stands_in_the_ticket(inbox: Hooked) -> None:
    take(inbox, comment(inbox, "1", "Ile kosztuje?"))
    own = comment(inbox, "2", "39 zł", who=PAGE, parent_id="111_1")
    take(inbox, own, own)
    [said] = Message.objects.filter(kind=MessageKind.OUTBOUND)
    assert said.text == "39 zł" and said.envelope["public"] and said.ticket_id == message().ticket_id
    take(inbox, comment(inbox, "3", "Dziękuję", parent_id="111_2"))
    assert message("3").ticket_id == message().ticket_id, "an answer to the page's answer"
    take(inbox, comment(inbox, "4", "Nowość!", who=PAGE))
    assert Ticket.objects.count() == 1, "the page under its own post asks nothing"


def test_changed_hidden_and_taken_back(inbox: Hooked) -> None:
    take(inbox, comment(inbox, "1", "Ile kosztje?"))
    take(inbox, comment(inbox, "1", "Ile kosztuje?", verb="edited"))
    assert message().text == "Ile kosztuje?"
    take(inbox, comment(inbox, "1", "", verb="hide"))
    assert message().envelope["hidden"] is True
    take(inbox, comment(inbox, "1", "", verb="unhide"))
    assert message().envelope["hidden"] is False
    take(inbox, comment(inbox, "1", "", verb="remove"))
    assert message().text == "" and message().envelope["removed_at"]


def test_pictures_and_a_visitors_post(inbox: Hooked) -> None:
    take(inbox, comment(inbox, "1", "", photo="https://cdn.example/a/pekniety.jpg"))
    assert [file.name for file in message().attachments.all()] == ["pekniety.jpg"]
    post = {
        "item": "status",
        "verb": "add",
        "post_id": f"{PAGE}_77",
        "message": "Polecam!",
        "from": {"id": JAN, "name": "Jan"},
    }
    take(inbox, change(inbox, "feed", **post))
    visitors = Message.objects.get(external_id=f"{PAGE}_77")
    under = comment(inbox, "5", "Zapomniałem dodać", who=JAN, post_id=f"{PAGE}_77", parent_id=f"{PAGE}_77")
    take(inbox, under)
    assert message("5").ticket_id == visitors.ticket_id
    take(inbox, change(inbox, "feed", **{**post, "post_id": f"{PAGE}_78", "from": {"id": PAGE, "name": "Kubki"}}))
    assert Ticket.objects.count() == 2, "what the page posts itself is no ticket"


def test_a_mention_elsewhere(inbox: Hooked) -> None:
    value = {
        "item": "comment",
        "verb": "add",
        "post_id": "9_8",
        "comment_id": "8_7",
        "sender_id": JAN,
        "sender_name": "Jan",
    }
    take(inbox, change(inbox, "mention", **value))
    said = Message.objects.get(external_id="8_7")
    assert said.text and not said.envelope["memory"]["private"]


@pytest.mark.parametrize("item", ["like", "reaction", "album", "event"])
def test_left_alone(inbox: Hooked, item: str) -> None:
    take(inbox, change(inbox, "feed", item=item, verb="add", post_id="1_2"))
    assert not Ticket.objects.exists() and set(InboundEvent.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"item": "hologram", "verb": "add"}, "hologram"),
        ({"item": "comment", "verb": "juggle", "comment_id": "1_1"}, "juggle"),
        ({"item": "comment", "verb": "add", "comment_id": "1_1", "post_id": "1", "message": "Hej"}, "who wrote"),
        ({"item": "comment", "verb": "add", "post_id": "1", "message": "Hej"}, "comment_id"),
    ],
)
def test_what_cannot_be_read_waits(inbox: Hooked, value: dict[str, Any], says: str) -> None:
    take(inbox, change(inbox, "feed", **value))
    [waiting] = InboundEvent.objects.filter(state="quarantined")
    assert says in waiting.reason
