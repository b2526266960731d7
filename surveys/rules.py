"""Whether somebody may be asked now, decided when the survey is about to leave."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from customers.models import Customer, Identity
from surveys.models import NotSent, State, SurveyInvitation, SurveySettings
from tickets import hooks
from tickets.models import MessageKind, Ticket
from tickets.models.ticket import DONE


def why_not(invitation: SurveyInvitation, ticket: Ticket, chosen: SurveySettings) -> NotSent | None:
    """The first reason against asking, or None. `ticket` is locked, so that it can't be reopened meanwhile."""
    customer: Customer = ticket.customer
    if not chosen.enabled:
        return NotSent.DISABLED
    if ticket.is_spam:
        return NotSent.SPAM
    if SurveyInvitation.objects.filter(ticket=ticket, state=State.UNASKED).exists():
        return NotSent.RATED
    if ticket.status not in DONE or ticket.resolution_cycle != invitation.resolution_cycle:
        return NotSent.REOPENED
    if customer.merged_into_id is not None:
        return NotSent.MERGED
    if not customer.surveys_allowed:
        return NotSent.OPTED_OUT
    if not ticket.messages.filter(kind=MessageKind.INBOUND, automatic=False).exists():
        return NotSent.NOBODY_WROTE
    if chosen.cooldown_days and _asked_since(invitation, timedelta(days=chosen.cooldown_days)):
        return NotSent.COOLDOWN
    return None


def _asked_since(invitation: SurveyInvitation, period: timedelta) -> bool:
    return (
        SurveyInvitation.objects.filter(
            customer=invitation.customer_id, state=State.SENT, sent_at__gt=timezone.now() - period
        )
        .exclude(pk=invitation.pk)
        .exists()
    )


def route_of(ticket: Ticket) -> hooks.Route | NotSent:
    """The way to ask: the open chat window, else the customer's own address; never a colleague in copy."""
    own = [route for route in hooks.reply_routes(ticket) if route.identity.customer_id == ticket.customer_id]
    # What everybody reads is no place to ask, and an approved template says something else.
    own = [route for route in own if not route.public and not route.templates_only]
    usable = next((route for route in own if route.available), None)
    if usable is not None:
        return usable
    bounced = Identity.objects.filter(customer=ticket.customer_id, undeliverable_at__isnull=False).exists()
    return NotSent.UNDELIVERABLE if bounced else NotSent.NO_ADDRESS
