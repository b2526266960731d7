"""Asked and answered on the customer's own channel, through the real webhook and the provider's stand-in: a digit, a
button; what can't be told for sure stays a message."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from channels_inbox import ingest, registry
from channels_inbox.contract.demo import Button
from channels_inbox.models import EventState, InboundEvent
from customers.models import Customer
from surveys import reminding
from surveys.models import Survey, SurveyAnswer
from tests.cast import Cast
from tests.services.standin import Standin
from tests.surveys.conftest import run_surveys, token_of
from tests.surveys.talking import BUTTONS, Start, answers, invitation, said, survey
from tickets.events import Kind
from tickets.models import Message, MessageKind, Status, Ticket, TicketEvent

# -- a digit by text message -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "look", "hint"),
    [
        ("csat", "faces", "Odpowiedz cyfrą od 1 (bardzo źle) do 5 (bardzo dobrze)"),
        ("csat", "thumbs", "Odpowiedz 5 (dobrze) lub 1 (źle)"),
        ("ces", "numbers", "Odpowiedz cyfrą od 1 ("),
        ("nps", "numbers", "Odpowiedz liczbą od 0 ("),
    ],
)
def test_the_question_says_how_to_answer(start: Start, kind: str, look: str, hint: str) -> None:
    survey(kind, look)
    sms = start("sms")
    sms.ask()
    assert hint in sms.last.text
    assert f"/s/{token_of(invitation())}/" in sms.last.text
    message = invitation().message
    assert message is not None and "/s/" not in message.text + message.html


def test_the_surveys_own_words_may_hold_any_sign(start: Start) -> None:
    Survey.objects.update(texts={"pl": {"low": "0% zadowolenia", "high": "100%, %(nic)s {x}"}})
    sms = start("sms")
    sms.ask()
    assert "od 1 (0% zadowolenia) do 5 (100%, %(nic)s {x})" in sms.last.text
    assert f"/s/{token_of(invitation())}/" in sms.last.text


def test_a_digit_is_the_answer_and_nothing_else_happens(start: Start) -> None:
    sms = start("sms")
    ticket = sms.ask()
    before = Ticket.objects.values("status", "resolved_at", "last_customer_message_at", "waiting_since").get()
    sms.say("5 dzięki, super")
    assert answers() == [(5, "dzięki, super", "sms")]
    assert Ticket.objects.values("status", "resolved_at", "last_customer_message_at", "waiting_since").get() == before
    assert said() == ["Gdzie paczka?"]
    assert sms.last.text == "Dziękujemy! Twoja odpowiedź: 5 – bardzo dobrze."
    event = TicketEvent.objects.get(ticket=ticket, kind=Kind.SURVEY_ANSWERED)
    assert (event.actor_kind, event.data["score"], event.data["comment"]) == ("customer", 5, "dzięki, super")


def test_a_second_digit_within_a_day_changes_it(start: Start) -> None:
    sms = start("sms")
    sms.ask()
    sms.say("2 za długo")
    sms.say("4")
    assert answers() == [(4, "za długo", "sms")]
    assert sms.last.text.endswith("4 – dobrze.") and "teraz" in sms.last.text
    heard = len(sms.heard)
    sms.say("4")
    assert len(sms.heard) == heard, "nothing changed, nothing is said"
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        sms.say("1")
    assert answers() == [(4, "za długo", "sms")]
    assert "24" in sms.last.text
    assert said() == ["Gdzie paczka?"]


def test_what_cannot_be_told_is_an_ordinary_message(start: Start) -> None:
    sms = start("sms")
    sms.say("5")
    assert said() == ["5"], "nobody had asked"
    Ticket.objects.all().delete()
    ticket = sms.ask()
    sms.say("6")
    assert said()[-1] == "6", "off the scale"
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    sms.answer(ticket, "Ile sztuk?")
    sms.say("5")
    assert said()[-1] == "5", "a person had asked something else meanwhile"
    sms.say("5", picture="1")
    assert said()[-1] == "5"
    assert answers() == []


def test_not_after_its_time_and_not_by_somebody_else(start: Start) -> None:
    sms = start("sms")
    sms.ask()
    sms.say("5", person=1)
    assert answers() == []
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        sms.say("5, ale znowu pękł")
    assert answers() == []
    assert said() == ["Gdzie paczka?", "5", "5, ale znowu pękł"], "words are worth more than a late score"


def test_the_newest_of_two_questions_counts(start: Start) -> None:
    sms = start("sms")
    first = sms.ask()
    Ticket.objects.filter(pk=first.pk).update(status=Status.CLOSED)
    survey("nps", "numbers")
    second = sms.ask(words="A druga?")
    assert second.pk != first.pk
    sms.say("9")
    assert [one.invitation.ticket_id for one in SurveyAnswer.objects.all()] == [second.pk]


def test_a_reminder_is_answered_as_the_question(start: Start) -> None:
    Survey.objects.update(remind_after_days=3)
    sms = start("sms")
    sms.ask()
    with time_machine.travel((timezone.localtime() + timedelta(days=4)).replace(hour=11)):
        assert reminding.remind_due() == 1
        sms.send()
        sms.say("3")
    assert answers() == [(3, "", "sms")]


def test_opted_out_means_no_answer_by_digit_and_none_sent(start: Start) -> None:
    sms = start("sms")
    sms.ask()
    Customer.objects.update(surveys_allowed=False)
    heard = len(sms.heard)
    sms.say("5")
    assert answers() == []
    assert said()[-1] == "5"
    assert len(sms.heard) == heard


def test_stop_stays_the_providers_own(start: Start) -> None:
    sms = start("sms")
    sms.ask()
    heard = len(sms.heard)
    sms.say("STOP")
    sms.say("5")
    assert answers() == [(5, "", "sms")]
    assert len(sms.heard) == heard, "who wants no messages isn't thanked by one"


def test_a_sender_name_takes_no_answer_so_only_the_link_goes(start: Start) -> None:
    sms = start("sms", sender_name="Kubek")
    sms.ask()
    assert "Odpowiedz cyfrą" not in sms.last.text
    assert "/s/" in sms.last.text


def test_the_follow_up_text_message_after_a_call(cast: Cast, client: Client, standin: Standin, start: Start) -> None:
    Survey.objects.update(moment="call_ended")
    # Their number could be one of WhatsApp's, too, where they never wrote: nothing goes there.
    voice, sms, _whatsapp = start("voice"), start("sms"), start("whatsapp")
    voice.channel.says("", outcome="answered")
    assert run_surveys() == 1
    sms.send()
    ticket = Ticket.objects.get()
    assert (ticket.channel, invitation().sent_channel, invitation().channel) == ("voice", "sms", "voice")
    assert "Odpowiedz cyfrą" in sms.last.text
    sms.say("4 miła rozmowa")
    assert answers() == [(4, "miła rozmowa", "sms")]
    assert Ticket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_and_two_doors_at_once(start: Start, client: Client) -> None:
    """The same text message posted ten times, ten others that say the same, and the page: one answer."""
    sms = start("sms")
    sms.ask()
    token = token_of(invitation())
    same = sms.channel.demo.write(sms.channel.target, sms.channel.demo.people[0], "5", {})[0]
    others = [sms.channel.demo.write(sms.channel.target, sms.channel.demo.people[0], "5", {})[0] for _n in range(5)]
    statuses: list[int] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connections.close_all()

    def at_once(works: list[Callable[[], None]]) -> None:
        barrier = threading.Barrier(len(works))
        threads = [threading.Thread(target=run, args=(lambda w=w: (barrier.wait(), w()),)) for w in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    at_once([lambda: statuses.extend(sms.channel.post(same)) for _n in range(10)])
    assert statuses == [200] * 10
    sms.channel.post(*others)
    for event in InboundEvent.objects.filter(state=EventState.WAITING, source="hook"):
        ingest.process(event.pk)
    waiting = list(InboundEvent.objects.filter(state=EventState.WAITING).values_list("pk", flat=True))
    assert len(waiting) == 6
    page: list[Callable[[], None]] = [
        lambda: statuses.append(Client().post(f"/s/{token}/", {"score": "5"}).status_code) for _n in range(4)
    ]
    digits = [partial(_process, pk) for pk in [*waiting, *waiting]]
    at_once([*digits, *page])
    sms.channel.work()
    assert SurveyAnswer.objects.count() == 1
    events = TicketEvent.objects.filter(kind=Kind.SURVEY_ANSWERED)
    assert [event.data["first"] for event in events] == [True]
    assert Message.objects.filter(kind=MessageKind.INBOUND).count() == 1
    assert set(statuses[10:]) == {303}


def _process(pk: int) -> None:
    ingest.process(pk)


# -- buttons ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", BUTTONS)
def test_a_tap_is_the_answer(start: Start, kind: str) -> None:
    channel = start(kind)
    ticket = channel.ask()
    assert [button.label for button in channel.buttons()][-1] == "😀 Bardzo dobrze"
    token = token_of(invitation())
    assert all(token in button.payload for button in channel.buttons())
    channel.tap(channel.buttons()[3])
    assert answers() == [(4, "", kind)]
    ticket.refresh_from_db()
    assert ticket.status == Status.RESOLVED
    assert said() == ["Gdzie paczka?"]
    assert "4 – dobrze" in channel.last.text
    assert f"/s/{token}/?more=1" in channel.last.text
    message = Message.objects.latest("pk")
    assert message.automatic and token not in message.text + message.html
    channel.say("I jeszcze: dziękuję za szybkość")
    assert said()[-1] == "I jeszcze: dziękuję za szybkość"


@pytest.mark.parametrize("kind", BUTTONS)
@pytest.mark.parametrize(
    ("measure", "look", "count"),
    [("ces", "numbers", 7), ("nps", "numbers", 11), ("csat", "thumbs", 2), ("csat", "stars", 5)],
)
def test_every_form_fits_every_channel(start: Start, kind: str, measure: str, look: str, count: int) -> None:
    survey(measure, look)
    channel = start(kind)
    channel.ask()
    if kind == "whatsapp" and count > 10:
        assert channel.last.buttons == ()
        assert "Odpowiedz liczbą od 0" in channel.last.text
        channel.say("10")
        assert answers() == [(10, "", kind)]
        return
    assert len(channel.buttons()) == count
    channel.tap(channel.buttons()[-1])
    assert [(score, via) for score, _comment, via in answers()] == [
        ({2: 5, 5: 5}.get(count, count if measure == "ces" else 10), kind)
    ]


@pytest.mark.parametrize("kind", BUTTONS)
def test_typed_digits_count_there_too(start: Start, kind: str) -> None:
    channel = start(kind)
    channel.ask()
    channel.say("3 może być")
    assert answers() == [(3, "może być", kind)]


@pytest.mark.parametrize("kind", BUTTONS)
def test_a_foreign_or_forged_tap_is_only_words(start: Start, kind: str) -> None:
    channel = start(kind)
    channel.ask()
    button = channel.buttons()[0]
    channel.tap(button, person=1)
    channel.tap(Button("5", f"rate:{'x' * 43}:5"))
    assert answers() == []
    assert len(said()) == 3
    channel.tap(Button("9", button.payload.rpartition(":")[0] + ":9"))
    assert (answers(), len(said())) == ([], 3), "a score that nobody offers is none, and no words"


def test_who_wants_no_surveys_taps_for_nothing(start: Start) -> None:
    channel = start("telegram")
    channel.ask()
    Customer.objects.update(surveys_allowed=False)
    channel.tap(channel.buttons()[0])
    assert answers() == []
    assert "nie dostajesz" in channel.last.text.lower()
    assert said() == ["Gdzie paczka?"]


def test_telegram_hears_of_the_tap_at_once_and_loses_its_buttons(start: Start) -> None:
    channel = start("telegram")
    channel.ask()
    [post] = channel.posts(channel.buttons()[4])
    answer = json.loads(channel.channel.call(post).content)
    assert answer["method"] == "answerCallbackQuery"
    channel.channel.work()
    channel.send()
    closing = [body for body in channel.bodies() if body.get("reply_markup") == {"inline_keyboard": []}]
    assert [str(body["message_id"]) for body in closing] == [channel.under()]


def test_whatsapp_asks_by_list_or_buttons(start: Start) -> None:
    channel = start("whatsapp")
    channel.ask()
    shape = channel.bodies()[-1]["interactive"]
    assert shape["type"] == "list" and shape["action"]["button"] == "Wybierz"
    survey("csat", "thumbs")
    Ticket.objects.update(status=Status.CLOSED)
    channel.ask(words="Jeszcze coś")
    assert channel.bodies()[-1]["interactive"]["type"] == "button"


def test_every_payload_fits_telegram() -> None:
    from core.tokens import random_token
    from surveys import taps

    assert len(taps.payload(random_token(), 10).encode()) <= taps.MAX_BYTES
    assert registry.demo("telegram") is not None
