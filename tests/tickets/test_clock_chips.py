"""Each clock of a ticket says what is left of it, that it stands still, or that it was missed; the row says that it waits."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template.loader import render_to_string

from core.templatetags.ui import icon
from tests.cast import Cast, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.models import SLAPolicy, SLATarget, Status, Ticket

START = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Europe/Warsaw"))


@pytest.fixture(autouse=True)
def now(cast: Cast) -> Any:
    SLAPolicy.objects.update(paused_in=[Status.ON_HOLD])
    SLATarget.objects.update(next_response_minutes=120, chat_first_response_seconds=90)
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def chips(number: int) -> list[str]:
    """Status and clocks, tags taken off."""
    html = render_to_string("tickets/_f_due.html", {"ticket": Ticket.objects.get(pk=number)})
    found = re.findall(r'<span class="chip.*?(?=<span class="chip|$)', html, re.S)
    return [" ".join(re.sub(r"<[^>]+>", "", chip).split()) for chip in found]


def test_running_clocks_have_their_deadline_for_the_page_to_count_down(cast: Cast) -> None:
    # In UTC, until the browser words them.
    assert chips(write_in(cast.mail).ticket.pk) == ["New", "Answer 2026-11-23 15:00", "Resolution 2026-11-26 07:00"]


def test_every_clock_that_stands_still_says_what_is_left(cast: Cast, now: Any) -> None:
    first, iga = write_in(cast.mail), Actor.agent(cast.iga)
    number = first.ticket.pk
    now.shift(timedelta(hours=1, minutes=30))
    actions.set_status(iga, number, "on_hold")
    assert chips(number) == ["On hold", "paused Answer 6 h 30 min", "paused Resolution 70 h 30 min"]
    actions.reply(iga, number, "Which one?", status="open")
    write_in(cast.mail, "That one", identity=first.message.identity, ticket_number=number)
    now.shift(timedelta(minutes=30))
    actions.set_status(iga, number, "on_hold")
    assert chips(number) == ["On hold", "paused Next answer 1 h 30 min", "paused Resolution 70 h"]
    row = render_to_string("tickets/_row.html", {"ticket": Ticket.objects.get(pk=number)})
    assert icon("circle-pause") in row


def test_a_chats_first_answer_is_counted_in_seconds(cast: Cast, now: Any) -> None:
    number = write_in(cast.chat).ticket.pk
    now.shift(timedelta(seconds=20))
    actions.set_status(Actor.agent(cast.iga), number, "on_hold")
    assert "paused Answer 70 s" in chips(number)


def test_what_was_missed_stays_to_be_seen_also_when_it_is_resolved(cast: Cast, now: Any) -> None:
    number = write_in(cast.mail).ticket.pk
    now.shift(timedelta(hours=10))
    actions.reply(Actor.agent(cast.iga), number, "Sorry", status="resolved")
    assert chips(number) == ["Resolved", "Answer: missed"]
