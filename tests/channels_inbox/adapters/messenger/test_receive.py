"""A page's conversations, at the real URL."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels_inbox import hooks, media, profiles
from channels_inbox.contract.demo import HookPost
from channels_inbox.models import Connection, InboundEvent, MediaFetch
from channels_inbox.providers import meta_demo
from customers.models import Identity
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.meta_posts import PAGE, event, now_ms, take, webhook
from tests.services.standin import Standin
from tickets.models import Message, MessageKind, Ticket

KAROLINA = "7000000000000001"


@pytest.fixture
def inbox(cast: Cast, client: Client) -> Hooked:
    return hooked("messenger", cast, client, language="en")


def message(external_id: str = "m_1") -> Message:
    return Message.objects.get(external_id=external_id)


def test_meta_checks_the_address_with_our_token(inbox: Hooked) -> None:
    token = hooks.verify_token(inbox.inbox)
    ask = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    assert inbox.call(HookPost(b"", {}, ask + token, "GET")).content == b"1158201444"
    assert inbox.call(HookPost(b"", {}, ask + "guess", "GET")).status_code == 403


def test_words_with_an_answered_message_and_an_ad(inbox: Hooked) -> None:
    take(inbox, event(inbox, message={"mid": "m_1", "text": "Ile kosztuje?"}))
    said = {
        "mid": "m_2",
        "text": "Ten niebieski",
        "reply_to": {"mid": "m_1"},
        "referral": {"source": "ADS", "ad_id": "1", "ads_context_data": {"ad_title": "Kubki"}},
    }
    take(inbox, event(inbox, message=said))
    assert message("m_2").ticket_id == message("m_1").ticket_id
    assert message("m_2").envelope["facts"] == [["From the ad", "Kubki"]]
    assert message().identity is not None and message().identity.kind == "messenger"  # type: ignore[union-attr]
    assert message().identity.verified_at is not None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("attachment", "files", "facts"),
    [
        ({"type": "image", "payload": {"url": "https://cdn.example/a/cup.jpg"}}, ["cup.jpg"], []),
        ({"type": "audio", "payload": {"url": "https://cdn.example/clip"}}, ["audio"], []),
        ({"type": "file", "payload": {"url": "https://cdn.example/..%2fFaktura%201.pdf?x=1"}}, ["Faktura 1.pdf"], []),
        ({"type": "reel", "payload": {"url": "https://cdn.example/r.mp4", "title": "Jak"}}, ["r.mp4"], ["Jak"]),
        ({"type": "fallback", "title": "Sklep", "url": "https://shop.example/"}, [], ["Sklep https://shop.example/"]),
        ({"type": "fallback"}, [], ["without an address"]),
        ({"type": "location", "title": "Dom", "payload": {"coordinates": {"lat": 1, "long": 2}}}, [], ["1, 2 Dom"]),
        ({"type": "template", "payload": {"elements": [{"title": "Kubek"}, {"title": "Len"}]}}, [], ["Kubek · Len"]),
        ({"type": "hologram", "payload": {"url": "https://cdn.example/h.bin"}}, ["h.bin"], []),
        ({"type": "hologram"}, [], ["hologram"]),
    ],
)
def test_what_hangs_on_a_message(inbox: Hooked, attachment: dict[str, Any], files: list[str], facts: list[str]) -> None:
    take(inbox, event(inbox, message={"mid": "m_1", "attachments": [attachment]}))
    assert [file.name for file in message().attachments.all()] == files
    assert [value for _label, value in message().envelope.get("facts", [])] == facts


def test_a_sticker_that_comes_as_an_image_too_is_one_file(inbox: Hooked) -> None:
    payload = {"url": "https://cdn.example/thumb.png", "sticker_id": 369239263222822}
    both = [{"type": "image", "payload": payload}, {"type": "sticker", "payload": payload}]
    take(inbox, event(inbox, message={"mid": "m_1", "attachments": both}))
    assert message().attachments.count() == 1


def test_a_file_is_fetched_and_kept(inbox: Hooked, standin: Standin) -> None:
    inbox.says("Taki mam kubek", sends="image")
    assert media.sweep() == 1 and not MediaFetch.objects.exists()
    [file] = Message.objects.get().attachments.all()
    assert file.state == "ready" and file.content_type == "image/png" and file.size > 100


def test_a_tapped_button_says_its_title(inbox: Hooked) -> None:
    button = {"title": "Gdzie paczka?", "payload": "PARCEL", "mid": "m_1"}
    take(inbox, event(inbox, postback=button), event(inbox, postback=button))
    assert message().text == "Gdzie paczka?" and Message.objects.count() == 1
    take(inbox, event(inbox, at=1790000000000, postback={"title": "Get Started", "payload": "GO"}))
    assert Message.objects.order_by("-pk")[0].text == "Get Started", "older events have no id of their own"


@pytest.mark.parametrize("payload", ["rate:a-token-for-one-person:5", ""])
def test_a_button_without_a_title_never_shows_what_it_carries(inbox: Hooked, payload: str) -> None:
    take(inbox, event(inbox, postback={"payload": payload, "mid": "m_1"}))
    said = message()
    assert said.text == "(tapped a button)" and "facts" not in said.envelope
    seen = [said.text, said.html, str(said.envelope), said.ticket.preview, said.ticket.title, said.ticket.subject]
    seen += InboundEvent.objects.values_list("summary", flat=True)
    assert not payload or payload not in " ".join(seen)


def test_one_webhook_of_several_pages_and_a_comment(inbox: Hooked, cast: Cast, client: Client) -> None:
    other = hooked("facebook_comments", cast, client, language="en", page_id="222")
    messages = [
        {
            "sender": {"id": KAROLINA},
            "recipient": {"id": PAGE},
            "timestamp": 1,
            "message": {"mid": f"m_{n}", "text": "Hej"},
        }
        for n in range(3)
    ]
    value = {"item": "comment", "verb": "add", "comment_id": "9_1", "post_id": "222_9", "parent_id": "222_9"}
    value |= {"from": {"id": "5", "name": "Jan"}, "message": "Ładne"}  # type: ignore[dict-item]
    feed = {"id": "222", "time": 1, "changes": [{"field": "feed", "value": value}]}
    nobody = {"id": "333", "time": 1, "changes": [{"field": "feed", "value": value}]}
    take(inbox, webhook(inbox, {"id": PAGE, "time": 1, "messaging": messages}, feed, nobody))
    assert Message.objects.filter(inbox=inbox.inbox).count() == 3
    assert [said.text for said in Message.objects.filter(inbox=other.inbox)] == ["Ładne"]
    assert not InboundEvent.objects.exclude(state="done").exists(), "comments that nobody wants may go"


def test_a_message_for_a_page_without_an_inbox_waits(inbox: Hooked) -> None:
    value = {
        "sender": {"id": "1"},
        "recipient": {"id": "333"},
        "timestamp": 1,
        "message": {"mid": "m_9", "text": "Hej"},
    }
    take(inbox, webhook(inbox, {"id": "333", "time": 1, "messaging": [value]}))
    [event_] = InboundEvent.objects.all()
    assert event_.state == "quarantined" and "333" in event_.reason and not Ticket.objects.exists()


def test_the_consoles_test_button_is_no_customer(inbox: Hooked) -> None:
    value = {
        "sender": {"id": "12"},
        "recipient": {"id": "23"},
        "timestamp": "1527459824",
        "message": {"mid": "t", "text": "x"},
    }
    take(inbox, webhook(inbox, {"id": "0", "time": 1, "changes": [{"field": "messages", "value": value}]}))
    assert not Ticket.objects.exists() and InboundEvent.objects.get().state == "done"


def test_an_unknown_shape_waits_and_its_neighbours_arrive(inbox: Hooked) -> None:
    good = {
        "sender": {"id": KAROLINA},
        "recipient": {"id": PAGE},
        "timestamp": 1,
        "message": {"mid": "m_1", "text": "Hej"},
    }
    strange = {"sender": {"id": KAROLINA}, "recipient": {"id": PAGE}, "timestamp": 1, "telepathy": {"thought": "?"}}
    take(inbox, webhook(inbox, {"id": PAGE, "time": 1, "messaging": [strange, "words", good]}))
    assert message().text == "Hej"
    waiting = InboundEvent.objects.filter(state="quarantined")
    assert waiting.count() == 2 and "telepathy" in " ".join(waiting.values_list("reason", flat=True))


def test_edited_and_reacted_and_taken_back(inbox: Hooked) -> None:
    take(inbox, event(inbox, message={"mid": "m_1", "text": "Czerwny"}))
    take(inbox, event(inbox, message_edit={"mid": "m_1", "text": "Czerwony", "num_edit": 1}))
    assert message().text == "Czerwony" and message().envelope["edits"][0]["text"] == "Czerwny"
    heart = {"mid": "m_1", "action": "react", "reaction": "love", "emoji": "❤️"}
    take(inbox, event(inbox, reaction=heart))
    assert message().envelope["reactions"] == {KAROLINA: "❤️"}
    take(inbox, event(inbox, at=now_ms() + 5, reaction={"mid": "m_1", "action": "unreact"}))
    assert message().envelope["reactions"] == {}
    take(inbox, event(inbox, message={"mid": "m_1", "is_deleted": True}))
    assert message().text == "" and message().envelope["removed_at"]


@pytest.mark.parametrize(
    "content",
    [
        {"pass_thread_control": {"new_owner_app_id": "1"}},
        {"take_thread_control": {}},
        {"optin": {"ref": "x"}},
        {"referral": {"ref": "x", "source": "SHORTLINK", "type": "OPEN_THREAD"}},
        {"message_edit": {"mid": "m_1", "num_edit": 0}},
    ],
)
def test_understood_and_left_alone(inbox: Hooked, content: dict[str, Any]) -> None:
    take(inbox, event(inbox, **content))
    assert not Ticket.objects.exists()
    assert set(InboundEvent.objects.values_list("state", flat=True)) == {"done"}


def test_what_another_app_has_is_left_to_it(inbox: Hooked) -> None:
    value = {"sender": {"id": "1"}, "recipient": {"id": PAGE}, "timestamp": 1, "message": {"mid": "m_1", "text": "Hej"}}
    take(inbox, webhook(inbox, {"id": PAGE, "time": 1, "standby": [value]}))
    assert not Ticket.objects.exists()
    take(inbox, webhook(inbox, {"id": PAGE, "time": 2, "messaging": [value]}))
    assert message().text == "Hej", "handed over to us, the same words are ours"


def test_a_warning_of_metas_reaches_admins(inbox: Hooked) -> None:
    take(inbox, event(inbox, policy_enforcement={"action": "block", "reason": "Spam"}))
    assert "Spam" in Connection.objects.get(inbox=inbox.inbox).attention


def test_their_name_comes_after_their_words(inbox: Hooked, standin: Standin) -> None:
    inbox.says("Hej")
    identity = Identity.objects.get(kind="messenger")
    assert profiles.look_up(inbox.inbox.pk, identity.pk)
    ticket = Ticket.objects.select_related("customer").get()
    assert ticket.customer.name == "Karolina Mróz" and Identity.objects.get().label == "Karolina Mróz"
    asked = len(standin.of("messenger"))
    assert profiles.look_up(inbox.inbox.pk, identity.pk) and len(standin.of("messenger")) == asked


def test_a_name_that_cannot_be_had_is_asked_for_a_few_times_only(inbox: Hooked, standin: Standin) -> None:
    inbox.says("Hej")
    identity = Identity.objects.get(kind="messenger")
    for _time in range(6):
        standin.answer_next("messenger", meta_demo.says(meta_demo.TRANSIENT, 503))
        assert not profiles.look_up(inbox.inbox.pk, identity.pk)
    assert len(standin.of("messenger")) == profiles.TRIES


def test_what_colleagues_write_elsewhere_is_seen_once(inbox: Hooked) -> None:
    take(inbox, event(inbox, message={"mid": "m_1", "text": "Hej"}))
    echo = {"mid": "m_2", "text": "Dzień dobry", "is_echo": True, "app_id": 263902037430900}
    bot = {"mid": "m_3", "text": "Jestem botem", "is_echo": True, "app_id": 4711}
    for _time in range(2):
        take(inbox, event(inbox, KAROLINA, echo=True, message=echo), event(inbox, KAROLINA, echo=True, message=bot))
    out = Message.objects.filter(kind=MessageKind.OUTBOUND).order_by("pk")
    assert [(said.text, said.automatic) for said in out] == [("Dzień dobry", False), ("Jestem botem", True)]
    assert Ticket.objects.get().first_response_at is not None
