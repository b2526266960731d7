"""Which answers open a case, whose it is, by when, and what the customer's later words do to it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from customers import actions as customers
from surveys import answering
from surveys.followups import acting
from surveys.models import (
    CaseOutcome,
    CaseState,
    CaseStep,
    FirstOwner,
    FollowUpCase,
    Moment,
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveySettings,
)
from tests.cast import Cast, customer, write_in
from tests.surveys.conftest import token_of
from tests.surveys.followups.conftest import Asked, unhappy
from tickets import work
from tickets.actions import set_assignee, set_spam, set_team
from tickets.actor import SYSTEM
from tickets.calendars import OFFICE_WEEK
from tickets.events import Kind
from tickets.models import Calendar, SLAPolicy, Ticket, TicketEvent

# A Friday, noon in Warsaw.
FRIDAY = datetime(2026, 3, 6, 11, 0, tzinfo=UTC)


def kinds(case: FollowUpCase) -> list[str]:
    return list(case.steps.values_list("kind", flat=True))


def fresh(case: FollowUpCase) -> FollowUpCase:
    return FollowUpCase.objects.get(pk=case.pk)


def of_ticket(case: FollowUpCase) -> Ticket:
    ticket = case.answer.invitation.ticket
    assert ticket is not None
    return ticket


@pytest.mark.parametrize(("score", "opens"), [(1, True), (2, True), (3, False), (5, False)])
def test_only_unhappy_answers_open_one(asked: Asked, score: int, opens: bool) -> None:
    answering.answer(asked(), score)
    assert FollowUpCase.objects.exists() is opens


def test_it_is_the_assignees_and_said_in_the_tickets_history(cast: Cast, case: FollowUpCase) -> None:
    assert (case.owner, case.state, case.score) == (cast.iga, CaseState.OPEN, 1)
    assert kinds(case) == ["opened"]
    said = TicketEvent.objects.filter(ticket=of_ticket(case)).order_by("pk").values_list("kind", flat=True)
    assert list(said)[-2:] == [Kind.SURVEY_ANSWERED, Kind.FOLLOW_UP_OPENED]


def test_nobodys_where_the_ticket_is_nobodys_or_the_house_wants_so(asked: Asked) -> None:
    assert unhappy(asked(assigned=False)).owner is None
    SurveySettings.objects.create(pk=1, case_owner=FirstOwner.NOBODY)
    assert unhappy(asked(identity=customer("b@example.com"))).owner is None


def test_the_deadline_is_in_the_tickets_business_hours(cast: Cast, asked: Asked) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        assert unhappy(asked()).due_at == FRIDAY + timedelta(hours=16), "round the clock where there are no hours"
        SurveySettings.objects.create(pk=1, case_hours=6)
        SLAPolicy.objects.update(calendar=Calendar.objects.create(name="Office", week=OFFICE_WEEK, holidays=""))
        case = unhappy(asked(identity=customer("b@example.com")))
    # Four hours on Friday until 16:00, two on Monday from 8:00 in Warsaw.
    assert case.due_at == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def test_without_hours_of_its_own_the_houses_calendar_counts(asked: Asked) -> None:
    office = Calendar.objects.create(name="Office", week=OFFICE_WEEK, holidays="")
    SurveySettings.objects.create(pk=1, case_hours=6, case_calendar=office)
    with time_machine.travel(FRIDAY, tick=False):
        assert unhappy(asked()).due_at == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def test_a_public_review_of_one_or_two_stars_opens_one_too(cast: Cast) -> None:
    identity = customer("reviewer", "Kasia", kind="review")
    ticket = write_in(cast.chat, "Stłuczony!", identity=identity, rating=2, thread="r-1").ticket
    case = FollowUpCase.objects.get()
    assert of_ticket(case) == ticket
    write_in(cast.chat, "Wymienili.", identity=identity, rating=5, thread="r-1")
    assert (fresh(case).state, fresh(case).outcome) == (CaseState.CLOSED, CaseOutcome.CHANGED)


def test_old_reviews_of_a_page_just_connected_open_nothing(cast: Cast) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    identity = customer("reviewer", "Kasia", kind="review")
    write_in(cast.chat, "Zły", identity=identity, rating=1, thread="r-1", sent_at=long_ago)
    assert SurveyAnswer.objects.exists()
    assert not FollowUpCase.objects.exists()


def test_an_open_page_opens_one_that_only_managers_see(cast: Cast, client: Client) -> None:
    survey = Survey.objects.create(name="Open", moment=Moment.OPEN)
    page = client.get(f"/feedback/{survey.public_id}/").context
    client.post(f"/feedback/{survey.public_id}/", {"submission": page["submission"], "score": "1"})
    case = FollowUpCase.objects.get()
    assert case.owner is None and case.answer.invitation.ticket is None
    for user, status in ((cast.iga, 404), (cast.marek, 200)):
        client.force_login(user)
        assert client.get(f"/follow-ups/{case.pk}/").status_code == status
        assert (f"/follow-ups/{case.pk}/" in client.get("/follow-ups/").content.decode()) is (status == 200)
    assert "Nobody knows who said this" in client.get(f"/follow-ups/{case.pk}/").content.decode()


def test_changed_to_content_before_anybody_did_anything_it_closes_by_itself(case: FollowUpCase) -> None:
    answering.answer(case.answer.invitation, 5)
    case = fresh(case)
    assert (case.state, case.outcome, case.closed_by) == (CaseState.CLOSED, CaseOutcome.CHANGED, None)
    assert case.first_closed_at is None, "no person closed it: it is no closed loop"
    assert kinds(case) == ["opened", "answer_changed", "closed"]
    answering.answer(case.answer.invitation, 2)
    case = fresh(case)
    assert (case.state, case.score, case.outcome) == (CaseState.OPEN, 2, "")
    assert FollowUpCase.objects.count() == 1


def test_changed_to_content_while_somebody_works_on_it_is_only_noted(cast: Cast, case: FollowUpCase) -> None:
    acting.begin(cast.iga, case.pk)
    answering.answer(case.answer.invitation, 5)
    assert fresh(case).state == CaseState.IN_PROGRESS
    assert kinds(case) == ["opened", "begun", "answer_changed"]


def test_taking_it_is_not_yet_work(cast: Cast, case: FollowUpCase) -> None:
    acting.take(cast.marek, case.pk)
    answering.answer(case.answer.invitation, 4)
    assert fresh(case).outcome == CaseOutcome.CHANGED


def test_another_unhappy_score_and_words_are_noted(case: FollowUpCase) -> None:
    invitation = case.answer.invitation
    answering.answer(invitation, 1, "Two weeks, and broken!")
    answering.answer(invitation, 2)
    case = fresh(case)
    assert (case.score, case.state) == (2, CaseState.OPEN)
    assert kinds(case) == ["opened", "words_added", "answer_changed"]
    assert case.steps.last().data == {"old": 1, "new": 2}  # type: ignore[union-attr]


def test_content_first_and_then_not_opens_one(asked: Asked) -> None:
    invitation = asked()
    answering.answer(invitation, 5)
    answering.answer(invitation, 1)
    assert FollowUpCase.objects.get().score == 1


def test_spam_closes_it_and_what_was_no_spam_comes_back(asked: Asked, case: FollowUpCase) -> None:
    ticket = of_ticket(case)
    set_spam(SYSTEM, ticket.number, True)
    work.run_due()
    assert fresh(case).outcome == CaseOutcome.SPAM
    set_spam(SYSTEM, ticket.number, False)
    work.run_due()
    assert fresh(case).state == CaseState.OPEN
    other = asked(identity=customer("b@example.com"))
    set_spam(SYSTEM, other.ticket_id, True)  # type: ignore[arg-type]
    answering.answer(other, 1)
    assert not FollowUpCase.objects.filter(answer__invitation=other).exists()
    set_spam(SYSTEM, other.ticket_id, False)  # type: ignore[arg-type]
    work.run_due()
    assert FollowUpCase.objects.filter(answer__invitation=other).exists()


def test_whoever_may_no_longer_see_the_ticket_lets_it_go(cast: Cast, case: FollowUpCase) -> None:
    ticket = of_ticket(case)
    set_assignee(SYSTEM, ticket.number, None)
    work.run_due()
    assert fresh(case).owner == cast.iga, "she is on its team"
    set_team(SYSTEM, ticket.number, cast.delivery)
    work.run_due()
    assert fresh(case).owner is None
    assert kinds(case)[-1] == CaseStep.Kind.LEFT
    set_assignee(SYSTEM, ticket.number, cast.jan)
    work.run_due()
    assert fresh(case).owner == cast.jan, "it goes with the ticket"


def test_joined_and_erased_customers(cast: Cast, case: FollowUpCase) -> None:
    target = customer("other@example.com", "Tomasz K.").customer
    person = case.answer.invitation.customer
    assert person is not None
    customers.join(person, target)
    assert fresh(case).answer.invitation.customer == target
    ticket = of_ticket(case)
    SurveyInvitation.objects.filter(ticket=ticket).delete()
    assert not FollowUpCase.objects.exists() and not CaseStep.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_unhappy_posts_at_once_open_one(asked: Asked) -> None:
    url, ready, statuses = f"/s/{token_of(asked())}/", threading.Barrier(10), []

    def post() -> None:
        try:
            ready.wait()
            statuses.append(Client().post(url, {"score": "1"}).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 10
    assert FollowUpCase.objects.count() == 1
    assert kinds(FollowUpCase.objects.get()) == ["opened"]
    assert TicketEvent.objects.filter(kind=Kind.FOLLOW_UP_OPENED).count() == 1
    connection.close()
