"""Every timer exactly once: two workers at the same time, a worker killed in the middle of it, an agent who is quicker."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from automation import timers
from automation.models import EscalationStep, Timer
from tests.automation.at_once import in_threads
from tests.cast import Cast, customer, make_cast, make_policy, write_in
from tests.services.processes import LiveProcess, wait_until
from tickets import actions
from tickets.actor import Actor
from tickets.models import Message, MessageKind, SLAPolicy, Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)

SWEEP = """
import django
django.setup()
from automation import timers
while True:
    timers.sweep()
"""


def late(cast: Cast, tickets: int, percents: range) -> list[tuple[int, int]]:
    """Tickets that came in while no worker ran; (ticket, per cent) of all that is due."""
    for percent in percents:
        EscalationStep.objects.create(
            policy=SLAPolicy.objects.get(),
            clock="resolution",
            percent=percent,
            effects=[{"effect": "note", "value": f"{percent} of {{number}}"}],
            created_at=timezone.now() - timedelta(days=900),
        )
    who, since = customer(), timezone.now() - timedelta(days=300)
    numbers = [
        write_in(cast.mail, subject=f"T{n}", identity=who, at=since, ticket_number=None).ticket.number
        for n in range(tickets)
    ]
    assert Timer.objects.filter(done_at=None, due_at__lt=timezone.now()).count() == len(set(numbers)) * len(percents)
    return [(number, percent) for number in numbers for percent in percents]


def done() -> Counter[tuple[int, int]]:
    events = TicketEvent.objects.filter(kind="escalated").values_list("ticket_id", "data__percent")
    return Counter((number, percent) for number, percent in events)


def check_each_once(expected: list[tuple[int, int]]) -> None:
    assert done() == Counter(expected)
    notes = Message.objects.filter(kind=MessageKind.NOTE).values_list("ticket_id", "text")
    assert Counter(notes) == Counter((number, f"{percent} of {number}") for number, percent in expected)
    for number in {number for number, _percent in expected}:
        order = TicketEvent.objects.filter(ticket=number, kind="escalated").order_by("pk")
        percents = list(order.values_list("data__percent", flat=True))
        assert percents == sorted(percents), "a ticket's steps come in order"


def test_workers_at_the_same_time_do_each_timer_once() -> None:
    make_policy()
    expected = late(make_cast(), 12, range(10, 51, 10))
    counts = in_threads(*[timers.sweep] * 4)
    assert sum(counts) == len(expected)  # type: ignore[arg-type]
    check_each_once(expected)
    assert timers.sweep() == 0


def test_a_ticket_in_other_hands_is_left_alone_until_they_are_done() -> None:
    make_policy()
    cast = make_cast()
    expected = late(cast, 2, range(50, 51))
    held, free = (number for number, _percent in expected)
    with transaction.atomic():
        Ticket.objects.select_for_update(no_key=True).get(pk=held)
        assert in_threads(timers.sweep) == [1]
        actions.set_status(Actor.agent(cast.iga), held, "resolved")
    assert timers.sweep() == 0 and done() == Counter([(free, 50)])


def test_agents_and_workers_on_the_same_tickets() -> None:
    make_policy()
    cast = make_cast()
    expected = late(cast, 10, range(20, 61, 20))
    numbers = sorted({number for number, _percent in expected})

    def resolve() -> None:
        for number in reversed(numbers):
            actions.set_status(Actor.agent(cast.iga), number, "resolved")

    in_threads(timers.sweep, timers.sweep, resolve)
    assert max(done().values(), default=1) == 1 and not Timer.objects.filter(done_at=None).exists()
    for number in numbers:
        kinds = TicketEvent.objects.filter(ticket=number, kind__in=["escalated", "status_changed"]).order_by("pk")
        assert list(kinds.values_list("kind", flat=True))[-1] == "status_changed", "nothing after the end"


def test_a_worker_killed_again_and_again_does_everything_once() -> None:
    make_policy()
    expected = late(make_cast(), 100, range(10, 51, 10))
    assert len(expected) == 500
    script = Path(settings.HELPDESK_HOME) / "sweep.py"
    script.write_text(SWEEP)
    dice = random.Random(7)
    for _kill in range(6):
        sweeper = LiveProcess("sweeper", [str(script)], {"DJANGO_SETTINGS_MODULE": "helpdesk.settings"})
        before = TicketEvent.objects.filter(kind="escalated").count()
        sweeper.start()
        goal = before + dice.randint(1, 60)
        try:
            wait_until(lambda n=goal: TicketEvent.objects.filter(kind="escalated").count() >= n, 60, step=0.02)  # type: ignore[misc]
        finally:
            sweeper.kill()
    left = Timer.objects.filter(done_at=None).count()
    assert 0 < left < 500, "it was killed in the middle of it"
    # The database may still hold the last ticket of who was killed.
    wait_until(lambda: timers.sweep() == 0 and not Timer.objects.filter(done_at=None).exists(), 600, step=0.2)
    check_each_once(expected)
