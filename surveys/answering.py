"""The customer's answer: recorded once, however often and however fast it is posted.

The contract for everything that brings answers (the page, the chat window, a digit by SMS, a button):

    answer(token or invitation, score, comment=None, reasons=None, via="page")

records or changes the one answer of an invitation. Where there is a ticket, its history gets Kind.SURVEY_ANSWERED with
{"invitation", "kind", "score", "comment", "first", "unhappy"}: `first` is False for a change, `unhappy` as surveys/scores.py
says. Pending work (tickets/work.py) brings that event to whoever registered for it, exactly once. Whoever must act in the
same transaction, or on answers without a ticket, is in surveys/hooks.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.tokens import hash_token
from customers.actions import record_consent
from customers.models import Customer
from surveys import hooks, scores
from surveys.choices import scores_of
from surveys.models import Moment, State, SurveyAnswer, SurveyInvitation
from surveys.models.answer import MAX_COMMENT, MAX_REASONS
from tickets.actions.change import Change, changing
from tickets.actor import CUSTOMER
from tickets.events import Kind


class UnknownSurvey(Exception):
    """No survey was sent with this token."""


class ExpiredSurvey(Exception):
    """It was not answered in time."""


class AnswerIsFinal(Exception):
    """It was answered more than 24 hours ago."""


def find(token: str) -> SurveyInvitation:
    """The invitation behind a token (of the question, of its reminder, of an open page's answer), with its survey, ticket,
    customer and answer. Raises UnknownSurvey."""
    hashed = hash_token(token)
    invitation = (
        SurveyInvitation.objects.select_related("survey", "ticket", "customer", "inbox", "answer")
        .filter(Q(token_hash=hashed) | Q(reminder_hash=hashed), survey__isnull=False)
        .filter(Q(state=State.SENT) | Q(state=State.UNASKED, moment=Moment.OPEN))
        .first()
    )
    if invitation is None:
        raise UnknownSurvey
    return invitation


def answer_of(invitation: SurveyInvitation) -> SurveyAnswer | None:
    return getattr(invitation, "answer", None)


def answer(
    asked: str | SurveyInvitation,
    score: int,
    comment: str | None = None,
    reasons: Iterable[str] | None = None,
    *,
    via: str = "page",
    language: str = "",
    at: datetime | None = None,
) -> SurveyAnswer:
    """Record or change the answer; `comment` and `reasons` None keep those that are there. A reason that isn't asked for
    beside this score goes.

    The ticket's status never changes. The same answer again changes nothing. Raises UnknownSurvey, ExpiredSurvey,
    AnswerIsFinal, and ValueError for a score that the survey doesn't offer.
    """
    known = find(asked) if isinstance(asked, str) else asked
    _check(known, score)
    words = None if comment is None else comment.replace("\x00", "").strip()[:MAX_COMMENT]
    with _locked(known, at) as (invitation, change):
        given = SurveyAnswer.objects.filter(invitation=invitation).first()
        first = given is None
        if given is None:
            if invitation.is_expired:
                raise ExpiredSurvey
            given = SurveyAnswer(invitation=invitation, kind=invitation.kind, via=via[:12], language=language[:5])
            given.answered_at = at or timezone.now()
        ticked = _known_reasons(invitation, score, given.reasons if reasons is None else reasons)
        words = given.comment if words is None else words
        if not first:
            if (given.score, given.comment, given.reasons) == (score, words, ticked):
                return given
            if not given.is_changeable:
                raise AnswerIsFinal
            given.changed_at = timezone.now()
        given.score, given.comment, given.reasons = score, words, ticked
        given.save()
        if invitation.remind_at is not None:
            SurveyInvitation.objects.filter(pk=invitation.pk).update(remind_at=None)
        if change is not None:
            change.event(
                Kind.SURVEY_ANSWERED,
                invitation=invitation.pk,
                kind=given.kind,
                score=given.score,
                comment=given.comment,
                first=first,
                unhappy=given.is_unhappy,
            )
        hooks.tell_answered(given, first)
    return given


@contextmanager
def _locked(known: SurveyInvitation, at: datetime | None) -> Iterator[tuple[SurveyInvitation, Change | None]]:
    """The ticket, where there is one, then the invitation: the order that everybody keeps."""
    rows = SurveyInvitation.objects.select_for_update(of=("self",)).select_related("survey")
    if known.ticket_id is None:
        with transaction.atomic():
            yield rows.get(pk=known.pk), None
        return
    with changing(known.ticket_id, CUSTOMER, at=at) as change:
        yield rows.get(pk=known.pk), change


def _check(invitation: SurveyInvitation, score: int) -> None:
    offered = scores_of(invitation.kind, invitation.survey.look) if invitation.survey else ()
    if score not in offered or not scores.is_valid(invitation.kind, score):
        raise ValueError("This score is not offered.")


def _known_reasons(invitation: SurveyInvitation, score: int, ticked: Iterable[str]) -> list[str]:
    assert invitation.survey is not None
    offered = {reason.key for reason in invitation.survey.follow_up(score, invitation.language).reasons}
    return list(dict.fromkeys(key for key in ticked if key in offered))[:MAX_REASONS]


def set_wanted(customer: Customer, wanted: bool, *, words: str) -> None:
    """The customer wants no more surveys, or wants them again; kept in the words they clicked on."""
    if Customer.objects.filter(pk=customer.pk, surveys_allowed=wanted).exists():
        return
    record_consent(customer, "surveys", wanted, words=words, source="survey page")


def move_to(source: Customer, target: Customer) -> None:
    """Two profiles were joined: their surveys go along."""
    SurveyInvitation.objects.filter(customer=source).update(customer=target)
