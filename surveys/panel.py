"""What the ticket's and the customer's pages show of surveys."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from customers.models import Customer
from surveys.faces import FACES
from surveys.models import SurveyAnswer, SurveyInvitation
from tickets.access import visible_tickets
from tickets.models import Ticket

SHOWN = 5


def context(ticket: Ticket) -> dict[str, Any] | None:
    """The ticket's latest surveys with their answers in one query; None when there are none."""
    found = SurveyInvitation.objects.filter(ticket=ticket).select_related("answer", "agent")
    rows: list[dict[str, Any]] = []
    for survey in found.order_by("-resolution_cycle")[:SHOWN]:
        given = getattr(survey, "answer", None)
        rows.append({"survey": survey, "answer": given, "face": FACES[given.score - 1] if given else None})
    return {"surveys": rows} if rows else None


def customer_context(customer: Customer, agent: User) -> dict[str, Any] | None:
    """The customer's latest answers on tickets that this agent may see; None when there are none."""
    found = (
        SurveyAnswer.objects.filter(invitation__customer=customer, invitation__ticket__in=visible_tickets(agent))
        .select_related("invitation__ticket")
        .order_by("-answered_at", "-pk")[:SHOWN]
    )
    rows = [{"answer": given, "face": FACES[given.score - 1], "ticket": given.invitation.ticket} for given in found]
    return {"answers": rows} if rows else None
