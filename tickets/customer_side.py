"""What tickets tell the customers' pages: who may be seen, and the list of a person's tickets."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from accounts.access import team_ids
from accounts.models import User
from customers import access, panels
from customers.models import Customer
from tickets import counts
from tickets.access import visible_tickets
from tickets.models import Follower, Ticket

SHOWN = 50


def agents_customers(agent: User) -> Q:
    """People with a ticket that the agent may see (tickets.access.visible_tickets), or with none at all."""
    theirs = Ticket.objects.filter(customer=OuterRef("pk"))
    own = theirs.filter(_own(agent))
    # Apart, since an OR with it keeps indexes from answering the rest.
    followed = Q(pk__in=Follower.objects.filter(user=agent).values("ticket__customer"))
    if _sees_many(agent):
        # PostgreSQL reads the set behind an EXISTS whole, and here that is most tickets; a value it looks up row by row, and a page of
        # customers is soon full.
        return Q(IsNull(_any(own), False)) | followed | Q(IsNull(_any(theirs), True))
    return Q(Exists(own)) | followed | ~Q(Exists(theirs))


def _own(agent: User) -> Q:
    return Q(team_id__in=team_ids(agent)) | Q(assignee_id=agent.pk)


def _any(tickets: QuerySet[Ticket]) -> Subquery:
    return Subquery(tickets.order_by().values("pk")[:1])


def _sees_many(agent: User) -> bool:
    """Is it more than a twentieth of all tickets? By the kept counts."""
    kept = counts.read(by=("team_id", "assignee_id"))
    own = sum(n for (team, assignee), n in kept.items() if team in team_ids(agent) or assignee == agent.pk)
    return own * 20 > sum(kept.values())


def ticket_panel(customer: Customer, agent: User) -> dict[str, Any]:
    """All channels in one list, newest first; how many more there are, here and in teams the agent doesn't see."""
    visible = visible_tickets(agent).filter(customer=customer)
    tickets = visible.select_related("team", "assignee", "inbox").order_by("-last_activity_at", "-number")
    seen = visible.count()
    return {
        "tickets": list(tickets[:SHOWN]),
        "more": max(0, seen - SHOWN),
        "elsewhere": Ticket.objects.filter(customer=customer).count() - seen,
    }


def connect() -> None:
    access.register_rule(agents_customers)
    panels.register(panels.CustomerPanel("tickets", "customers/_tickets.html", ticket_panel))
