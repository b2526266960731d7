"""What was signed is still a stranger's: it is made to fit, or refused with a word."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels_inbox import registry, updates
from channels_inbox.contract import (
    AdapterError,
    DeliveryReport,
    InboundMessage,
    Moved,
    RemoteFile,
    Removed,
    UnreadablePayload,
)
from channels_inbox.fitting import fitted, fitted_id
from channels_inbox.models import InboundEvent
from channels_inbox.providers import strict_json
from channels_inbox.providers.calls import address_parts
from customers import actions as customers
from tests.cast import Cast, customer, write_in
from tests.channels_inbox.hooked import hooked
from tickets import actions

WIDE = "".join(chr(0x4E00 + n * 7 % 20000) for n in range(1500))


def message(**values: Any) -> InboundMessage:
    return InboundMessage(**{"external_id": "m1", "address": "77", "identity_kind": "x", **values})


def test_words_lose_what_no_table_takes() -> None:
    said = message(
        text="a\0b\ud83dc",
        facts=[("L\0", "v")],
        memory={"k\0": ["\0", 1, None]},
        remote=[RemoteFile({"url": "https://a\0"}, "n\0", "t\0", 5)],
    )
    found = fitted(said)
    assert isinstance(found, InboundMessage)
    assert (found.text, found.facts, found.memory) == ("ab\ufffdc", [("L", "v")], {"k": ["", 1, None]})
    assert (found.remote[0].ref, found.remote[0].name, found.remote[0].size) == ({"url": "https://a"}, "n", 5)


def test_an_id_too_long_for_an_index_is_the_same_wherever_it_is_named() -> None:
    assert fitted_id("m_1") == "m_1" and fitted_id("x" * 1000) == "x" * 1000
    assert len(fitted_id(WIDE)) < 80 and fitted_id(WIDE) != fitted_id(WIDE + "x")
    said = fitted(message(external_id=WIDE, references=[WIDE, "m0"], unless=(WIDE,), thread=WIDE))
    assert isinstance(said, InboundMessage)
    assert said.external_id == fitted_id(WIDE) == said.unless[0] and list(said.references) == [fitted_id(WIDE), "m0"]
    assert len(said.thread) <= 255
    report = fitted(DeliveryReport("read", external_id=WIDE))
    assert isinstance(report, DeliveryReport) and report.external_id == fitted_id(WIDE)


@pytest.mark.parametrize(
    "parsed",
    [
        message(address="7" * 321),
        message(also=[("phone", "4" * 400)]),
        message(also=[("phone", "\0")]),
        Moved("phone", "+48601234567", "4" * 400),
    ],
)
def test_an_address_that_is_none_is_refused(parsed: Any) -> None:
    with pytest.raises(UnreadablePayload):
        fitted(parsed)


def test_numbers_stay_within_what_a_column_holds() -> None:
    absurd: list[Any] = [2**63, -(2**63), 10**400, "--5", "5-", "²", "٣", 1.5, True, [], {}]
    for value in absurd:
        with pytest.raises(UnreadablePayload):
            strict_json.whole({"n": value}, "n")
    assert strict_json.moment({"t": 2**62}, "t") is None and strict_json.moment({"t": "-62135596801"}, "t") is None


def test_what_is_no_address_has_no_host() -> None:
    for url in ("https://[", "https://api.twilio.com:99999/x", "https://[::1", "//a:b"):
        assert address_parts(url).hostname is None, url


def test_a_file_at_no_address_is_given_up_at_once(cast: Cast, client: Client, standin: Any) -> None:
    for kind in ("sms", "x", "voice"):
        inbox = hooked(kind, cast, client)
        adapter: Any = registry.adapter(kind)
        for url in (
            "https://[",
            "https://api.twilio.com:99999/x",
            "http://169.254.169.254/x",
            "https://a@evil.example/",
        ):
            with pytest.raises(AdapterError):
                adapter.fetch({"url": url}, inbox.target.settings, inbox.target.secrets)
    assert not standin.calls, "nobody was asked, so no token left"


def test_signs_and_edits_under_one_message_are_bounded(cast: Cast) -> None:
    said = write_in(cast.chat).message
    for number in range(130):
        actions.react(said, f"user-{number}", "👍")
        said.refresh_from_db()
    assert len(said.envelope["reactions"]) == 100 and "user-129" in said.envelope["reactions"]
    for number in range(25):
        actions.edit_received(said, f"{number}" + "x" * 50_000)
        said.refresh_from_db()
    assert len(str(said.envelope)) < 250_000


def test_what_was_taken_back_leaves_the_webhook_that_brought_it(cast: Cast, client: Client) -> None:
    inbox = hooked("whatsapp", cast, client)
    inbox.says("Moje tajne haslo")
    [event] = InboundEvent.objects.exclude(message=None)
    assert any(b"tajne" in bytes(one.payload) for one in InboundEvent.objects.filter(source="hook"))
    assert event.message is not None
    updates.take(event, Removed(event.message.external_id))
    assert not any(b"tajne" in bytes(one.payload) for one in InboundEvent.objects.all())
    assert "tajne" not in "".join(InboundEvent.objects.values_list("summary", flat=True))


def test_who_only_claims_to_be_somebody_renames_nobody(db: None) -> None:
    proven = customers.find_or_create("email", "anna@example.com", name="Anna Lis", proven=True)
    again = customers.find_or_create("email", "anna@example.com", name="Szef")
    assert again.pk == proven.pk and again.display_name == "Anna Lis"
    assert (
        customers.find_or_create("email", "anna@example.com", name="Anna Kot", proven=True).display_name == "Anna Kot"
    )
    assert customer("new@example.com", "N").display_name == "N"
