"""Try it: which of the newest tickets a rule would have touched, and why. Nothing is done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import User
from automation.engine import follows
from automation.models import Rule, RuleKind
from tickets.access import visible_tickets
from tickets.models import Message, MessageKind, Ticket, TicketEvent
from tickets.vocabulary import Facts, describe, matches, why

LOOKED_AT = 200
EVENTS_OF_ONE = 20


@dataclass(frozen=True, slots=True)
class Touched:
    ticket: Ticket
    why: list[str]


@dataclass(frozen=True, slots=True)
class Tried:
    looked_at: int
    touched: list[Touched]


def try_rule(agent: User, rule: Rule) -> Tried:
    """A routing rule sees each ticket at the hour and with the words it came in with, an event rule at each event that it
    follows; all else is as it is now. A time rule's wait isn't counted.
    """
    rows = visible_tickets(agent).filter(is_spam=False).select_related("customer", "inbox", "team", "assignee")
    tickets = list(rows.order_by("-created_at", "-pk")[:LOOKED_AT])
    if rule.kind == RuleKind.ROUTING:
        seen = _as_they_came(tickets)
    elif rule.kind == RuleKind.EVENT:
        seen = _at_events(rule, tickets)
    else:
        seen = {ticket.pk: [Facts(ticket)] for ticket in tickets}
    touched = []
    for ticket in tickets:
        met = next((facts for facts in seen[ticket.pk] if matches(rule.conditions, facts)), None)
        if met is not None:
            touched.append(Touched(ticket, [describe(item) for item in why(rule.conditions, met)]))
    return Tried(len(tickets), touched)


def _as_they_came(tickets: list[Ticket]) -> dict[int, list[Facts]]:
    first = Message.objects.filter(ticket__in=tickets, kind=MessageKind.INBOUND).order_by("ticket_id", "sent_at", "pk")
    messages = {message.ticket_id: message for message in first.distinct("ticket_id")}
    seen = {}
    for ticket in tickets:
        facts = Facts(ticket, at=ticket.created_at)
        # The first words instead of the newest, in the place where Facts keeps what it has read.
        facts.__dict__["message"] = messages.get(ticket.pk)
        seen[ticket.pk] = [facts]
    return seen


def _at_events(rule: Rule, tickets: list[Ticket]) -> dict[int, list[Facts]]:
    by_pk = {ticket.pk: ticket for ticket in tickets}
    seen: dict[int, list[Facts]] = defaultdict(list)
    for event in TicketEvent.objects.filter(ticket__in=tickets, kind__in=rule.triggers).order_by("-at", "-pk"):
        if len(seen[event.ticket_id]) < EVENTS_OF_ONE and follows(rule, event):
            seen[event.ticket_id].append(Facts(by_pk[event.ticket_id], at=event.at, event=event))
    return seen
