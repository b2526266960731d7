"""Calls that come in: what Twilio is told to do, and what becomes of them in the inbox."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from channels_inbox import ingest, media
from channels_inbox.models import InboundEvent, MediaFetch
from channels_inbox.providers import twilio_demo
from customers.models import Customer, Identity
from tests.cast import Cast
from tests.channels_inbox.adapters.voice.conftest import fields, settings, told, verbs
from tests.channels_inbox.hooked import Hooked, hooked
from tests.services.standin import Standin
from tickets import hooks
from tickets.models import Calendar, FileState, Message, Ticket

OFFICE = [[[8 * 60, 16 * 60]]] * 5 + [[], []]
# A Monday and a Polish public holiday (11 November, a Wednesday), in Warsaw's winter.
MONDAY_9 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MONDAY_1550 = datetime(2026, 11, 23, 14, 50, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
HOLIDAY = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)


@pytest.fixture
def office(voice: Hooked) -> Calendar:
    """The inbox keeps a Polish office's hours."""
    calendar = Calendar.objects.create(name="Biuro telefonu", week=OFFICE, holidays="PL", time_zone="Europe/Warsaw")
    settings(voice, calendar=str(calendar.pk))
    return calendar


def arrives(voice: Hooked, name: str, query: str = "", **changed: str) -> None:
    assert voice.post(twilio_demo.post(voice.target, fields(name) | changed, query)) == [200]
    voice.work()


# -- what the caller hears ------------------------------------------------------------------------------------------------


def test_in_opening_hours_the_firms_phone_rings(voice: Hooked, office: Calendar, time_machine: Any) -> None:
    time_machine.move_to(MONDAY_9, tick=False)
    settings(voice, greeting_open="Dzień dobry & zapraszamy", ring_seconds=25)
    document = told(voice, fields("incoming"))
    assert verbs(document) == ["Say", "Dial"]
    [say, dial] = document
    assert (say.text, say.get("language")) == ("Dzień dobry & zapraszamy", "pl-PL")
    assert dial.get("timeout") == "25" and dial.findtext("Number") == "+48221002030"
    assert dial.get("action") == f"{voice.target.url}?step=dialled"
    assert dial.get("callerId") is None, "our phone shows who calls"
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("moment", [MONDAY_NIGHT, HOLIDAY])
def test_outside_them_the_voicemail_answers(
    voice: Hooked, office: Calendar, time_machine: Any, moment: datetime
) -> None:
    time_machine.move_to(moment, tick=False)
    settings(voice, greeting_closed="Zamknięte", transcribe=True)
    document = told(voice, fields("incoming"))
    assert verbs(document) == ["Say", "Record", "Redirect"]
    [say, record, redirect] = document
    assert say.text == "Zamknięte"
    assert record.get("action") == f"{voice.target.url}?step=recorded"
    assert record.get("recordingStatusCallback") == f"{voice.target.url}?step=recording&caller=%2B48601234567"
    assert record.get("transcribeCallback") == f"{voice.target.url}?step=transcribed"
    assert redirect.text == f"{voice.target.url}?step=silent"


def test_without_a_phone_to_ring_there_is_only_the_voicemail(voice: Hooked) -> None:
    settings(voice, forward_number="")
    assert verbs(told(voice, fields("incoming"))) == ["Say", "Record", "Redirect"]


@pytest.mark.parametrize("status", ["no-answer", "busy", "failed", "canceled"])
def test_when_nobody_picks_up_the_voicemail_does(voice: Hooked, status: str) -> None:
    form = fields("incoming") | {"CallStatus": "in-progress", "DialCallStatus": status}
    assert verbs(told(voice, form, "step=dialled")) == ["Say", "Record", "Redirect"]


def test_each_later_step_ends_the_call(voice: Hooked) -> None:
    going = fields("incoming") | {"CallStatus": "in-progress"}
    taken = going | {"DialCallStatus": "completed", "DialCallDuration": "5"}
    assert verbs(told(voice, taken, "step=dialled")) == ["Hangup"]
    recorded = going | {"RecordingSid": "RE1", "RecordingUrl": "https://api.twilio.com/x", "RecordingDuration": "3"}
    assert verbs(told(voice, recorded, "step=recorded")) == ["Say", "Hangup"]
    assert verbs(told(voice, going, "step=silent")) == ["Say", "Hangup"]
    assert verbs(told(voice, fields("ended"))) == []


def test_a_step_is_signed_with_the_rest(voice: Hooked) -> None:
    post = twilio_demo.post(voice.target, fields("incoming"), "step=dialled")
    assert voice.post(type(post)(post.body, post.headers, "step=silent")) == [403]
    assert not InboundEvent.objects.exists()


# -- what becomes of it -------------------------------------------------------------------------------------------------


def test_a_missed_call_is_a_ticket_with_a_call_that_is_owed(voice: Hooked) -> None:
    voice.says("", outcome="missed")
    message = Message.objects.get()
    ticket = message.ticket
    assert (message.identity.kind, message.identity.address) == ("phone", "+48601234567")  # type: ignore[union-attr]
    assert not message.automatic and ticket.waiting_since is not None
    assert ticket.callback_due_at is not None
    assert abs(ticket.callback_due_at - timezone.now() - timedelta(minutes=30)) < timedelta(minutes=1)
    # Calling again joins the same ticket; what is owed first stays.
    due = ticket.callback_due_at
    voice.says("", outcome="missed")
    ticket.refresh_from_db()
    assert Message.objects.count() == 2 and Ticket.objects.count() == 1 and ticket.callback_due_at == due


@pytest.mark.parametrize(
    ("called", "due"),
    [
        (MONDAY_9, MONDAY_9 + timedelta(minutes=30)),
        (MONDAY_1550, datetime(2026, 11, 24, 7, 20, tzinfo=UTC)),
        (MONDAY_NIGHT, datetime(2026, 11, 24, 7, 30, tzinfo=UTC)),
        (HOLIDAY, datetime(2026, 11, 12, 7, 30, tzinfo=UTC)),
    ],
)
def test_it_is_owed_in_working_time(
    voice: Hooked, office: Calendar, time_machine: Any, called: datetime, due: datetime
) -> None:
    time_machine.move_to(called, tick=False)
    voice.says("", outcome="missed")
    assert Ticket.objects.get().callback_due_at == due


def test_a_voicemail_can_be_played_and_a_call_is_owed(voice: Hooked, standin: Standin) -> None:
    voice.says("")
    message = Message.objects.get()
    assert "42" in message.text and message.ticket.callback_due_at is not None
    [fetching] = MediaFetch.objects.all()
    # Twilio tells of it a moment before it can be had.
    standin.answer_next("voice", twilio_demo.refusal(20404, "not found", 404))
    media.fetch(fetching.pk)
    assert message.attachments.get().state == FileState.WAITING
    MediaFetch.objects.update(due_at=timezone.now())
    media.fetch(fetching.pk)
    recording = message.attachments.get()
    assert (recording.state, recording.content_type) == (FileState.READY, "audio/mpeg")
    assert recording.name.endswith(".mp3")
    assert all(twilio_demo.signed_in(call) for call in standin.of("voice"))


@pytest.mark.parametrize("outcome", ["voicemail", "missed", "answered", "hung_up"])
def test_a_call_is_one_message_in_whatever_order_its_steps_come(voice: Hooked, outcome: str) -> None:
    for order in list(itertools.permutations(range(5)))[::17]:
        posts = voice.demo.write(voice.target, voice.demo.people[0], "", {"outcome": outcome})
        before = Message.objects.count()
        for position in order:
            if position < len(posts):
                assert voice.post(posts[position]) == [200]
        voice.work()
        voice.post(*posts)
        voice.work()
        assert Message.objects.count() == before + 1
    assert not InboundEvent.objects.exclude(state="done").exists()


def test_who_hangs_up_early_is_missed_when_nothing_else_comes_of_the_call(voice: Hooked) -> None:
    voice.post(twilio_demo.post(voice.target, fields("ended")))
    [receipt] = InboundEvent.objects.all()
    ingest.process(receipt.pk)
    event = InboundEvent.objects.get(external_id="ended:CA" + "1" * 32)
    ingest.process(event.pk)
    event.refresh_from_db()
    assert event.state == "waiting" and event.due_at > timezone.now(), "the recording may come after the end"
    voice.work()
    assert Message.objects.get().external_id == "CA" + "1" * 32
    assert Ticket.objects.get().callback_due_at is not None


def test_who_hangs_up_while_our_phone_rings_is_missed_at_once(voice: Hooked) -> None:
    arrives(voice, "ended", "step=dialled", DialCallStatus="no-answer")
    assert Ticket.objects.get().callback_due_at is not None
    arrives(voice, "ended")
    assert Message.objects.count() == 1


def test_an_answered_call_stands_in_the_conversation_and_asks_for_nothing(voice: Hooked) -> None:
    voice.says("", outcome="answered")
    message = Message.objects.get()
    assert "3 min 12 s" in message.text and message.automatic
    assert message.ticket.waiting_since is None and message.ticket.callback_due_at is None


@pytest.mark.parametrize(
    "caller", ["anonymous", "Restricted", "+266696687", "+86282452253", "", "sip:anna@shop.example"]
)
def test_a_hidden_number_is_heard_but_nobody_can_call_it(voice: Hooked, caller: str) -> None:
    arrives(voice, "ended", From=caller)
    identity = Identity.objects.get()
    assert (identity.kind, identity.address) == ("voice_call", "CA" + "1" * 32)
    ticket = Ticket.objects.get()
    assert ticket.callback_due_at is None
    assert [route.available for route in hooks.reply_routes(ticket)] == [False]
    # Twilio wants a number to show when it rings our phone.
    document = told(voice, fields("incoming") | {"From": caller})
    assert document.find("Dial").get("callerId") == voice.target.settings["number"]  # type: ignore[union-attr]


def test_what_was_said_is_written_down_later(voice: Hooked, standin: Standin) -> None:
    voice.says("Please call me about my order", outcome="transcribed")
    message = Message.objects.get()
    assert "Please call me about my order" in message.text
    assert message.envelope["edits"], "the line before stays"
    assert message.attachments.count() == 1


def test_a_call_says_nothing_of_the_callers_language(voice: Hooked) -> None:
    arrives(voice, "ended")
    Customer.objects.update(language="en", language_source="written")
    arrives(voice, "ended", CallSid="CA" + "2" * 32)
    assert Customer.objects.get().language == "en"


@pytest.mark.parametrize(
    ("form", "word"),
    [(fields("text"), "text message"), (fields("incoming") | {"CallStatus": "levitating"}, "levitating")],
)
def test_what_is_no_call_waits_for_people(voice: Hooked, form: dict[str, str], word: str) -> None:
    assert verbs(told(voice, form)) == []
    voice.work()
    assert word in InboundEvent.objects.get(state="quarantined").reason
    assert not Ticket.objects.exists()


def test_the_same_person_by_phone_and_by_text_message(voice: Hooked, cast: Cast) -> None:
    sms = hooked("sms", cast, voice.client)
    sms.says("Proszę o telefon")
    voice.says("", outcome="missed")
    assert Customer.objects.count() == 1 and Identity.objects.count() == 1
