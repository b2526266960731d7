"""Answers that come when their question is closed: told so once, on the same channel; no ticket opens or reopens by them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.surveys.conftest import token_of
from tests.surveys.talking import BUTTONS, Start, answers, invitation, said, survey
from tickets.models import Message, Status


def test_a_bare_number_that_comes_late_is_told_so_once_and_opens_nothing(start: Start) -> None:
    sms = start("sms")
    ticket = sms.ask()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        sms.say("5")
        ticket.refresh_from_db()
        assert (said(), ticket.status) == (["Gdzie paczka?"], Status.RESOLVED)
        assert "wygasła" in sms.last.text and "kilkoma słowami" in sms.last.text
        heard = len(sms.heard)
        sms.say("5")
        assert said() == ["Gdzie paczka?", "5"], "said again, it means something else"
        assert len(sms.heard) == heard
    assert answers() == []


def test_a_number_long_after_or_after_our_own_words_is_a_message(start: Start) -> None:
    sms = start("sms")
    ticket = sms.ask()
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        sms.say("5")
    assert said() == ["Gdzie paczka?", "5"]
    sms.answer(ticket, "Ile sztuk?")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        sms.say("4")
    assert said() == ["Gdzie paczka?", "5", "4"]


def test_the_same_number_after_it_became_final_is_told_so_too(start: Start) -> None:
    sms = start("sms")
    sms.ask()
    sms.say("5")
    heard = len(sms.heard)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        sms.say("5")
    assert len(sms.heard) == heard + 1 and "24" in sms.last.text
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        sms.say("5")
    assert said() == ["Gdzie paczka?", "5"]


def test_a_late_number_that_can_not_be_answered_stays_a_message(start: Start) -> None:
    sms = start("sms")
    sms.ask()
    sms.say("STOP")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        sms.say("5")
    assert said()[-1] == "5"


@pytest.mark.parametrize("kind", BUTTONS)
def test_a_late_tap_gets_a_kind_sentence(start: Start, kind: str) -> None:
    channel = start(kind)
    channel.ask()
    button = channel.buttons()[0]
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        channel.tap(button)
        assert "wygasła" in channel.last.text
        heard = len(channel.heard)
        channel.tap(button)
        assert len(channel.heard) == heard, "told once"
    assert answers() == []
    assert said() == ["Gdzie paczka?"]


@pytest.mark.parametrize("kind", BUTTONS)
def test_a_tap_on_what_is_not_offered_any_more_opens_nothing(start: Start, kind: str) -> None:
    channel = start(kind)
    ticket = channel.ask()
    middle = channel.buttons()[2]
    token = token_of(invitation())
    survey("csat", "thumbs")
    channel.tap(middle)
    assert (answers(), said()) == ([], ["Gdzie paczka?"])
    assert "zmieniło" in channel.last.text and f"/s/{token}/" in channel.last.text
    told = Message.objects.latest("pk")
    assert told.automatic and token not in told.text + told.html
    ticket.refresh_from_db()
    assert ticket.status == Status.RESOLVED
    channel.say("Tak naprawdę to bym dał trójkę, bo pudełko było mokre")
    assert said()[-1].startswith("Tak naprawdę")


@pytest.mark.parametrize("kind", BUTTONS)
def test_after_a_day_it_stays(start: Start, kind: str) -> None:
    channel = start(kind)
    channel.ask()
    first, *_rest, last = channel.buttons()
    channel.tap(last)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        channel.tap(first)
        assert "24" in channel.last.text
    assert answers() == [(5, "", kind)]
