"""Two workers' sweeps at the same moment touch each row once: time rules spreading, pending work, deadlines, snooze."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from automation import time_rules
from automation.models import Rule, RuleSpread, Timer
from tests.automation.at_once import in_threads
from tests.cast import customer, make_cast, make_policy, write_in
from tickets import tasks, work
from tickets.actions import deadlines, rebuild_deadlines
from tickets.models import Message, MessageKind, PendingWork, SLAPolicy, SLATarget, Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)
TICKETS = 24


def many() -> list[int]:
    make_policy()
    cast, who = make_cast(), customer()
    return [
        write_in(cast.mail, subject=f"T{n}", identity=who, ticket_number=None).ticket.number for n in range(TICKETS)
    ]


def rule(**fields: object) -> Rule:
    return Rule.objects.create(conditions={"match": "all", "items": []}, **fields)


def test_a_time_rule_is_spread_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_rules, "BATCH", 5)
    numbers = many()
    changed = rule(
        name="Wait",
        kind="time",
        anchor="customer_waits",
        after_minutes=60,
        effects=[{"effect": "note", "value": "Late"}],
        created_at=timezone.now() - timedelta(days=9),
    )
    assert RuleSpread.objects.count() == 1 and not Timer.objects.exists()
    looked = in_threads(time_rules.spread, time_rules.spread)
    assert sum(looked) + time_rules.spread() == TICKETS  # type: ignore[arg-type]
    assert Counter(Timer.objects.filter(rule=changed).values_list("ticket_id", flat=True)) == Counter(numbers)
    assert not RuleSpread.objects.exists()


def test_pending_work_is_done_once() -> None:
    rule(name="Note", kind="event", triggers=["created"], effects=[{"effect": "note", "value": "Seen {number}"}])
    numbers = many()
    rows = PendingWork.objects.count()
    assert rows >= TICKETS
    in_threads(*[lambda: work.run_due(1000)] * 2)
    assert not PendingWork.objects.filter(due_at__lte=timezone.now()).exists()
    notes = Message.objects.filter(kind=MessageKind.NOTE).values_list("ticket_id", "text")
    assert Counter(notes) == Counter((number, f"Seen {number}") for number in numbers)


def test_deadlines_are_rebuilt_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "BATCH", 5)
    numbers = many()
    before = dict(Ticket.objects.values_list("pk", "version"))
    due = dict(Ticket.objects.values_list("pk", "resolution_due_at"))
    SLATarget.objects.filter(priority=2).update(resolution_minutes=60)
    SLAPolicy.objects.update(rebuild_after=0)
    looked = in_threads(rebuild_deadlines, rebuild_deadlines)
    assert sum(looked) + rebuild_deadlines() == TICKETS  # type: ignore[arg-type]
    for ticket in Ticket.objects.filter(pk__in=numbers):
        assert ticket.version == before[ticket.pk] + 1
        assert ticket.resolution_due_at == ticket.created_at + timedelta(hours=1) != due[ticket.pk]


def test_snoozed_tickets_wake_once() -> None:
    numbers = many()
    Ticket.objects.update(snoozed_until=timezone.now() - timedelta(minutes=1))
    woken = in_threads(tasks.wake_snoozed, tasks.wake_snoozed)
    assert sum(woken) == TICKETS  # type: ignore[arg-type]
    events = TicketEvent.objects.filter(kind="woken").values_list("ticket_id", flat=True)
    assert Counter(events) == Counter(numbers)
