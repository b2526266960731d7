"""Who has not answered is reminded once, by a message with a link of its own; the first link stays good."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from core.tokens import hash_token, random_token
from surveys import rules, sending, ways
from surveys.models import INTERACTIONS, Moment, NotSent, State, SurveyAnswer, SurveyInvitation, SurveySettings
from surveys.periodic import is_decent_hour
from tickets.actions.change import changing
from tickets.actor import SYSTEM
from tickets.events import Kind
from tickets.models import DeliveryState, Ticket
from tickets.models.ticket import DONE

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(hours=1)


def remind_due(limit: int = 100) -> int:
    """Remind, or give up reminding, whoever is due, one transaction each. Returns how many were reminded."""
    now = timezone.now()
    if not is_decent_hour(now):
        return 0
    due = SurveyInvitation.objects.filter(remind_at__lte=now).order_by("remind_at", "pk")
    reminded = 0
    for pk, number in list(due.values_list("pk", "ticket_id")[:limit]):
        try:
            reminded += _remind(pk, number)
        except Exception:
            # One broken ticket must not keep the others waiting.
            log.exception("Nobody could be reminded of survey %s on ticket %s", pk, number)
            SurveyInvitation.objects.filter(pk=pk, remind_at__isnull=False).update(remind_at=now + TRY_AGAIN)
    return reminded


def _remind(pk: int, number: int) -> bool:
    """Locks the ticket, then the invitation: the order that everybody keeps."""
    with changing(number, SYSTEM) as change:
        invitation = (
            SurveyInvitation.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("survey", "message")
            .filter(pk=pk, remind_at__lte=timezone.now())
            .first()
        )
        if invitation is None:
            return False
        invitation.remind_at = None
        way = ways.way_of(change.ticket, invitation.language) if _may(invitation, change.ticket) else None
        if way is None or isinstance(way, NotSent) or invitation.survey is None:
            invitation.save(update_fields=["remind_at"])
            return False
        token = random_token()
        invitation.reminder = sending.write(change, invitation, invitation.survey, way, token, reminder=True)
        invitation.reminder_hash, invitation.reminded_at = hash_token(token), change.at
        invitation.save(update_fields=["remind_at", "reminder", "reminder_hash", "reminded_at"])
        channel = way.route.channel
        change.event(Kind.SURVEY_SENT, invitation=pk, kind=invitation.kind, channel=channel, reminder=True)
        return True


def _may(invitation: SurveyInvitation, ticket: Ticket) -> bool:
    """Nobody is reminded who has answered, wants no surveys, whose mail came back, or whose matter goes on."""
    survey, customer = invitation.survey, ticket.customer
    if survey is None or not SurveySettings.current().enabled or not rules.is_on(survey, invitation):
        return False
    if invitation.state != State.SENT or invitation.is_expired:
        return False
    if SurveyAnswer.objects.filter(invitation=invitation).exists():
        return False
    if ticket.is_spam or customer.merged_into_id is not None or not customer.surveys_allowed:
        return False
    if invitation.message is not None and invitation.message.state == DeliveryState.FAILED:
        return False
    if invitation.moment in INTERACTIONS and invitation.second_of_id is None:
        went_on = ticket.resolution_cycle != invitation.resolution_cycle
        return not went_on and (ticket.status in DONE or invitation.moment != Moment.RESOLVED)
    return True
