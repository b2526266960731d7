"""What tickets tell the customers' pages: who may be seen, and the list of a person's tickets."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from customers import access, panels
from customers.models import Customer
from tickets.access import visible_tickets
from tickets.models import Ticket

SHOWN = 50


def agents_customers(agent: User) -> Q:
    """People with a ticket that the agent may see, or with none at all."""
    own = visible_tickets(agent).filter(customer=OuterRef("pk"))
    return Q(Exists(own)) | ~Q(Exists(Ticket.objects.filter(customer=OuterRef("pk"))))


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
