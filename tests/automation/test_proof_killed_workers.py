"""Celery workers killed at random while steps and time rules write to customers: every message, delivery, mail and
notification once, none lost. What a worker had in its hands when it died is uncertain, and a person decides."""

from __future__ import annotations

import os
import random
import re
import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from automation.models import EscalationStep, Rule, RuleRun, Timer
from channels_inbox.models import Delivery
from core.redis import redis_client
from tests.cast import Cast, customer, make_cast, make_policy, write_in
from tests.services.processes import LiveProcess, wait_until
from tests.services.smtp_catcher import SmtpCatcher
from tickets.models import Message, MessageKind, Notification, SLAPolicy, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)

TICKETS, PERCENTS, KILLS = 30, (50, 80, 100), 5
SAID = re.compile(r"(Step \d+|Wait) of \d+")


def outage(cast: Cast) -> list[tuple[int, str]]:
    """Tickets that came in while nobody worked, with three steps and a time rule due on each; (ticket, what is written)."""
    for percent in PERCENTS:
        EscalationStep.objects.create(
            policy=SLAPolicy.objects.get(),
            clock="resolution",
            percent=percent,
            effects=[
                {"effect": "answer", "value": f"Step {percent} of {{number}}"},
                {"effect": "notify", "value": ["managers"]},
            ],
            created_at=timezone.now() - timedelta(days=900),
        )
    Rule.objects.create(
        name="Wait",
        kind="time",
        anchor="customer_waits",
        after_minutes=60,
        conditions={"match": "all", "items": []},
        effects=[{"effect": "answer", "value": "Wait of {number}"}, {"effect": "note", "value": "Told {number}"}],
        created_at=timezone.now() - timedelta(days=900),
    )
    since, numbers = timezone.now() - timedelta(days=300), []
    for n in range(TICKETS):
        who = customer(f"c{n}@example.com", f"Customer {n}")
        numbers.append(write_in(cast.mail, identity=who, at=since, ticket_number=None).ticket.number)
    due = Timer.objects.filter(done_at=None, due_at__lt=timezone.now()).count()
    assert due == TICKETS * (len(PERCENTS) + 1)
    return [
        (number, words)
        for number in numbers
        for words in (*(f"Step {percent} of {number}" for percent in PERCENTS), f"Wait of {number}")
    ]


def written() -> Counter[tuple[int, str]]:
    return Counter(Message.objects.filter(kind=MessageKind.OUTBOUND).values_list("ticket_id", "text"))


def mailed(caught: SmtpCatcher) -> Counter[str]:
    """What customers got, by its words; colleagues' mails left out."""
    found: Counter[str] = Counter()
    for mail in list(caught.mails):
        if mail.recipients[0].endswith("@example.com"):
            body = mail.message.get_body(("plain",))
            assert body is not None
            said = SAID.search(body.get_content())
            assert said is not None
            found[said[0]] += 1
    return found


def is_done() -> bool:
    queued = Delivery.objects.filter(state="queued")
    return not Timer.objects.filter(done_at=None).exists() and not queued.exists()


def kill_one_of(worker: LiveProcess, dice: random.Random) -> None:
    """One process of its pool, as when memory runs out; the worker starts another in its place."""
    assert worker.process is not None
    pid = worker.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    if children:
        os.kill(int(dice.choice(children)), signal.SIGKILL)


def test_killed_workers_write_to_each_customer_once(worker: LiveProcess, outbox_smtp: SmtpCatcher) -> None:
    worker.kill()
    make_policy()
    cast = make_cast()
    expected = outage(cast)
    dice = random.Random(20261130)
    # A kill falls while messages are written, or while mails leave.
    counts = [
        lambda: Message.objects.filter(kind=MessageKind.OUTBOUND).count(),
        lambda: len(outbox_smtp.mails),
        lambda: Delivery.objects.exclude(state__in=["queued", "sending"]).count(),
    ]
    for kill in range(KILLS):
        worker.start()
        count = counts[kill % len(counts)]
        goal = count() + dice.randint(1, 12)
        try:
            wait_until(lambda count=count, goal=goal: count() >= goal or is_done(), 120, "the work", 0.02)  # type: ignore[misc]
            if kill % 2:
                kill_one_of(worker, dice)
        finally:
            worker.kill()
        for key in redis_client().scan_iter(match=f"*{settings.REDIS_PREFIX}celery*") if kill % 2 else ():
            redis_client().delete(key)  # the hints too
    assert not is_done(), "it was killed in the middle of it"

    # Three minutes later: what the dead still held.
    held = Delivery.objects.filter(state="sending").update(lease_until=timezone.now() - timedelta(seconds=1))
    worker.start()
    sending = Delivery.objects.filter(state="sending")
    wait_until(lambda: is_done() and not sending.exists(), 300, "the rest", 0.2)

    numbers = {number for number, _words in expected}
    assert written() == Counter(expected)
    steps = TicketEvent.objects.filter(kind="escalated").order_by("ticket", "pk").values_list("ticket", "data__percent")
    assert list(steps) == [(number, percent) for number in sorted(numbers) for percent in PERCENTS], (
        "each once, in order"
    )
    assert Counter(RuleRun.objects.values_list("ticket_id", flat=True)) == Counter(numbers)
    notes = Message.objects.filter(kind=MessageKind.NOTE).values_list("ticket_id", "text")
    assert Counter(notes) == Counter((number, f"Told {number}") for number in numbers)
    told = Notification.objects.filter(kind="escalation").values_list(
        "user_id", "ticket_id", "params__percent", "times"
    )
    people = (cast.ada.pk, cast.marek.pk)
    assert Counter(told) == Counter((who, n, percent, 1) for who in people for n in numbers for percent in PERCENTS)

    states = dict(Delivery.objects.values_list("message__text", "state"))
    assert Delivery.objects.count() == len(states) == len(expected), "a delivery for each message, one"
    uncertain = {words for words, state in states.items() if state == "uncertain"}
    assert len(uncertain) == held and set(states.values()) <= {"sent", "uncertain"}
    mails = mailed(outbox_smtp)
    assert max(mails.values()) == 1, "nobody gets a message twice"
    assert {words for _number, words in expected} - set(mails) <= uncertain, "what is called sent has left"
