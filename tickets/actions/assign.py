from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import Team, User
from tickets.actions.change import changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Follower, Ticket


def set_assignee(
    actor: Actor,
    number: int,
    user: User | None,
    *,
    at: datetime | None = None,
    how: Mapping[str, Any] | None = None,
) -> Ticket:
    """Give the ticket to an active agent, or to nobody. ValueError for one who has left.

    `how` says by which rule and why, for the history: tickets/assigned.py reads it aloud.
    """
    if user is not None and not user.is_active:
        raise ValueError("This person doesn't work here any more.")
    with changing(number, actor, at=at) as change:
        old = change.ticket.assignee_id
        if old != (user.pk if user else None):
            change.ticket.assignee = user
            told: dict[str, Any] = {"how": dict(how)} if how else {}
            change.event(Kind.ASSIGNED, old=old, new=user.pk if user else None, name=str(user or ""), **told)
    return change.ticket


def set_team(actor: Actor, number: int, team: Team, *, at: datetime | None = None) -> Ticket:
    """Move to another team. The assignee stays only if they belong to it or see everything."""
    with changing(number, actor, at=at) as change:
        ticket = change.ticket
        if ticket.team_id != team.pk:
            change.event(Kind.TEAM_CHANGED, old=ticket.team_id, new=team.pk, name=team.name)
            ticket.team, ticket.sla_held = team, {}
            holder = ticket.assignee
            if holder and not holder.sees_everything and not holder.memberships.filter(team=team).exists():
                change.event(Kind.ASSIGNED, old=holder.pk, new=None, name="")
                ticket.assignee = None
    return change.ticket


def set_following(actor: Actor, number: int, user: User, follows: bool) -> Ticket:
    with changing(number, actor) as change:
        if follows:
            _row, changed = Follower.objects.get_or_create(user=user, ticket=change.ticket)
        else:
            changed = bool(Follower.objects.filter(user=user, ticket=change.ticket).delete()[0])
        if changed:
            change.event(Kind.FOLLOWED, user=user.pk, name=str(user), follows=follows)
    return change.ticket
