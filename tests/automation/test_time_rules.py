"""Time rules: what is done when nothing has happened for so long, once for every wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from automation import time_rules, timers
from automation.models import Rule, RuleRun, RuleSpread, Timer
from tests.cast import Cast, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.calendars import OFFICE_WEEK
from tickets.models import Calendar, Priority, Ticket

START = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Europe/Warsaw"))
DAY = 24 * 60


@pytest.fixture(autouse=True)
def now(cast: Cast) -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def rule(anchor: str, minutes: int, *effects: tuple[str, Any], **fields: Any) -> Rule:
    items = fields.pop("items", [])
    return Rule.objects.create(
        name=f"{anchor} {minutes}",
        kind="time",
        anchor=anchor,
        after_minutes=minutes,
        effects=[{"effect": effect, "value": value} for effect, value in effects],
        conditions={"match": "all", "items": items},
        created_at=fields.pop("created_at", START - timedelta(days=9)),
        **fields,
    )


def days(number: float) -> datetime:
    return START + timedelta(days=number)


def said(ticket: Ticket) -> list[str]:
    return list(ticket.messages.filter(kind="outbound").order_by("pk").values_list("text", flat=True))


def test_a_reminder_after_three_days_and_a_kind_end_after_five(cast: Cast, now: Any) -> None:
    rule("we_wait", 3 * DAY, ("answer", "Still there, {first_name}?"))
    rule("we_wait", 5 * DAY, ("answer", "We close this; write any time."), ("status", "closed"))
    ticket = write_in(cast.mail).ticket
    actions.reply(Actor.agent(cast.iga), ticket.number, "Which size?", status="pending")
    now.move_to(days(2.9))
    assert timers.sweep() == 0
    now.move_to(days(3))
    assert timers.sweep() == 1 and timers.sweep() == 0
    assert said(ticket)[1:] == ["Still there, Tomasz?"]
    now.move_to(days(5))
    assert timers.sweep() == 1
    ticket.refresh_from_db()
    assert ticket.status == "closed" and said(ticket)[2:] == ["We close this; write any time."]
    assert [run.rule_name for run in RuleRun.objects.order_by("pk")] == ["we_wait 4320", "we_wait 7200"]
    assert ticket.events.filter(kind="rule_ran").count() == 2
    now.move_to(days(50))
    assert timers.sweep() == 0 and not Timer.objects.exists()


def test_the_customers_answer_and_our_next_begin_anew(cast: Cast, now: Any) -> None:
    rule("we_wait", 3 * DAY, ("answer", "Still there?"))
    first, iga = write_in(cast.mail), Actor.agent(cast.iga)
    actions.reply(iga, first.ticket.number, "Which size?", status="pending")
    now.move_to(days(2))
    write_in(cast.mail, "41", identity=first.message.identity, ticket_number=first.ticket.number)
    assert not Timer.objects.filter(done_at=None).exists()
    actions.reply(iga, first.ticket.number, "And which colour?", status="pending")
    now.move_to(days(3))
    actions.reply(iga, first.ticket.number, "We have red and green.")
    assert Timer.objects.get().due_at == days(6)
    now.move_to(days(6))
    assert timers.sweep() == 1


def test_each_kind_of_waiting(cast: Cast, now: Any) -> None:
    rule("customer_waits", 60, ("priority", Priority.HIGH))
    rule("unassigned", 30, ("assignee", cast.iga.pk))
    rule("resolved", DAY, ("status", "closed"))
    ticket, iga = write_in(cast.mail).ticket, Actor.agent(cast.iga)
    now.move_to(START + timedelta(minutes=30))
    assert timers.sweep() == 1
    ticket.refresh_from_db()
    assert ticket.assignee == cast.iga
    actions.set_assignee(iga, ticket.number, None)
    now.move_to(START + timedelta(minutes=60))
    assert timers.sweep() == 2, "waits for an hour, and nobody's for half an hour again"
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.priority) == (cast.iga, Priority.HIGH)
    actions.set_status(iga, ticket.number, "resolved")
    now.move_to(START + timedelta(minutes=59, days=1))
    assert timers.sweep() == 0
    now.move_to(START + timedelta(minutes=60, days=1))
    assert timers.sweep() == 1
    ticket.refresh_from_db()
    assert ticket.status == "closed"


def test_counted_in_working_hours(cast: Cast, now: Any) -> None:
    office = Calendar.objects.create(name="Office", week=OFFICE_WEEK)
    rule("customer_waits", 12 * 60, ("priority", Priority.HIGH), calendar=office)
    write_in(cast.mail)
    assert Timer.objects.get().due_at == START + timedelta(hours=28)
    office.week = [[[0, 1440]]] * 7
    office.save()
    assert time_rules.spread() == 1
    assert Timer.objects.get().due_at == START + timedelta(hours=12)


def test_conditions_are_looked_at_when_it_is_due_and_when_the_ticket_changes(cast: Cast, now: Any) -> None:
    urgent = {"field": "priority", "op": "any", "value": [Priority.URGENT]}
    rule("customer_waits", 60, ("note", "Call them"), items=[urgent])
    ticket = write_in(cast.mail).ticket
    now.move_to(START + timedelta(hours=2))
    timers.sweep()
    assert timers.sweep() == 0 and not RuleRun.objects.exists()
    actions.set_priority(Actor.agent(cast.iga), ticket.number, Priority.URGENT)
    assert timers.sweep() == 1 and timers.sweep() == 0
    assert RuleRun.objects.get().why == [urgent]


def test_a_changed_rule_reaches_known_tickets_but_not_the_past(cast: Cast, now: Any) -> None:
    old = write_in(cast.mail).ticket
    now.move_to(START + timedelta(hours=2))
    made = rule("customer_waits", 60, ("note", "An hour"), created_at=days(2 / 24))
    assert time_rules.spread() == 1 and not RuleSpread.objects.exists() and not Timer.objects.exists()
    made.after_minutes = 180
    made.save()
    assert time_rules.spread() == 1
    assert Timer.objects.get(ticket=old).due_at == START + timedelta(hours=3)
    made.is_active = False
    made.save()
    now.move_to(START + timedelta(hours=4))
    assert timers.sweep() == 0, "switched off, though its timer was still written"
    assert not Timer.objects.exists() and time_rules.spread() == 1


def test_batches_go_on_where_they_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_rules, "BATCH", 2)
    for n in range(5):
        write_in(cast.mail, subject=f"T{n}")
    rule("customer_waits", 60, ("note", "An hour"))
    assert time_rules.spread(batches=1) == 2 and Timer.objects.count() == 2
    assert time_rules.spread() == 3 and Timer.objects.count() == 5


def test_a_rule_of_time_that_raises_the_priority_does_not_make_the_ticket_late(cast: Cast, now: Any) -> None:
    rule("customer_waits", 5 * 60, ("raise", Priority.HIGH))
    ticket = write_in(cast.mail).ticket  # normal: 8 h, high: 4 h
    now.move_to(START + timedelta(hours=5))
    assert timers.sweep() == 1
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.first_response_due_at) == (Priority.HIGH, START + timedelta(hours=8))
