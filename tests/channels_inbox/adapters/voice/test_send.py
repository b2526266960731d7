"""Calls that an agent asks for, and the settings of the phone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import pytest

from channels_inbox import deliver, inboxes, registry
from channels_inbox.adapters.voice.forms import SettingsForm
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Delivery
from channels_inbox.providers import twilio_demo
from core.tokens import make_token
from tests.cast import Cast
from tests.channels_inbox.adapters.voice.conftest import settings, told, verbs
from tests.channels_inbox.hooked import Hooked, hooked
from tests.services.standin import Standin
from tickets import actions, hooks
from tickets.actor import SYSTEM, Actor
from tickets.models import Calendar, Inbox, Message, Ticket


@pytest.fixture
def missed(voice: Hooked, standin: Standin) -> Hooked:
    """Marta called and nobody picked up."""
    voice.says("", outcome="missed")
    return voice


def call_back(cast: Cast, note: str = "Przesyłka wraca, przeproś") -> Delivery:
    message = actions.reply(Actor.agent(cast.iga), Ticket.objects.get().number, note)
    delivery = Delivery.objects.get(message=message)
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def placed(standin: Standin) -> dict[str, str]:
    [call] = standin.messages("voice")
    return call.form()


def document(standin: Standin) -> ElementTree.Element:
    return ElementTree.fromstring(placed(standin)["Twiml"])  # noqa: S314  (our own document)


def ours(delivery: Delivery, **fields: str) -> dict[str, str]:
    return {"CallSid": delivery.external_id, "Direction": "outbound-api", "CallStatus": "in-progress", **fields}


def reported(voice: Hooked, delivery: Delivery, step: str, **fields: str) -> Delivery:
    query = urlencode({"step": step, "key": f"{delivery.idempotency_key}:0"})
    assert voice.post(twilio_demo.post(voice.target, ours(delivery, **fields), query)) == [200]
    voice.work()
    delivery.refresh_from_db()
    return delivery


def test_our_phone_rings_first_and_hears_the_note(missed: Hooked, cast: Cast, standin: Standin) -> None:
    delivery = call_back(cast)
    form = placed(standin)
    assert (form["To"], form["From"]) == ("+48221002030", "+48732100200")
    spoken = [say.text or "" for say in document(standin).iter("Say")]
    assert spoken[1] == "Przesyłka wraca, przeproś" and "+ 4 8 6 0 1" in spoken[0]
    assert delivery.state == "sent" and delivery.external_id.startswith("CA")
    assert Message.objects.get(pk=delivery.message_id).text == "Przesyłka wraca, przeproś"


def test_the_customer_is_called_only_after_a_1(missed: Hooked, cast: Cast, standin: Standin) -> None:
    delivery = call_back(cast)
    gather = document(standin).find("Gather")
    assert gather is not None
    query = urlsplit(gather.get("action", "")).query
    connected = told(missed, ours(delivery, Digits="1"), query)
    [dial] = connected
    assert (dial.findtext("Number"), dial.get("callerId")) == ("+48601234567", "+48732100200")
    assert "Dial" not in verbs(told(missed, ours(delivery, Digits="2"), query))
    # A number that no document of ours named isn't called, whoever signed.
    for token in ("+48700123456", make_token("something else", "+48700123456"), ""):
        forged = urlencode({"step": "connect", "call": token})
        assert "Dial" not in verbs(told(missed, ours(delivery, Digits="1"), forged))


def test_a_talk_is_delivered_and_nothing_is_owed_any_more(missed: Hooked, cast: Cast, standin: Standin) -> None:
    assert Ticket.objects.get().callback_due_at is not None
    delivery = reported(missed, call_back(cast), "bridged", DialCallStatus="completed", DialCallDuration="95")
    assert delivery.state == "delivered"
    assert "1 min 35 s" in Message.objects.get(pk=delivery.message_id).state_detail
    assert Ticket.objects.get().callback_due_at is None
    reported(missed, delivery, "agent", CallStatus="completed")
    assert delivery.state == "delivered"


@pytest.mark.parametrize(
    ("step", "fields", "word"),
    [
        ("bridged", {"DialCallStatus": "busy"}, "busy"),
        ("bridged", {"DialCallStatus": "no-answer"}, "pick up"),
        ("bridged", {"DialCallStatus": "failed"}, "can't be reached"),
        ("agent", {"CallStatus": "no-answer"}, "+48221002030"),
        ("agent", {"CallStatus": "busy"}, "busy"),
        ("unpressed", {}, "pressed 1"),
        ("connect", {"Digits": "5"}, "pressed 1"),
    ],
)
def test_a_call_in_vain_says_why_and_is_still_owed(
    missed: Hooked, cast: Cast, standin: Standin, step: str, fields: dict[str, str], word: str
) -> None:
    Inbox.objects.filter(channel="voice").update(language="en")
    delivery = reported(missed, call_back(cast), step, **fields)
    assert delivery.state == "failed"
    assert word in Message.objects.get(pk=delivery.message_id).state_detail
    assert Ticket.objects.get().callback_due_at is not None


def test_a_call_that_may_have_been_made_is_not_made_twice(missed: Hooked, cast: Cast, standin: Standin) -> None:
    standin.answer_next("voice", None)
    delivery = call_back(cast)
    assert delivery.state == "uncertain"
    delivery.external_id = "CA" + "7" * 32
    reported(missed, delivery, "agent", CallStatus="initiated")
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.external_id) == ("sent", "CA" + "7" * 32)
    assert len(standin.messages("voice")) == 1


def test_nobody_is_called_without_an_agent(missed: Hooked, cast: Cast, standin: Standin) -> None:
    number = Ticket.objects.get().number
    with pytest.raises(actions.ReplyRefused):
        actions.reply(SYSTEM, number, "Jak nas oceniasz?", automatic=True)
    hooked("sms", cast, missed.client)
    message = actions.reply(SYSTEM, number, "Jak nas oceniasz?", automatic=True)
    assert message.channel == "sms"
    assert standin.of("voice") == []


def test_without_a_phone_of_ours_nobody_can_call(missed: Hooked, cast: Cast) -> None:
    settings(missed, agent_number="")
    [route] = hooks.reply_routes(Ticket.objects.get())
    assert not route.available and "settings" in route.note


@pytest.mark.parametrize("note", ["&" * 400, "<Dial>+48700123456</Dial>", "ż" * 400, "]]>\x0b"])
def test_a_note_is_words_and_nothing_else(missed: Hooked, cast: Cast, standin: Standin, note: str) -> None:
    delivery = call_back(cast, note)
    assert delivery.state == "sent" and not standin.refusals
    assert not [*document(standin).iter("Dial")]


# -- settings -------------------------------------------------------------------------------------------------------------


def number(**fields: Any) -> ApiAnswer:
    row = {
        "phone_number": twilio_demo.NUMBER,
        "capabilities": {"voice": True},
        "voice_url": "x",
        "status_callback": "x",
    }
    return ApiAnswer.of({"incoming_phone_numbers": [row | fields]})


@pytest.mark.parametrize(
    ("answer", "works", "word"),
    [
        (number(), True, "ready"),
        (number(capabilities={"voice": False}), False, "takes no calls"),
        (number(voice_url=""), True, "A call comes in"),
        (number(status_callback=""), True, "Call status changes"),
        (number(phone_number="+48732999999"), False, "not a number of the account"),
        (twilio_demo.refusal(20003, "Authenticate", 401), False, "auth token"),
    ],
)
def test_the_connections_test_says_exactly_what_is_wrong(
    voice: Hooked, standin: Standin, answer: ApiAnswer, works: bool, word: str
) -> None:
    standin.answer_next("voice", ApiAnswer.of({"friendly_name": "X", "status": "active"}))
    standin.answer_next("voice", answer)
    fine, said = inboxes.try_connection(voice.inbox)
    assert fine == works and word in said


GOOD = {"account_sid": twilio_demo.ACCOUNT, "auth_token": "x", "number": "22 100 20 30", "calendar": ""}


def test_numbers_are_kept_in_one_spelling_and_never_ring_themselves(db: None) -> None:
    form = SettingsForm(GOOD | {"forward_number": "601 234 567"})
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["number"], form.cleaned_data["forward_number"]) == ("+48221002030", "+48601234567")
    for wrong in (
        {"forward_number": "+48 22 100 20 30"},
        {"number": "12"},
        {"agent_number": "Iga"},
        {"calendar": "999"},
    ):
        refused = SettingsForm(GOOD | wrong)
        assert not refused.is_valid() and refused.errors.keys() == wrong.keys()


def test_a_new_phone_keeps_the_firms_hours(db: None) -> None:
    calendar = Calendar.objects.order_by("name", "pk").first() or Calendar.objects.create(name="Biuro")
    assert SettingsForm().initial["calendar"] == str(calendar.pk)
    assert SettingsForm(initial={"calendar": ""}).initial["calendar"] == ""


def test_the_owner_is_told_the_other_place_for_the_address(voice: Hooked) -> None:
    adapter: Any = registry.adapter("voice")
    assert adapter.hook_facts(voice.inbox) == [("Call status changes", voice.target.url)]


def test_a_token_is_good_at_its_own_inbox_only(missed: Hooked, cast: Cast, standin: Standin) -> None:
    delivery = call_back(cast)
    token = make_token("voice-call", ["https://elsewhere.example/hooks/voice/other/", "+48601234567"])
    assert "Dial" not in verbs(told(missed, ours(delivery, Digits="1"), urlencode({"step": "connect", "call": token})))
