"""What WhatsApp posts, shape by shape: every payload of the fixtures has its meaning."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels_inbox import registry
from channels_inbox.contract import (
    DeliveryReport,
    Echo,
    Edited,
    InboundMessage,
    Moved,
    Notice,
    Reaction,
    Removed,
    UnreadablePayload,
)
from tests.channels_inbox.adapters.whatsapp.cases import CASES, change

ADAPTER: Any = registry.adapter("whatsapp")

WANTED = {
    "message": InboundMessage,
    "callback_button": InboundMessage,
    "callback_selection": InboundMessage,
    "message_status": DeliveryReport,
    "edited_message": Edited,
    "deleted_message": Removed,
    "template_status_update": Notice,
}
EXCEPTIONS = {
    "message-reaction": Reaction,
    "message-unreaction_empty": Reaction,
    "message-unreaction_no_emoji": Reaction,
    "outgoing_message-text": Echo,
    "outgoing_message-edit": Notice,
    "outgoing_message-delete": Notice,
    "system-phone_number_change": Moved,
    "system-identity_change": Notice,
}


def parsed(payload: Any) -> Any:
    [piece] = ADAPTER.split(json.dumps(payload).encode(), headers={}, settings={})
    return ADAPTER.parse(piece.payload, headers={}, settings={})


@pytest.mark.parametrize("case", CASES)
def test_every_known_shape_means_something(case: str) -> None:
    found = parsed(CASES[case])
    assert type(found) is EXCEPTIONS.get(case, WANTED.get(case.partition("-")[0]))
    if isinstance(found, InboundMessage):
        assert (found.identity_kind, found.address) == ("phone", "+972987654321")
        assert found.also == (("whatsapp", "US.13491208655302741918"),)
        assert (found.proven and found.text) or found.remote
        assert found.display_name == "Test Name"


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("message-text", "Body Text"),
        ("message-video", "caption"),
        ("message-chosen_location", "Facebook HQ\n1 Hacker Way, Menlo Park, CA 94025\nhttps://www.google.com/maps"),
        ("message-contacts", "Chandler Bing, +1 555-555-5555\nMonica, +1 666-666-6666\nRachel Green"),
        ("message-order", "Order:\n3 × HAMBURGER, 30 ILS\n2 × FRENCH_FRIES, 35 ILS"),
        ("message-unsupported_with_type", "(sent something that WhatsApp doesn't pass on: pool)"),
        ("message-interactive_message_with_err", "(an answer that WhatsApp could not pass on)"),
        ("callback_button-button", "title"),
        ("callback_button-quick_reply_without_context", "title"),
        ("callback_selection-description", "title\ndescription"),
        ("edited_message-image", "Updated image caption"),
        ("outgoing_message-text", "Test message"),
    ],
)
def test_words_of_each_kind(case: str, text: str) -> None:
    assert parsed(CASES[case]).text.startswith(text)


def test_files_are_named_and_named_again() -> None:
    def first(case: str) -> tuple[str, str]:
        [file] = parsed(CASES[f"message-{case}"]).remote
        return file.name, file.content_type

    assert first("document") == ("filename.pdf", "application/pdf")
    assert first("image") == ("image.jpg", "image/jpeg")
    assert first("voice") == ("voice.oga", "audio/ogg")
    assert first("audio")[1] == "audio/ogg"
    assert first("animated_sticker") == ("sticker.webp", "image/webp")


def test_what_stands_around_a_message() -> None:
    assert parsed(CASES["message-reply"]).references == ["wamid.xyzxyz=="]
    assert parsed(CASES["message-forwarded_many_times"]).facts == [("Forwarded", "many times")]
    assert parsed(CASES["message-referral"]).facts == [("Came by an ad", "AD_TITLE")]
    assert parsed(CASES["message-referral"]).text == "BODY"
    report = parsed(CASES["message_status-failed"])
    assert report.state == "failed" and "experiment (130472)" in report.detail
    assert parsed(CASES["message_status-played"]).state == "read"
    assert parsed(CASES["message_status-with_tracker"]).key == "some data"
    assert parsed(CASES["template_status_update-rejected"]).resync


@pytest.mark.parametrize(
    ("field", "value", "attention"),
    [
        ("phone_number_quality_update", {"event": "FLAGGED", "display_phone_number": "48221234567"}, True),
        ("phone_number_quality_update", {"event": "UPGRADE", "current_limit": "TIER_10K"}, False),
        ("account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "SCHEDULE_FOR_DISABLE"}}, True),
        ("account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}}, False),
        ("account_update", {"event": "VERIFIED_ACCOUNT"}, False),
        ("account_alerts", {"alert_info": {"alert_type": "X", "alert_severity": "CRITICAL"}}, True),
        ("history", {"history": [{"threads": [{"messages": [{"type": "text"}]}]}]}, False),
        ("smb_app_state_sync", {"state_sync": [{"type": "contact", "action": "add"}]}, False),
        ("messages", {"errors": [{"code": 130429, "title": "Rate limit hit"}]}, False),
    ],
)
def test_news_about_the_account(field: str, value: dict[str, Any], attention: bool) -> None:
    found = parsed(change(field, **value))
    assert isinstance(found, Notice) and found.summary
    assert bool(found.attention) is attention


@pytest.mark.parametrize(
    "payload",
    [
        change("messages"),
        change("messages", messages="no list"),
        change("messages", messages=[{"id": "wamid.1"}]),
        change("messages", messages=[{"id": "wamid.1", "type": "text", "text": "flat", "from": "48601200300"}]),
        change("messages", messages=[{"id": "wamid.1", "type": "hologram", "from": "48601200300"}]),
        change("messages", messages=[{"id": "wamid.1", "type": "text", "text": {"body": "who?"}}]),
        change(
            "messages",
            messages=[{"id": "w", "type": "text", "text": {"body": "x"}, "from": "48601200300", "group_id": "g"}],
        ),
        change(
            "messages", messages=[{"id": "w", "type": "location", "location": {"latitude": []}, "from": "48601200300"}]
        ),
        change("messages", statuses=[{"id": "wamid.1", "status": "evaporated"}]),
        change("calls", calls=[{"id": "1"}]),
        {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": 7}]}]},
    ],
)
def test_what_nobody_knows_says_so(payload: Any) -> None:
    with pytest.raises(UnreadablePayload):
        parsed(payload)


def test_one_odd_change_does_not_keep_the_others_back() -> None:
    good, odd = CASES["message-text"]["entry"][0], {"changes": [{"field": "messages", "value": {"messages": 7}}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [odd, good]}).encode()
    pieces = ADAPTER.split(body, headers={}, settings={})
    assert [piece.external_id.partition(":")[0] for piece in pieces] == ["unknown", "message"]
    assert all(piece.must_arrive for piece in pieces)
    with pytest.raises(UnreadablePayload):
        ADAPTER.parse(pieces[0].payload, headers={}, settings={})


def test_polish_numbers_and_those_no_plan_knows() -> None:
    def who(**fields: Any) -> tuple[str, str]:
        found = parsed(change("messages", messages=[{"id": "1", "type": "text", "text": {"body": "x"}, **fields}]))
        return found.identity_kind, found.address

    assert who(**{"from": "48601200300"}) == ("phone", "+48601200300")
    assert who(**{"from": "48601200300", "from_user_id": "PL.1"}) == ("phone", "+48601200300")
    assert who(from_user_id="PL.123") == ("whatsapp", "PL.123")
    assert who(**{"from": "1"}) == ("whatsapp", "1")
