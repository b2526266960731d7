"""Whether somebody may be asked now, decided when the survey is about to leave."""

from __future__ import annotations

from datetime import timedelta

import phonenumbers
from django.db import connection
from django.utils import timezone

from customers.models import Customer, Identity
from surveys.models import Moment, NotSent, State, Survey, SurveyInvitation, SurveySettings
from tickets import hooks
from tickets.events import Kind
from tickets.models import MessageKind, Ticket, TicketEvent
from tickets.models.ticket import DONE


def why_not(invitation: SurveyInvitation, ticket: Ticket, chosen: SurveySettings) -> NotSent | None:
    """The first reason against asking, or None. `ticket` is locked, so that it can't be reopened meanwhile."""
    customer: Customer = ticket.customer
    survey = invitation.survey
    if not chosen.enabled or survey is None or not is_on(survey, invitation):
        return NotSent.DISABLED
    if ticket.is_spam:
        return NotSent.SPAM
    if customer.merged_into_id is not None:
        return NotSent.MERGED
    if not customer.surveys_allowed:
        return NotSent.OPTED_OUT
    if invitation.second_of_id is not None:
        return None
    if invitation.moment != Moment.PERIODIC:
        reason = _why_not_about(invitation, ticket)
        if reason is not None:
            return reason
    if chosen.cooldown_days and _asked_since(invitation, timedelta(days=chosen.cooldown_days)):
        return NotSent.COOLDOWN
    return None


def is_on(survey: Survey, invitation: SurveyInvitation) -> bool:
    """A second ask goes out although its survey has been switched off meanwhile."""
    return survey.archived_at is None and (survey.is_active or invitation.second_of_id is not None)


def _why_not_about(invitation: SurveyInvitation, ticket: Ticket) -> NotSent | None:
    """What speaks against asking about this interaction."""
    if SurveyInvitation.objects.filter(ticket=ticket, state=State.UNASKED).exists():
        return NotSent.RATED
    if ticket.resolution_cycle != invitation.resolution_cycle:
        return NotSent.REOPENED
    if ticket.status not in DONE:
        if invitation.moment == Moment.RESOLVED:
            return NotSent.REOPENED
        spoke_at = ticket.last_customer_message_at
        if spoke_at is not None and spoke_at > invitation.created_at:
            return NotSent.CAME_BACK
        if invitation.moment == Moment.CHAT_ENDED and not _we_answered(ticket):
            return NotSent.NOT_ANSWERED
    talked = TicketEvent.objects.filter(ticket=ticket, kind=Kind.CALL_ENDED).exists()
    if not talked and not ticket.messages.filter(kind=MessageKind.INBOUND, automatic=False).exists():
        return NotSent.NOBODY_WROTE
    return None


def _we_answered(ticket: Ticket) -> bool:
    return ticket.messages.filter(kind=MessageKind.OUTBOUND, automatic=False).exists()


def _asked_since(invitation: SurveyInvitation, period: timedelta) -> bool:
    """Across all surveys and tickets. One at a time for a customer: two questions at once don't overlook each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 23))", [f"survey:{invitation.customer_id}"])
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
    # What everybody reads is no place to ask, an approved template says something else, and nobody is called for this.
    quiet = [route for route in own if not (route.public or route.templates_only or route.by_hand)]
    usable = next((route for route in quiet if route.available and not _is_landline(route)), None)
    if usable is not None:
        return usable
    if any(route.templates_only for route in own):
        return NotSent.WINDOW_CLOSED
    bounced = Identity.objects.filter(customer=ticket.customer_id, undeliverable_at__isnull=False).exists()
    return NotSent.UNDELIVERABLE if bounced else NotSent.NO_ADDRESS


def _is_landline(route: hooks.Route) -> bool:
    """A text message to a fixed line is read out by a robot, or goes nowhere."""
    if route.identity.kind != "phone":
        return False
    try:
        number = phonenumbers.parse(route.identity.address)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE)
