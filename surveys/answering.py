"""The customer's answer: recorded once, however often and however fast it is posted."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from core.tokens import hash_token
from customers.actions import record_consent
from customers.models import Customer
from surveys.models import State, SurveyAnswer, SurveyInvitation
from surveys.models.answer import MAX_COMMENT
from tickets.actions.change import changing
from tickets.actor import CUSTOMER
from tickets.events import Kind


class UnknownSurvey(Exception):
    """No survey was sent with this token."""


class ExpiredSurvey(Exception):
    """It was not answered in time."""


class AnswerIsFinal(Exception):
    """It was answered more than 24 hours ago."""


def find(token: str) -> SurveyInvitation:
    """The sent invitation behind a token, with its ticket, customer and answer. Raises UnknownSurvey."""
    invitation = (
        SurveyInvitation.objects.select_related("ticket", "customer", "inbox", "answer")
        .filter(token_hash=hash_token(token), state=State.SENT)
        .first()
    )
    if invitation is None:
        raise UnknownSurvey
    return invitation


def answer_of(invitation: SurveyInvitation) -> SurveyAnswer | None:
    return getattr(invitation, "answer", None)


def answer(
    token: str, score: int, comment: str | None = None, *, via: str = "page", at: datetime | None = None
) -> SurveyAnswer:
    """Record or change the answer; `comment` None keeps the words that are there.

    The ticket's status never changes. The same answer again changes nothing. Raises UnknownSurvey, ExpiredSurvey,
    AnswerIsFinal, and ValueError for a score outside 1 to 5.
    """
    if not 1 <= score <= 5:
        raise ValueError("The score must be 1 to 5.")
    words = None if comment is None else comment.replace("\x00", "").strip()[:MAX_COMMENT]
    known = find(token)
    with changing(known.ticket_id, CUSTOMER, at=at) as change:
        invitation = SurveyInvitation.objects.select_for_update(of=("self",)).get(pk=known.pk)
        given = SurveyAnswer.objects.filter(invitation=invitation).first()
        if given is None:
            if invitation.is_expired:
                raise ExpiredSurvey
            given = SurveyAnswer(invitation=invitation, score=score, comment=words or "", via=via)
            given.answered_at = change.at
        else:
            words = given.comment if words is None else words
            if (given.score, given.comment) == (score, words):
                return given
            if not given.is_changeable:
                raise AnswerIsFinal
            given.score, given.comment, given.changed_at = score, words, timezone.now()
        first = given.pk is None
        given.save()
        change.event(
            Kind.SURVEY_ANSWERED, invitation=invitation.pk, score=given.score, comment=given.comment, first=first
        )
    return given


def set_wanted(customer: Customer, wanted: bool, *, words: str) -> None:
    """The customer wants no more surveys, or wants them again; kept in the words they clicked on."""
    if Customer.objects.filter(pk=customer.pk, surveys_allowed=wanted).exists():
        return
    record_consent(customer, "surveys", wanted, words=words, source="survey page")


def move_to(source: Customer, target: Customer) -> None:
    """Two profiles were joined: their surveys go along."""
    SurveyInvitation.objects.filter(customer=source).update(customer=target)
