"""What is known of a customer changed: their tickets are shown anew."""

from __future__ import annotations

from customers.models import Customer
from tickets.actions.change import changing
from tickets.actor import SYSTEM
from tickets.models import MessageKind, Ticket
from tickets.models.ticket import UNRESOLVED

MOST = 20


def show_anew(customer: Customer) -> None:
    """Push the customer's open tickets, with their newest words, to whoever looks at them: a name came."""
    open_ones = Ticket.objects.filter(customer=customer, status__in=UNRESOLVED).order_by("-last_activity_at")
    for number in list(open_ones.values_list("pk", flat=True)[:MOST]):
        with changing(number, SYSTEM) as change:
            newest = change.ticket.messages.filter(kind=MessageKind.INBOUND).order_by("-sent_at", "-pk")
            change.messages.extend(newest[:10])
