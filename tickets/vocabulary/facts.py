"""What is known of a ticket when conditions are looked at; read when first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from core.text import fold, search_terms
from tickets.models import Message, MessageKind, Ticket, TicketEvent

MAX_TEXT = 20_000
# What no effect changes, once it was read.
SAID = ("message", "text", "folded", "terms", "customer_facts")


@dataclass
class Facts:
    """One ticket at one moment. `event` is what just happened, where something did; `extra` what apps above add."""

    ticket: Ticket
    at: datetime = field(default_factory=timezone.now)
    event: TicketEvent | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def after_effects(self) -> Facts:
        """The same when something was done to the ticket: what the customer said stays, all else is read anew."""
        later = Facts(self.ticket, self.at, self.event, dict(self.extra))
        later.__dict__.update({name: self.__dict__[name] for name in SAID if name in self.__dict__})
        return later

    @cached_property
    def message(self) -> Message | None:
        """The customer's newest words."""
        said = Message.objects.filter(ticket=self.ticket, kind=MessageKind.INBOUND)
        return said.order_by("-sent_at", "-pk").first()

    @cached_property
    def text(self) -> str:
        words = self.message.text if self.message else ""
        return f"{self.ticket.subject}\n{words}"[:MAX_TEXT]

    @cached_property
    def folded(self) -> str:
        """For phrases: folded words, one space apart and at both ends."""
        return f" {' '.join(fold(self.text).split())} "

    @cached_property
    def terms(self) -> frozenset[str]:
        """For single words: their forms, so that *zwrotu* is found by *zwrot*."""
        return frozenset(search_terms(self.text))

    @cached_property
    def tags(self) -> frozenset[str]:
        return frozenset(self.ticket.tags.values_list("name", flat=True)) if self.ticket.pk else frozenset()

    @cached_property
    def past_tickets(self) -> int:
        """Other tickets of this customer, before this one."""
        others = Ticket.objects.filter(customer=self.ticket.customer_id)
        return (others.filter(pk__lt=self.ticket.pk) if self.ticket.pk else others).count()

    @cached_property
    def customer_facts(self) -> dict[str, str]:
        """What the firm's own systems or the form said, by folded name."""
        known = {fold(str(name)): str(value) for name, value in self.ticket.customer.facts.items()}
        said = self.message.envelope.get("facts", []) if self.message else []
        return known | {fold(str(name)): str(value) for name, value in said}
