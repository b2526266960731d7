"""Stars of a public review are satisfaction: counted once, and never as an answer to a question."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reports.figures import Row, figure
from reports.period import Period
from reports.scope import Scope
from surveys import sending
from surveys.models import NotSent, State, SurveyAnswer, SurveyInvitation
from tests.cast import Cast, customer, write_in
from tickets import work
from tickets.actions import remove_received, set_status
from tickets.actor import Actor
from tickets.models import Status, Ticket


def review(cast: Cast, stars: int, text: str = "Kubek przyszedł cały.", **fields: Any) -> Ticket:
    fields.setdefault("thread", "r-1")
    identity = customer("reviewer", "Kasia Nowak", kind="review")
    return write_in(cast.chat, text, identity=identity, rating=stars, **fields).ticket


def csat() -> tuple[Row, Row]:
    today = timezone.localdate()
    period = Period(today - timedelta(days=29), today)
    return figure("csat", Scope(), period)[0], figure("csat_response_rate", Scope(), period)[0]


@pytest.mark.django_db
def test_stars_count_in_csat_and_not_in_the_response_rate(cast: Cast, client: Client) -> None:
    ticket = review(cast, 5)
    given = SurveyAnswer.objects.get()
    assert (given.score, given.comment, given.via) == (5, "Kubek przyszedł cały.", "review")
    overall, asked = csat()
    assert (overall.n, overall.value, asked.n) == (1, 1.0, 0)
    client.force_login(cast.ada)
    page = client.get(reverse("ticket", args=[ticket.number])).content.decode()
    assert "from a public review" in page


@pytest.mark.django_db
def test_a_changed_review_counts_once(cast: Cast) -> None:
    began = timezone.now() - timedelta(days=3)
    review(cast, 1, "Stłuczony!", at=began, sent_at=began)
    review(cast, 4, "Wymienili od ręki.")
    given = SurveyAnswer.objects.get()
    assert (given.score, given.comment) == (4, "Wymienili od ręki.")
    assert given.answered_at == began and given.changed_at is not None


@pytest.mark.django_db
def test_a_review_that_goes_on_in_a_new_ticket_moves_there(cast: Cast) -> None:
    first = review(cast, 1)
    set_status(Actor.agent(cast.iga), first.number, Status.CLOSED)
    second = review(cast, 3)
    assert second.pk != first.pk
    assert SurveyAnswer.objects.get().invitation.ticket_id == second.pk


@pytest.mark.django_db
def test_two_reviews_of_one_person_are_two(cast: Cast) -> None:
    review(cast, 1)
    review(cast, 5, thread="r-2")
    assert sorted(SurveyAnswer.objects.values_list("score", flat=True)) == [1, 5]


@pytest.mark.django_db
def test_who_rated_in_public_is_not_asked_again(cast: Cast) -> None:
    ticket = review(cast, 2)
    set_status(Actor.agent(cast.iga), ticket.number, Status.RESOLVED)
    work.run_due()
    sending.send_due()
    asked = SurveyInvitation.objects.get(resolution_cycle=ticket.resolution_cycle)
    assert (asked.state, asked.reason) == (State.NOT_SENT, NotSent.RATED)


@pytest.mark.django_db
def test_words_taken_back_go_and_the_score_stays(cast: Cast) -> None:
    ticket = review(cast, 2, "Moje dane: Polna 5")
    message = ticket.messages.get()
    remove_received(message)
    work.run_due()
    given = SurveyAnswer.objects.get()
    assert (given.score, given.comment) == (2, "")


@pytest.mark.django_db
def test_stars_alone_are_no_words(cast: Cast) -> None:
    review(cast, 4, "★★★★☆")
    assert SurveyAnswer.objects.get().comment == ""


@pytest.mark.django_db
@pytest.mark.parametrize("stars", [0, 6, -1])
def test_no_other_scores(cast: Cast, stars: int) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        review(cast, stars)
    assert not Ticket.objects.exists()
