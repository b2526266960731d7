"""Somebody goes away: what waits with them goes to others, by their team's rule; what is being answered stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import availability
from accounts.models import Availability
from automation import taking_back
from automation.models import Capacity, TeamAssignment
from tests.automation.assigning import come_in, give, gives_out, holders, is_there, team_of
from tests.cast import Cast
from tickets import actions, presence
from tickets.actor import Actor
from tickets.assigned import say_how
from tickets.models import Calendar, Draft, Status, Ticket


@pytest.fixture
def left(cast: Cast) -> Ticket:
    """A ticket of Iga's, who has been away for ten minutes; a colleague is there."""
    gives_out(cast.returns, take_back_minutes=5)
    is_there(cast.iga)
    (ticket,) = come_in(cast.mail)
    give()
    assert holders([ticket]) == [cast.iga]
    team_of(1, cast.returns)
    Availability.objects.filter(user=cast.iga).update(away_since=timezone.now() - timedelta(minutes=10))
    return ticket


def test_what_waits_goes_to_a_colleague_and_the_history_says_why(cast: Cast, left: Ticket) -> None:
    assert taking_back.take_back() == 1
    assert give() == 1 and str(holders([left])[0]) == "Agent 00"
    back, given = (event.data for event in left.events.filter(kind="assigned").order_by("pk")[1:])
    assert back["new"] is None and say_how(back["how"]) == "Iga Bober is away"
    assert say_how(given["how"]) == "least busy: 0 of 12"
    assert taking_back.take_back() == 0


def test_a_closed_laptop_is_away_too(cast: Cast, left: Ticket) -> None:
    gone = timezone.now() - timedelta(minutes=4)
    Availability.objects.filter(user=cast.iga).update(away_since=None, last_seen_at=gone)
    assert taking_back.take_back() == 0, "not long enough"
    Availability.objects.filter(user=cast.iga).update(last_seen_at=gone - timedelta(minutes=2))
    assert taking_back.take_back() == 1


@pytest.mark.parametrize("minutes", [None, 30])
def test_a_team_says_after_how_long_and_whether_at_all(left: Ticket, minutes: int | None) -> None:
    TeamAssignment.objects.update(take_back_minutes=minutes)
    assert taking_back.take_back() == 0


def test_what_was_answered_stays(cast: Cast, left: Ticket) -> None:
    actions.reply(Actor.agent(cast.iga), left.number, "Sent again.", status=Status.OPEN)
    assert taking_back.take_back() == 0 and holders([left]) == [cast.iga]


def test_what_is_being_answered_stays(cast: Cast, left: Ticket) -> None:
    presence.mark(left.number, cast.iga.pk, cast.iga.name, typing=True)
    assert taking_back.take_back() == 0
    presence.leave(left.number, cast.iga.pk)
    draft = Draft.objects.create(user=cast.iga, ticket=left, kind="reply", text="Dear Tomasz")
    assert taking_back.take_back() == 0
    Draft.objects.filter(pk=draft.pk).update(updated_at=timezone.now() - timedelta(minutes=20))
    assert taking_back.take_back() == 1


def test_nothing_is_taken_when_nobody_else_could_have_it(cast: Cast, left: Ticket) -> None:
    others = Availability.objects.exclude(user=cast.iga)
    others.update(last_seen_at=timezone.now() - timedelta(hours=9))
    assert taking_back.take_back() == 0, "over night everything stays"
    others.update(last_seen_at=timezone.now())
    Capacity.objects.create(limit=0)
    assert taking_back.take_back() == 0
    Capacity.objects.all().delete()
    TeamAssignment.objects.update(calendar=Calendar.objects.create(name="Never", week=[[]] * 7))
    assert taking_back.take_back() == 0, "outside working hours"


def test_only_as_much_is_taken_as_finds_room(cast: Cast) -> None:
    gives_out(cast.returns, take_back_minutes=5)
    is_there(cast.iga)
    come_in(cast.mail, 3)
    assert give() == 3
    (colleague,) = team_of(1, cast.returns)
    Capacity.objects.create(user=colleague, limit=2)
    is_there(cast.iga, away=True, since=timedelta(minutes=10))
    assert taking_back.take_back() == 2


def test_being_there_is_an_open_page_and_the_own_switch(cast: Cast) -> None:
    assert availability.state_of(cast.iga) == "offline"
    availability.seen(cast.iga.pk)
    assert availability.state_of(cast.iga) == "online"
    availability.set_away(cast.iga, True)
    assert availability.state_of(cast.iga) == "away"
    since = Availability.objects.get().away_since
    availability.set_away(cast.iga, True)
    assert Availability.objects.get().away_since == since
    availability.set_away(cast.iga, False)
    Availability.objects.update(last_seen_at=timezone.now() - timedelta(seconds=80))
    assert availability.state_of(cast.iga) == "offline"
