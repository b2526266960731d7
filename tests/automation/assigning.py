"""What the tests of assignment share: people who are there, teams that give out tickets, tickets that wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import AgentSkill, Availability, Membership, Skill, Team, User
from automation import assignment
from automation.models import Method, TeamAssignment
from tests.cast import customer, make_user, write_in
from tickets import work
from tickets.models import Inbox, Ticket


def gives_out(team: Team, method: str = Method.LEAST_BUSY, **fields: Any) -> TeamAssignment:
    fields = {"prefers_known": False} | fields
    return TeamAssignment.objects.update_or_create(team=team, defaults={"method": method, **fields})[0]


def is_there(*people: User, away: bool = False, since: timedelta = timedelta(0)) -> None:
    at = timezone.now() - since
    for user in people:
        Availability.objects.update_or_create(
            user=user, defaults={"last_seen_at": at, "away_since": at if away else None}
        )


def can(user: User, **levels: int) -> None:
    for name, level in levels.items():
        skill = Skill.objects.get_or_create(name=name)[0]
        AgentSkill.objects.update_or_create(user=user, skill=skill, defaults={"level": level})


def team_of(n: int, team: Team) -> list[User]:
    people = [make_user(f"a{i}@shop.example", f"Agent {i:02}", "agent", team) for i in range(n)]
    is_there(*people)
    return people


def joins(user: User, *teams: Team) -> None:
    Membership.objects.bulk_create([Membership(user=user, team=team) for team in teams])


def come_in(inbox: Inbox, n: int = 1, **fields: Any) -> list[Ticket]:
    """Tickets of different customers, whose events have been worked off."""
    start = Ticket.objects.count()
    found = [
        write_in(inbox, identity=customer(f"c{start + i}@example.com", f"C {start + i}"), **fields).ticket
        for i in range(n)
    ]
    while work.run_due():
        pass
    return found


def give() -> int:
    while work.run_due():
        pass
    return assignment.give_waiting()


def holders(tickets: Iterable[Ticket]) -> list[User | None]:
    pks = [ticket.pk for ticket in tickets]
    found = {ticket.pk: ticket.assignee for ticket in Ticket.objects.filter(pk__in=pks).select_related("assignee")}
    return [found[pk] for pk in pks]
