"""Things that apps above let be known on a ticket, and a change of the person behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from customers.models import Customer
from tickets.actions.change import changing
from tickets.actor import SYSTEM, Actor
from tickets.events import Kind
from tickets.models import Message, Ticket


def record_event(actor: Actor, number: int, kind: Kind, *, at: datetime | None = None, **data: Any) -> Ticket:
    """Write an event of an app above (a survey's answer) on the ticket's history and push it live."""
    with changing(number, actor, at=at) as change:
        change.event(kind, **data)
    return change.ticket


def rejoin_customer(source: Customer, target: Customer) -> int:
    """After two profiles were joined: every ticket and message of `source` is `target`'s. Returns the tickets moved."""
    numbers = list(Ticket.objects.filter(customer=source).order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        with changing(number, SYSTEM) as change:
            change.ticket.customer = target
            change.event(Kind.CUSTOMER_JOINED, old=source.pk, new=target.pk, name=target.label)
    Message.objects.filter(customer=source).update(customer=target)
    return len(numbers)
