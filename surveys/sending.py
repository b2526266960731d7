"""Due invitations leave as an automatic message of the ticket, on the customer's channel and in their language; who has
not answered may be reminded once."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation

from core.tokens import hash_token, random_token
from surveys import rules, ways, wording
from surveys.models import NotSent, State, Survey, SurveyInvitation, SurveySettings
from tickets.actions import add_message
from tickets.actions.change import Change, changing
from tickets.actor import SYSTEM
from tickets.events import Kind
from tickets.models import Message, MessageKind, Ticket

log = logging.getLogger(__name__)

MAX_PAUSE_S = 3600


def send_due(limit: int = 100) -> int:
    """Send or settle every due invitation, one transaction each. Returns how many were sent."""
    due = SurveyInvitation.objects.filter(state=State.DUE, due_at__lte=timezone.now()).order_by("due_at", "pk")
    sent = 0
    for pk, number in list(due.values_list("pk", "ticket_id")[:limit]):
        try:
            sent += _send(pk, number)
        except Exception:
            # One broken ticket must not keep the others waiting; it is tried again, later each time.
            log.exception("Survey %s on ticket %s could not be sent", pk, number)
            _postpone(pk)
    return sent


def _send(pk: int, number: int) -> bool:
    """Locks the ticket, then the invitation: the order that everybody keeps."""
    with changing(number, SYSTEM) as change:
        invitation = (
            SurveyInvitation.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("survey")
            .filter(pk=pk, state=State.DUE, due_at__lte=timezone.now())
            .first()
        )
        if invitation is None:
            return False
        reason = rules.why_not(invitation, change.ticket, SurveySettings.current())
        invitation.language = language_of(change.ticket)
        way = ways.way_of(change.ticket, invitation.language) if reason is None else reason
        if isinstance(way, NotSent):
            invitation.state, invitation.reason = State.NOT_SENT, way
            invitation.save(update_fields=["state", "reason"])
            return False
        assert invitation.survey is not None  # else why_not had said so
        _ask(change, invitation, invitation.survey, way)
        return True


def _ask(change: Change, invitation: SurveyInvitation, survey: Survey, way: ways.Way) -> None:
    ticket, route, token = change.ticket, way.route, random_token()
    invitation.message = write(change, invitation, survey, way, token)
    invitation.detour = way.detour
    invitation.token_hash = hash_token(token)
    invitation.state, invitation.reason, invitation.customer = State.SENT, "", ticket.customer
    invitation.agent_id = ticket.assignee_id or _last_author(ticket)
    invitation.team, invitation.inbox, invitation.channel = ticket.team, ticket.inbox, ticket.channel
    invitation.topic = sorted(ticket.tags.values_list("name", flat=True))
    invitation.sent_channel, invitation.sent_at = route.channel, change.at
    invitation.expires_at = change.at + timedelta(days=survey.expiry_days)
    if survey.remind_after_days:
        invitation.remind_at = change.at + timedelta(days=survey.remind_after_days)
    invitation.save()
    change.event(Kind.SURVEY_SENT, invitation=invitation.pk, kind=invitation.kind, channel=route.channel)


def write(
    change: Change, invitation: SurveyInvitation, survey: Survey, way: ways.Way, token: str, *, reminder: bool = False
) -> Message:
    """The message that asks. Agents see the question, never the link: nobody answers in the customer's name."""
    with translation.override(invitation.language):
        question = survey.words(invitation.language).question
        extra = wording.for_adapter(survey, invitation.language, token, change.ticket, way, reminder=reminder)
        return add_message(change, question, route_key=way.route.key, automatic=True, extra=extra)


def _last_author(ticket: Ticket) -> int | None:
    said = ticket.messages.filter(kind=MessageKind.OUTBOUND, automatic=False, author__isnull=False)
    return said.order_by("-sent_at", "-pk").values_list("author_id", flat=True).first()


def language_of(ticket: Ticket) -> str:
    """What the customer chose or writes, else the ticket's, else the inbox's; one that we have texts in."""
    known = {code for code, _ in settings.LANGUAGES}
    for code in (ticket.customer.language, ticket.language, ticket.inbox.language):
        if code in known:
            return code
    return settings.LANGUAGE_CODE


def _postpone(pk: int) -> None:
    invitation = SurveyInvitation.objects.filter(pk=pk, state=State.DUE).first()
    if invitation is not None:
        invitation.attempts = min(invitation.attempts + 1, 1000)
        pause = min(MAX_PAUSE_S, 15 * 2 ** min(invitation.attempts, 10))
        invitation.due_at = timezone.now() + timedelta(seconds=pause)
        invitation.save(update_fields=["attempts", "due_at"])
