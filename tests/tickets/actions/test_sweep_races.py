"""Sweeps ask again with the ticket locked: what happened since they listed it counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.automation.at_once import overtaken
from tests.cast import customer, make_cast, make_policy, write_in
from tickets import actions, tasks
from tickets.actor import Actor
from tickets.models import Status, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_ticket_snoozed_anew_meanwhile_sleeps_on() -> None:
    make_policy()
    cast = make_cast()
    number, iga = write_in(cast.mail).ticket.number, Actor.agent(cast.iga)
    Ticket.objects.filter(pk=number).update(snoozed_until=timezone.now() - timedelta(minutes=1))
    later = timezone.now() + timedelta(days=2)
    with overtaken(number, tasks.wake_snoozed) as woken:
        actions.snooze(iga, number, later)
    assert Ticket.objects.get(pk=number).snoozed_until == later and woken == [0]
    Ticket.objects.filter(pk=number).update(snoozed_until=timezone.now())
    assert tasks.wake_snoozed() == 1 and tasks.wake_snoozed() == 0


@pytest.mark.parametrize("then", ["open", "resolved"])
def test_a_ticket_reopened_meanwhile_is_not_closed(then: str) -> None:
    make_policy()
    cast = make_cast()
    number, iga = write_in(cast.mail).ticket.number, Actor.agent(cast.iga)
    days = cast.mail.reopen_days
    actions.set_status(iga, number, Status.RESOLVED, at=timezone.now() - timedelta(days=days, minutes=1))
    with overtaken(number, tasks.close_resolved) as closed:
        actions.set_status(iga, number, Status.OPEN)
        if then == Status.RESOLVED:
            actions.set_status(iga, number, Status.RESOLVED)
    assert Ticket.objects.get(pk=number).status == then and closed == [0]
    actions.set_status(iga, number, Status.OPEN)
    actions.set_status(iga, number, Status.RESOLVED, at=timezone.now() - timedelta(days=days, minutes=1))
    assert tasks.close_resolved() == 1 and Ticket.objects.get(pk=number).status == Status.CLOSED


def test_one_ticket_that_breaks_wakes_later_and_the_others_now(monkeypatch: pytest.MonkeyPatch) -> None:
    make_policy()
    cast = make_cast()
    broken, other = (write_in(cast.mail, identity=customer(f"{n}@example.com")).ticket.number for n in "ab")
    Ticket.objects.filter(pk=other).update(snoozed_until=timezone.now() - timedelta(minutes=1))
    Ticket.objects.filter(pk=broken).update(snoozed_until=timezone.now() - timedelta(minutes=2))
    whole = actions.wake_due

    def fails(actor: Actor, number: int, at: datetime) -> bool:
        if number == broken:
            raise ZeroDivisionError
        return whole(actor, number, at)

    monkeypatch.setattr(actions, "wake_due", fails)
    assert tasks.wake_snoozed() == 1
    assert set(Ticket.objects.filter(snoozed_until=None).values_list("pk", flat=True)) == {other}
