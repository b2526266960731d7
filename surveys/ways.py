"""By which way a question goes: the open chat window, the customer's own channel, an approved template where its messaging
window is closed, else another channel that they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import phonenumbers

from customers import consents
from customers.models import Identity
from surveys.models import Detour, NotSent, WindowTemplate
from tickets import hooks
from tickets.models import Inbox, Message, MessageKind, Ticket


@dataclass(frozen=True, slots=True)
class Way:
    """`template` asks instead of free words where it is set; `detour` says why it isn't the usual way."""

    route: hooks.Route
    template: hooks.Template | None = None
    detour: str = ""


def way_of(ticket: Ticket, language: str) -> Way | NotSent:
    """The way to ask this ticket's customer in this language: never a colleague in copy, never where everybody reads it."""
    routes = hooks.reply_routes(ticket)
    own = [one for one in routes if one.identity.customer_id == ticket.customer_id and not one.public]
    chosen = _templates(language) if any(route.templates_only for route in own) else {}
    closed, agreed = False, _Agreed(ticket)
    for route in own:
        # A number is no wish for WhatsApp: where they never wrote, nothing is closed to them.
        shut = route.closed and agreed.to(route)
        if shut and route.templates_only and route.available:
            template = route.template(chosen.get(route.inbox.pk, ""))
            if template is not None and takes_link(template):
                return Way(route, template, Detour.TEMPLATE)
        usable = route.available and not (route.templates_only or route.by_hand or _is_landline(route))
        if usable and (not closed or agreed.to(route)):
            return Way(route, detour=Detour.ELSEWHERE if closed else "")
        closed = closed or shut
    if closed:
        return NotSent.WINDOW_CLOSED
    bounced = Identity.objects.filter(customer=ticket.customer_id, undeliverable_at__isnull=False).exists()
    return NotSent.UNDELIVERABLE if bounced else NotSent.NO_ADDRESS


def takes_link(template: hooks.Template) -> bool:
    """Has it a place for the link, and perhaps one for the question before that?"""
    return len(template.fields) in {1, 2}


def values(template: hooks.Template, question: str, url: str) -> list[str]:
    """What goes into its places."""
    return [question, url][-len(template.fields) :]


def fitting_templates(inbox: Inbox) -> list[hooks.Template]:
    """The approved templates of this inbox that could ask; empty where its channel needs none."""
    return [template for template in hooks.start_templates(inbox) or () if takes_link(template)]


def _templates(language: str) -> dict[int, str]:
    rows = WindowTemplate.objects.filter(language=language)
    return dict(rows.values_list("inbox_id", "template"))


class _Agreed:
    """The channels by which a customer wants to be spoken to: those they prefer, wrote by or said yes to. Read when first
    needed."""

    def __init__(self, ticket: Ticket) -> None:
        self.customer = ticket.customer

    @cached_property
    def wrote(self) -> set[tuple[str, int | None]]:
        said = Message.objects.filter(customer=self.customer, kind=MessageKind.INBOUND, automatic=False)
        return {
            (channel, identity) for channel, identity in said.order_by().values_list("channel", "identity").distinct()
        }

    @cached_property
    def wanted(self) -> set[str]:
        return consents.opted_into(self.customer)

    def to(self, route: hooks.Route) -> bool:
        return (
            route.channel == self.customer.preferred_channel
            or (route.channel, route.identity.pk) in self.wrote
            or consents.source(route.channel, route.identity.address) in self.wanted
        )


def _is_landline(route: hooks.Route) -> bool:
    """A text message to a fixed line is read out by a robot, or goes nowhere."""
    if route.identity.kind != "phone":
        return False
    try:
        number = phonenumbers.parse(route.identity.address)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE)
