"""What the agents' pages show of incidents: on a ticket, above the list, in the rail, and as a filter of the search."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from automation.incidents import detect
from automation.incidents.similar import known_answer
from automation.models import Incident, IncidentSuggestion, IncidentTicket
from tickets.models import Ticket

OFFERED_TO_CHOOSE = 20


def context(ticket: Ticket) -> dict[str, Any] | None:
    """The incidents that a ticket is part of or may belong to, and the open ones it could be linked to."""
    links = list(
        IncidentTicket.objects.filter(ticket=ticket)
        .exclude(state=IncidentTicket.State.REFUSED)
        .select_related("incident")
        .order_by("-incident__opened_at")
    )
    language = ticket.language or ticket.inbox.language
    linked = [
        {"incident": row.incident, "answer": known_answer(row.incident, language)}
        for row in links
        if row.state == IncidentTicket.State.LINKED
    ]
    offered = [row.incident for row in links if row.state == IncidentTicket.State.OFFERED and row.incident.is_open]
    others = Incident.objects.filter(status=Incident.Status.OPEN).exclude(pk__in=[row.incident_id for row in links])
    choices = list(others[:OFFERED_TO_CHOOSE])
    if not (linked or offered or choices):
        return None
    return {"linked": linked, "offered": offered, "choices": choices}


def cards(agent: User) -> dict[str, Any] | None:
    """Open suggestions that this agent may know of."""
    found = detect.for_agent(agent)
    return {"suggestions": found} if found else None


def open_count(agent: User) -> int:
    """For the rail: open incidents, and for managers what waits for a decision."""
    n = Incident.objects.filter(status=Incident.Status.OPEN).count()
    if agent.sees_everything:
        n += IncidentSuggestion.objects.filter(state=IncidentSuggestion.State.OPEN).count()
    return n


def search_filter(tickets: QuerySet[Ticket], value: str) -> QuerySet[Ticket]:
    """`incident:5`: the tickets linked to it."""
    if not (value.isascii() and value.isdigit() and len(value) < 18):
        return tickets.none()
    linked = IncidentTicket.objects.filter(incident=int(value), state=IncidentTicket.State.LINKED)
    return tickets.filter(pk__in=linked.values("ticket"))
