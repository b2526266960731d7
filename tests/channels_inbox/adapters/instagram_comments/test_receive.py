"""Comments on an Instagram account's posts, at the real URL."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels_inbox import registry
from channels_inbox.models import InboundEvent
from channels_inbox.providers import meta_demo
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.meta_posts import ACCOUNT, change, take
from tests.services.standin import Standin
from tickets.models import Message, MessageKind, Ticket

KIND, IDA = "instagram_comments", "8000000000000011"


@pytest.fixture
def inbox(cast: Cast, client: Client) -> Hooked:
    return hooked(KIND, cast, client)


def said(number: str, text: str, who: str = IDA, **more: Any) -> dict[str, Any]:
    media = {"id": "18000000000000111", "media_product_type": "REELS"}
    return {"id": number, "text": text, "from": {"id": who, "username": "ida"}, "media": media, **more}


def test_a_comment_and_what_is_under_it(inbox: Hooked) -> None:
    take(inbox, change(inbox, "comments", **said("17901", "Jaki rozmiar?")))
    take(inbox, change(inbox, "comments", **said("17902", "Ja też pytam", "8000000000000012", parent_id="17901")))
    own = said("17903", "M", ACCOUNT, parent_id="17901")
    take(inbox, change(inbox, "comments", **own), change(inbox, "comments", **own))
    [ticket] = Ticket.objects.all()
    assert [m.text for m in ticket.messages.order_by("pk")] == ["Jaki rozmiar?", "Ja też pytam", "M"]
    first = ticket.messages.order_by("pk")[0]
    assert first.envelope["public"] and first.envelope["facts"] == [["Reel", "18000000000000111"]]
    assert first.customer.name == "ida"  # type: ignore[union-attr]


def test_its_own_comment_is_known_by_its_scoped_id_too(inbox: Hooked) -> None:
    take(inbox, change(inbox, "comments", **said("17901", "Jaki rozmiar?")))
    own = said("17903", "M", "99", parent_id="17901")
    own["from"]["self_ig_scoped_id"] = "99"
    take(inbox, change(inbox, "comments", **own))
    assert Message.objects.get(text="M").kind == MessageKind.OUTBOUND


def test_a_mention_is_fetched_before_it_is_read(inbox: Hooked, standin: Standin) -> None:
    inbox.says("", sends="mention")
    [message] = Message.objects.all()
    assert message.text == "@kubki.i.len polecam!" and message.customer.name == "ida.wrona"  # type: ignore[union-attr]
    assert not standin.refusals


def test_a_mention_that_cannot_be_fetched_now_is_fetched_later(inbox: Hooked, standin: Standin) -> None:
    standin.answer_next(KIND, meta_demo.says(meta_demo.TRANSIENT, 503))
    take(inbox, *inbox.demo.write(inbox.target, inbox.demo.people[0], "", {"sends": "mention"}))
    assert Message.objects.count() == 1, "at the next try"
    event = InboundEvent.objects.exclude(source="hook").get()
    assert event.state == "done" and event.attempts == 1


def test_a_mention_that_breaks_our_code_is_tried_again(
    inbox: Hooked, standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = registry.adapter(KIND)
    whole, calls = adapter.complete, []  # type: ignore[attr-defined]

    def fails(*args: Any) -> bytes:
        calls.append(args)
        if len(calls) == 1:
            raise ZeroDivisionError
        return bytes(whole(*args))

    monkeypatch.setattr(adapter, "complete", fails, raising=False)
    take(inbox, *inbox.demo.write(inbox.target, inbox.demo.people[0], "", {"sends": "mention"}))
    event = InboundEvent.objects.exclude(source="hook").get()
    assert (event.state, event.attempts, len(calls), Message.objects.count()) == ("done", 1, 2, 1), event.reason


def test_a_mention_that_is_gone_waits_for_people(inbox: Hooked, standin: Standin) -> None:
    standin.answer_next(KIND, meta_demo.says({"code": 100, "error_subcode": 33, "message": "does not exist"}))
    take(inbox, *inbox.demo.write(inbox.target, inbox.demo.people[0], "", {"sends": "mention"}))
    assert InboundEvent.objects.filter(state="quarantined").count() == 1


@pytest.mark.parametrize("where", [{"media_id": "1){id}"}, {"media_id": "1", "comment_id": "2,owner"}, {}])
def test_a_mention_with_a_crooked_id_asks_nobody(inbox: Hooked, standin: Standin, where: dict[str, str]) -> None:
    take(inbox, change(inbox, "mentions", **where))
    assert not standin.of(KIND) and InboundEvent.objects.filter(state="quarantined").count() == 1


def test_without_a_writer_it_waits(inbox: Hooked) -> None:
    take(inbox, change(inbox, "comments", id="17901", text="Hej"))
    [waiting] = InboundEvent.objects.filter(state="quarantined")
    assert "instagram_manage_comments" in waiting.reason
