"""A person who leaves keeps no open ticket."""

from __future__ import annotations

from accounts.models import User
from tickets.actions.assign import set_assignee
from tickets.actor import SYSTEM, Actor
from tickets.models import Ticket
from tickets.models.ticket import UNRESOLVED


def offer_back(user: User, by: User | None) -> int:
    """Unassign their unresolved tickets, so that their teams see them as free. Returns how many."""
    actor = Actor.agent(by) if by is not None else SYSTEM
    numbers = list(
        Ticket.objects.filter(assignee=user, status__in=UNRESOLVED).order_by("pk").values_list("pk", flat=True)
    )
    for number in numbers:
        set_assignee(actor, number, None)
    return len(numbers)
