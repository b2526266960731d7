"""Whether somebody may be asked now, decided when the survey is about to leave."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from customers.models import Customer
from surveys.models import Moment, NotSent, State, Survey, SurveyInvitation, SurveySettings
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
