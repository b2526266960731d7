"""Escalation steps: at their points of the clock, once, in order, also late; those that an answer overtook don't."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from automation import escalation, timers
from automation.models import EscalationStep, Timer
from tests.cast import Cast, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.calendars import OFFICE_WEEK
from tickets.models import Calendar, Priority, SLAPolicy, Ticket

WARSAW = ZoneInfo("Europe/Warsaw")
START = datetime(2026, 11, 23, 8, 0, tzinfo=WARSAW)  # a Monday


@pytest.fixture(autouse=True)
def now(cast: Cast) -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def step(percent: int, *effects: tuple[str, Any], clock: str = "first_response") -> EscalationStep:
    return EscalationStep.objects.create(
        policy=SLAPolicy.objects.get(),
        clock=clock,
        percent=percent,
        effects=[{"effect": effect, "value": value} for effect, value in effects],
        created_at=START - timedelta(days=100),
    )


def escalated(ticket: Ticket) -> list[int]:
    return [event.data["percent"] for event in ticket.events.filter(kind="escalated").order_by("pk")]


def due(ticket: Ticket) -> list[timedelta]:
    rows = Timer.objects.filter(ticket=ticket, done_at=None).order_by("due_at")
    return [row.due_at - START for row in rows]


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_steps_at_their_points_each_once(cast: Cast, now: Any) -> None:
    step(50, ("priority", Priority.HIGH))
    step(100, ("team", cast.delivery.pk), ("note", "Late: {subject}"))
    ticket = write_in(cast.mail).ticket  # normal: 8 h
    assert due(ticket) == [hours(4), hours(8)] and timers.sweep() == 0
    now.move_to(START + hours(4))
    assert timers.sweep() == 1 and timers.sweep() == 0
    now.move_to(START + hours(8))
    assert timers.sweep() == 1 and timers.sweep() == 0
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.team) == (Priority.HIGH, cast.delivery) and escalated(ticket) == [50, 100]
    assert ticket.messages.get(kind="note").text == "Late: Order 48213"
    event = ticket.events.filter(kind="escalated").order_by("-pk")[0]
    assert event.actor_kind == "rule" and event.data["policy"] == "Standard" and event.data["did"][0]["changed"]
    now.move_to(START + hours(100))
    assert timers.sweep() == 0


def test_a_step_that_raises_the_priority_does_not_make_the_ticket_late(cast: Cast, now: Any) -> None:
    SLAPolicy.objects.get().targets.update(next_response_minutes=60)
    SLAPolicy.objects.get().targets.filter(priority=Priority.URGENT).update(next_response_minutes=10)
    step(50, ("priority", Priority.HIGH))
    step(75, ("priority", Priority.URGENT))
    step(100, ("attention", "Late"))
    first = write_in(cast.mail)  # normal: 8 h and 72 h; urgent: 1 h and 8 h
    number, iga = first.ticket.number, Actor.agent(cast.iga)
    now.move_to(START + hours(4))
    assert timers.sweep() == 1
    now.move_to(START + hours(6))
    assert timers.sweep() == 1 and escalated(first.ticket) == [50, 75], "not one upon the other"
    ticket = Ticket.objects.get(pk=number)
    assert ticket.priority == Priority.URGENT and ticket.attention_at is None
    assert ticket.first_response_due_at == START + hours(8) and ticket.resolution_due_at == START + hours(72)
    # What begins later is promised as urgent.
    actions.reply(iga, number, "Which one?")
    write_in(cast.mail, "That one", identity=first.message.identity, ticket_number=number)
    ticket.refresh_from_db()
    assert ticket.next_response_due_at == START + hours(6) + timedelta(minutes=10)
    # What a person says counts, from history.
    actions.set_priority(iga, number, Priority.HIGH)
    ticket.refresh_from_db()
    assert ticket.resolution_due_at == START + hours(24) and ticket.sla_held == {}


def test_rebuilding_keeps_what_was_promised_before_a_step(cast: Cast, now: Any) -> None:
    step(50, ("priority", Priority.HIGH))
    ticket = write_in(cast.mail).ticket
    now.move_to(START + hours(4))
    assert timers.sweep() == 1
    SLAPolicy.objects.update(rebuild_after=0)
    actions.rebuild_deadlines()
    ticket.refresh_from_db()
    assert ticket.first_response_due_at == START + hours(8)


def test_after_an_outage_late_steps_come_in_order(cast: Cast, now: Any) -> None:
    for percent in (100, 50, 80):
        step(percent, ("add_tags", [f"p{percent}"]))
    ticket = write_in(cast.mail).ticket
    now.move_to(START + hours(30))
    assert timers.sweep() == 3 and escalated(ticket) == [50, 80, 100]


def test_an_answer_overtakes_what_is_late(cast: Cast, now: Any) -> None:
    step(50, ("add_tags", ["late"]))
    step(300, ("add_tags", ["old"]), clock="resolution")
    ticket = write_in(cast.mail).ticket
    now.move_to(START + hours(6))
    actions.reply(Actor.agent(cast.iga), ticket.number, "It is on its way")
    assert timers.sweep() == 0 and escalated(ticket) == []
    assert [row.what for row in Timer.objects.all()] == ["resolution"]
    actions.set_status(Actor.agent(cast.iga), ticket.number, "resolved")
    assert not Timer.objects.exists()


def test_what_no_human_wrote_overtakes_nothing(cast: Cast, now: Any) -> None:
    step(50, ("priority", Priority.URGENT))
    ticket = write_in(cast.mail).ticket
    actions.reply(Actor.agent(cast.iga), ticket.number, "We got it", automatic=True)
    now.move_to(START + hours(5))
    assert timers.sweep() == 1 and escalated(ticket) == [50]


def test_every_wait_is_a_round_of_its_own(cast: Cast, now: Any) -> None:
    SLAPolicy.objects.get().targets.update(next_response_minutes=60)
    step(100, ("add_tags", ["late"]), clock="next_response")
    first = write_in(cast.mail)
    for hour in (1, 5):
        now.move_to(START + hours(hour))
        actions.reply(Actor.agent(cast.iga), first.ticket.number, "Which one?")
        now.move_to(START + hours(hour + 1))
        write_in(cast.mail, "That one", identity=first.message.identity, ticket_number=first.ticket.number)
        now.move_to(START + hours(hour + 2))
        assert timers.sweep() == 1
    assert escalated(first.ticket) == [100, 100]


def test_a_clock_that_stands_still_has_no_timers(cast: Cast, now: Any) -> None:
    step(50, ("add_tags", ["half"]), clock="resolution")  # 36 of 72 h
    ticket, iga = write_in(cast.mail).ticket, Actor.agent(cast.iga)
    now.move_to(START + hours(10))
    actions.set_status(iga, ticket.number, "on_hold")
    assert due(ticket) == []
    now.move_to(START + hours(100))
    assert timers.sweep() == 0
    actions.set_status(iga, ticket.number, "open")
    assert due(ticket) == [hours(126)]


def test_points_lie_in_working_hours(cast: Cast, now: Any) -> None:
    calendar = Calendar.objects.create(name="Office", week=OFFICE_WEEK)
    SLAPolicy.objects.update(calendar=calendar)
    step(150, ("add_tags", ["late"]))
    ticket = write_in(cast.mail).ticket
    assert due(ticket) == [hours(24 + 4)], "8 to 16, and half of the 8 h again on Tuesday"


def test_a_new_step_leaves_alone_what_is_past(cast: Cast, now: Any) -> None:
    old = write_in(cast.mail).ticket
    now.move_to(START + hours(5))
    rows = [
        escalation.StepRow("first_response", 50, [{"effect": "add_tags", "value": ["half"]}]),
        escalation.StepRow("first_response", 100, [{"effect": "add_tags", "value": ["late"]}]),
    ]
    assert escalation.save_steps(cast.ada, SLAPolicy.objects.get(), rows)
    assert actions.rebuild_deadlines() == 1
    assert due(old) == [hours(8)]
    escalation.save_steps(cast.ada, SLAPolicy.objects.get(), [])
    now.move_to(START + hours(9))
    assert timers.sweep() == 0, "taken off, though its timer was still written"
    assert not Timer.objects.exists()


def test_spam_is_left_alone_and_goes_on_when_it_was_none(cast: Cast, now: Any) -> None:
    step(50, ("add_tags", ["half"]))
    step(100, ("add_tags", ["late"]))
    ticket, iga = write_in(cast.mail).ticket, Actor.agent(cast.iga)
    now.move_to(START + hours(4))
    timers.sweep()
    actions.set_spam(iga, ticket.number, True)
    now.move_to(START + hours(10))
    assert timers.sweep() == 0
    actions.set_spam(iga, ticket.number, False)
    assert timers.sweep() == 1 and escalated(ticket) == [50, 100]


def test_a_bug_in_an_effect_blocks_nobody_and_is_tried_again(
    cast: Cast, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    step(50, ("add_tags", ["half"]))
    broken, fine = write_in(cast.mail).ticket, write_in(cast.chat).ticket
    real = escalation.fire

    def fire(timer: Timer, ticket: Ticket, *more: Any) -> None:
        real(timer, ticket, *more)
        if ticket.pk == broken.pk:
            raise RuntimeError("a bug")

    now.move_to(START + hours(4))
    with monkeypatch.context() as patched:
        patched.setattr(escalation, "fire", fire)
        assert timers.sweep() == 2
    assert (escalated(broken), escalated(fine)) == ([], [50]), "all of it or nothing"
    assert "a bug" in Timer.objects.get(ticket=broken).last_error
    assert timers.sweep() == 0
    now.move_to(START + hours(4.1))
    assert timers.sweep() == 1 and escalated(broken) == [50]
