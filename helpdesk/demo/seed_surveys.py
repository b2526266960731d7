"""Surveys of the demo's history, written as surveys/sending.py and surveys/answering.py write them, with the plan's times.

Nobody keeps the links of questions that were never mailed: their tokens are thrown away, only the hashes stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.tokens import hash_token, random_token
from surveys.models import NotSent, State, Survey, SurveyAnswer, SurveyInvitation
from tickets.actions import add_message
from tickets.actions.change import changing
from tickets.actor import CUSTOMER, SYSTEM
from tickets.events import Kind
from tickets.models import Ticket


def usual() -> Survey:
    """The survey that every new house has, under the shop's own name for it."""
    survey = Survey.objects.get()
    survey.name = "Po rozwiązaniu sprawy"
    survey.save(update_fields=["name"])
    return survey


def sent(
    number: int, at: datetime, survey: Survey, channel: str, *, second_of: SurveyInvitation | None = None
) -> SurveyInvitation:
    """The question leaves on this channel, perhaps for the second time."""
    with changing(number, SYSTEM, at=at) as change:
        ticket = change.ticket
        message = add_message(change, survey.words(ticket.language).question, automatic=True)
        invitation = SurveyInvitation.objects.create(
            survey=survey,
            kind=survey.kind,
            moment=survey.moment,
            ticket=ticket,
            customer=ticket.customer,
            resolution_cycle=ticket.resolution_cycle,
            second_of=second_of,
            state=State.SENT,
            token_hash=hash_token(random_token()),
            language=ticket.language,
            agent=ticket.assignee,
            team=ticket.team,
            inbox=ticket.inbox,
            channel=ticket.channel,
            topic=sorted(ticket.tags.values_list("name", flat=True)),
            sent_channel=channel,
            message=message,
            attempts=1,
            created_at=at,
            due_at=at,
            sent_at=at,
            expires_at=at + timedelta(days=survey.expiry_days),
        )
        change.event(Kind.SURVEY_SENT, invitation=invitation.pk, kind=invitation.kind, channel=channel)
    return invitation


def not_sent(survey: Survey, ticket: Ticket, at: datetime, reason: NotSent) -> None:
    """Somebody who was not asked, with the reason."""
    SurveyInvitation.objects.create(
        survey=survey,
        kind=survey.kind,
        moment=survey.moment,
        ticket=ticket,
        customer=ticket.customer,
        resolution_cycle=ticket.resolution_cycle,
        state=State.NOT_SENT,
        reason=reason,
        created_at=at,
        due_at=at,
    )


def answered(invitation: SurveyInvitation, score: int, comment: str, at: datetime) -> None:
    """The customer's score and words."""
    assert invitation.ticket_id is not None
    with changing(invitation.ticket_id, CUSTOMER, at=at) as change:
        # From a mail they go to the page; anywhere else they tap, or send a number.
        via = {"webchat": "chat", "email": "page"}.get(invitation.sent_channel, invitation.sent_channel)
        given = SurveyAnswer.objects.create(
            invitation=invitation,
            kind=invitation.kind,
            score=score,
            comment=comment,
            language=invitation.language,
            via=via,
            answered_at=at,
        )
        change.event(
            Kind.SURVEY_ANSWERED,
            invitation=invitation.pk,
            kind=given.kind,
            score=score,
            comment=comment,
            first=True,
            unhappy=given.is_unhappy,
        )
