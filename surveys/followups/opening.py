"""A case opens with its answer, in the same transaction, and follows what the customer says later.

docs/decisions/0009-second-ask.md says why a second unhappy answer reopens the case instead of opening another.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from surveys.followups import deadline, telling
from surveys.followups.frame import Work, within, working_on
from surveys.models import (
    CaseOutcome,
    CaseState,
    CaseStep,
    FirstOwner,
    FollowUpCase,
    State,
    SurveyAnswer,
    SurveyInvitation,
    SurveySettings,
)
from tickets.events import Kind
from tickets.models import Ticket

# What was said longer ago came with imported history (a review page that was just connected).
TOO_OLD = timedelta(days=30)
Did = CaseStep.Kind


def on_answered(given: SurveyAnswer, first: bool) -> None:
    """Called in the transaction of every answer, new or changed, with the answer locked (surveys/hooks.py)."""
    if given.invitation.second_of_id is not None:
        _second_said(given, first)
        return
    known = FollowUpCase.objects.filter(answer=given).values_list("pk", flat=True).first()
    if known is not None:
        with working_on(known, None) as work:
            _follow(work, given)
    elif given.is_unhappy and given.answered_at > timezone.now() - TOO_OLD:
        open_case(given)


def open_case(given: SurveyAnswer, *, at: datetime | None = None) -> FollowUpCase | None:
    """Open the case of an unhappy answer; None where its ticket is spam. The one that is there already stays as it is."""
    invitation, chosen, at = given.invitation, SurveySettings.current(), at or timezone.now()
    with within(invitation.ticket_id, None, at=at) as change:
        ticket = change.ticket if change is not None else None
        if ticket is not None and ticket.is_spam:
            return None
        case, created = FollowUpCase.objects.get_or_create(
            answer=given,
            defaults={
                "score": given.score,
                "owner": _first_owner(ticket, chosen),
                "opened_at": at,
                "due_at": deadline.due_at(ticket, at, chosen),
            },
        )
        if created:
            work = Work(case, None, at, change)
            work.step(Did.OPENED, to=case.owner, score=given.score)
            work.event(Kind.FOLLOW_UP_OPENED)
            telling.opened(case, at)
            work.save()
    return case


def _first_owner(ticket: Ticket | None, chosen: SurveySettings) -> User | None:
    if ticket is None or chosen.case_owner != FirstOwner.ASSIGNEE:
        return None
    return ticket.assignee if ticket.assignee is not None and ticket.assignee.is_active else None


def _follow(work: Work, given: SurveyAnswer) -> None:
    """The customer changed the answer within its 24 hours."""
    case, was = work.case, work.case.score
    case.answer = given
    if given.score == was:
        if case.is_open and (given.comment or given.reasons):
            work.step(Did.WORDS_ADDED)
            work.save()
        return
    case.score = given.score
    step = work.step(Did.ANSWER_CHANGED, old=was, new=given.score)
    if not given.is_unhappy and case.is_open and case.worked_at is None:
        settle(work, CaseOutcome.CHANGED)
    elif given.is_unhappy and case.outcome == CaseOutcome.CHANGED:
        open_again(work)
    elif case.is_open:
        telling.answer_changed(case, step)
    work.save()


def _second_said(given: SurveyAnswer, first: bool) -> None:
    """Unhappy again: the same case goes on. Content now: a case that only this answer had reopened is over again."""
    known = FollowUpCase.objects.filter(answer__invitation=given.invitation.second_of_id)
    pk = known.values_list("pk", flat=True).first()
    if pk is None:
        return
    with working_on(pk, None) as work:
        last = work.case.steps.filter(kind=Did.SECOND_ANSWERED).order_by("-at", "-pk").first()
        if not first and last is not None and last.data.get("score") == given.score:
            return
        work.step(Did.SECOND_ANSWERED, score=given.score, of=str(given))
        if given.is_unhappy and not work.case.is_open:
            open_again(work)
        elif given.is_happy and work.case.is_open and work.case.worked_at is None and work.case.reopened:
            settle(work, CaseOutcome.SATISFIED)
        work.save()


def settle(work: Work, outcome: CaseOutcome) -> None:
    """It closes by itself; no person did, so no figure takes it for one that did. Unsaved."""
    case = work.case
    case.state, case.outcome = CaseState.CLOSED, outcome
    case.closed_at, case.closed_by, case.tell_at = work.at, None, None
    work.step(Did.CLOSED, outcome=outcome.value)
    work.event(Kind.FOLLOW_UP_CLOSED, outcome=outcome.value)


def open_again(work: Work, text: str = "") -> None:
    """With a new deadline; by a person it is work begun. A second question that hasn't left stays here. Unsaved."""
    case = work.case
    case.state, case.outcome = (CaseState.IN_PROGRESS if work.by else CaseState.OPEN), ""
    case.closed_at = case.closed_by = None
    case.worked_at = work.at if work.by else None
    case.reopened += 1
    case.due_at = deadline.due_at(work.ticket, work.at, SurveySettings.current())
    work.step(Did.REOPENED, text=text)
    work.event(Kind.FOLLOW_UP_REOPENED)
    drop_second(work)
    telling.reopened(case, work.at, work.by)


def drop_second(work: Work) -> None:
    """Nobody is asked how it was while it goes on."""
    waiting = SurveyInvitation.objects.filter(second_of=work.case.answer.invitation, state=State.DUE)
    if waiting.delete()[0]:
        work.step(Did.SECOND_DROPPED)
