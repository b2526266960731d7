"""The one door to a ticket. No view, consumer or API queries tickets past it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.access import team_ids
from accounts.models import Membership, Role, User
from tickets.models import Attachment, Follower, Message, Ticket


def visible_tickets(agent: User) -> QuerySet[Ticket]:
    """Tickets the agent may see: their teams', those assigned to them, those they follow; managers and admins all."""
    tickets = Ticket.objects.all()
    if agent.sees_everything:
        return tickets
    follows = Follower.objects.filter(ticket=OuterRef("pk"), user=agent)
    return tickets.filter(Q(team_id__in=team_ids(agent)) | Q(assignee=agent) | Exists(follows))


def get_ticket_for(agent: User, number: int) -> Ticket:
    """The ticket, with what pages show of it. Raises Http404 when it isn't there or isn't theirs."""
    ticket = (
        visible_tickets(agent)
        .select_related("customer", "inbox", "team", "assignee", "previous")
        .filter(number=number)
        .first()
    )
    if ticket is None:
        raise Http404
    return ticket


def may_see(agent: User, facts: dict[str, Any], follower_ids: set[int] | frozenset[int] = frozenset()) -> bool:
    """The same rule on a live change's facts, for sockets."""
    return (
        agent.sees_everything
        or facts.get("team") in team_ids(agent)
        or facts.get("assignee") == agent.pk
        or agent.pk in follower_ids
    )


def who_may_see(ticket: Ticket, among: Iterable[int] | None = None) -> QuerySet[User]:
    """The active people who may see the ticket; of those with the ids in `among`, where given."""
    follows = Follower.objects.filter(ticket=ticket, user=OuterRef("pk"))
    member = Membership.objects.filter(team=ticket.team_id, user=OuterRef("pk"))
    may = Q(role__in=[Role.ADMIN, Role.MANAGER]) | Q(pk=ticket.assignee_id) | Exists(member) | Exists(follows)
    people = User.objects.filter(may, is_active=True)
    return people if among is None else people.filter(pk__in=among)


def get_message_for(agent: User, public_id: Any) -> Message:
    """A message of a visible ticket, else Http404."""
    message = (
        Message.objects.select_related("ticket", "customer", "author")
        .filter(public_id=public_id, ticket__in=visible_tickets(agent))
        .first()
    )
    if message is None:
        raise Http404
    return message


def get_attachment_for(agent: User, public_id: Any) -> Attachment:
    """An attachment of a visible ticket, else Http404."""
    attachment = (
        Attachment.objects.select_related("message")
        .filter(public_id=public_id, message__ticket__in=visible_tickets(agent))
        .first()
    )
    if attachment is None:
        raise Http404
    return attachment
