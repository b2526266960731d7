"""Taking, giving, noting, closing with what was done, and the second ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from surveys import answering, sending
from surveys.followups import acting
from surveys.models import CaseOutcome, CaseState, FollowUpCase, State, SurveyInvitation
from tests.cast import Cast, customer, write_in
from tests.surveys.followups.conftest import Asked, unhappy
from tests.surveys.followups.test_opening import fresh, kinds, of_ticket
from tickets import work
from tickets.actions import reply
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Status, TicketEvent


def closed(cast: Cast, case: FollowUpCase, days: int = 14) -> FollowUpCase:
    return acting.close(cast.marek, case.pk, CaseOutcome.EXPLAINED, "Called and explained.", ask_after=days)


def second_of(case: FollowUpCase) -> SurveyInvitation:
    return SurveyInvitation.objects.get(second_of=case.answer.invitation)


def asked_again(case: FollowUpCase) -> SurveyInvitation:
    """The second question leaves."""
    second = second_of(case)
    with time_machine.travel(second.due_at + timedelta(minutes=1)):
        assert sending.send_due() == 1
    return second_of(case)


def test_an_answer_on_the_ticket_is_work_begun(cast: Cast, case: FollowUpCase) -> None:
    reply(Actor.agent(cast.marek), of_ticket(case).number, "I am sorry!")
    work.run_due()
    case = fresh(case)
    assert (case.state, case.owner) == (CaseState.IN_PROGRESS, cast.iga)
    assert kinds(case) == ["opened", "contacted"]
    assert case.steps.last().by == cast.marek  # type: ignore[union-attr]


def test_who_begins_what_is_nobodys_has_it(cast: Cast, asked: Asked) -> None:
    case = unhappy(asked(assigned=False))
    acting.begin(cast.iga, case.pk)
    assert fresh(case).owner == cast.iga


def test_given_only_to_who_may_see_it(cast: Cast, case: FollowUpCase) -> None:
    with pytest.raises(ValueError, match="Jan"):
        acting.give(cast.marek, case.pk, cast.jan)
    acting.give(cast.marek, case.pk, cast.ada)
    assert fresh(case).owner == cast.ada


def test_closing_needs_an_outcome_and_words(cast: Cast, case: FollowUpCase) -> None:
    for outcome, done in (("", "Called."), (CaseOutcome.SPAM, "Called."), (CaseOutcome.EXPLAINED, "  ")):
        with pytest.raises(ValueError, match=r"how it ended|what was done"):
            acting.close(cast.iga, case.pk, outcome, done)
    assert fresh(case).is_open


def test_closed_in_time_with_everything_kept(cast: Cast, case: FollowUpCase) -> None:
    closed(cast, case)
    case = fresh(case)
    assert (case.state, case.outcome, case.done) == (CaseState.CLOSED, "explained", "Called and explained.")
    assert (case.closed_by, case.owner, case.in_time, case.tell_at) == (cast.marek, cast.iga, True, None)
    assert case.first_closed_at == case.closed_at
    event = TicketEvent.objects.get(kind=Kind.FOLLOW_UP_CLOSED)
    assert (event.actor, event.data["outcome"]) == (cast.marek, "explained")
    with pytest.raises(ValueError, match="closed already"):
        closed(cast, case)


def test_closing_late_is_late_for_good(cast: Cast, case: FollowUpCase) -> None:
    with time_machine.travel(case.due_at + timedelta(hours=1)):
        closed(cast, case, 0)
        acting.reopen(cast.marek, case.pk, "They wrote again.")
        assert fresh(case).due_at > timezone.now()
        closed(cast, case, 0)
    case = fresh(case)
    assert case.in_time is False
    assert case.first_closed_at is not None and case.closed_at is not None
    assert case.first_closed_at < case.closed_at
    assert kinds(case) == ["opened", "closed", "reopened", "closed"]
    assert not SurveyInvitation.objects.filter(second_of__isnull=False).exists()


def test_the_second_ask_leaves_and_what_it_said_stays_with_the_case(
    cast: Cast, case: FollowUpCase, client: Client
) -> None:
    closed(cast, case)
    second = second_of(case)
    assert (second.state, second.due_at) == (State.DUE, fresh(case).closed_at + timedelta(days=14))  # type: ignore[operator]
    second = asked_again(case)
    assert second.state == State.SENT
    answering.answer(second, 5, "Thank you, now it works.")
    case = fresh(case)
    assert (case.state, case.outcome) == (CaseState.CLOSED, CaseOutcome.EXPLAINED)
    assert kinds(case)[-1] == "second_answered"
    client.force_login(cast.iga)
    assert "Thank you, now it works." in client.get(f"/follow-ups/{case.pk}/").content.decode()


def test_unhappy_again_the_same_case_goes_on_and_nobody_asks_a_third_time(cast: Cast, case: FollowUpCase) -> None:
    closed(cast, case)
    second = asked_again(case)
    answering.answer(second, 2)
    assert FollowUpCase.objects.count() == 1
    case = fresh(case)
    assert (case.state, case.reopened, case.owner, case.outcome) == (CaseState.OPEN, 1, cast.iga, "")
    assert kinds(case)[-2:] == ["second_answered", "reopened"]
    assert acting.why_not_again(case)
    with pytest.raises(ValueError, match="second time"):
        closed(cast, case)
    closed(cast, case, 0)
    assert SurveyInvitation.objects.filter(second_of__isnull=False).count() == 1


def test_a_second_answer_changed_to_content_closes_what_it_had_reopened(cast: Cast, case: FollowUpCase) -> None:
    closed(cast, case)
    second = asked_again(case)
    answering.answer(second, 1)
    answering.answer(second, 5)
    case = fresh(case)
    assert (case.state, case.outcome) == (CaseState.CLOSED, CaseOutcome.SATISFIED)
    assert (case.done, case.closed_by) == ("Called and explained.", None)


def test_while_it_is_open_again_nobody_is_asked(cast: Cast, case: FollowUpCase) -> None:
    closed(cast, case)
    acting.reopen(cast.marek, case.pk)
    assert not SurveyInvitation.objects.filter(second_of__isnull=False).exists()
    assert kinds(case)[-2:] == ["reopened", "second_dropped"]
    closed(cast, case, 3)
    assert second_of(case).state == State.DUE


def test_where_nobody_can_be_asked_again(cast: Cast, asked: Asked) -> None:
    review = write_in(
        cast.chat, "Zły", identity=customer("reviewer", "Kasia", kind="review"), rating=1, thread="r-1"
    ).ticket
    came = FollowUpCase.objects.get(answer__invitation__ticket=review)
    assert "no question" in acting.why_not_again(came)
    case = unhappy(asked())
    answering.set_wanted(case.answer.invitation.customer, False, words="no")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="does not want surveys"):
        closed(cast, fresh(case))
    closed(cast, case, 0)


def test_the_second_answer_never_touches_the_ticket(cast: Cast, case: FollowUpCase) -> None:
    closed(cast, case)
    answering.answer(asked_again(case), 1)
    ticket = of_ticket(fresh(case))
    assert ticket.status == Status.RESOLVED
