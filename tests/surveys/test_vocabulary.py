"""Rules about surveys: an unhappy answer raises the priority."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from automation.models import Rule
from surveys import answering, scores
from surveys.models import SurveyInvitation
from tests.cast import Cast
from tests.surveys.conftest import run_surveys, token_of
from tickets import work
from tickets.models import Priority, Ticket
from tickets.vocabulary import Facts, matches


def one(field: str, op: str, value: object) -> dict[str, object]:
    return {"match": "all", "items": [{"field": field, "op": op, "value": value}]}


@pytest.mark.parametrize(("score", "priority"), [(2, Priority.URGENT), (3, Priority.NORMAL)])
def test_an_unhappy_answer_raises_the_priority(
    cast: Cast, resolved: Callable[..., Ticket], score: int, priority: int
) -> None:
    Rule.objects.create(
        name="Unhappy",
        kind="event",
        triggers=["survey_answered"],
        conditions=one("survey_unhappy", "is", True),
        effects=[{"effect": "priority", "value": Priority.URGENT}],
    )
    ticket = resolved()
    run_surveys()
    answering.answer(token_of(SurveyInvitation.objects.get()), score)
    work.run_due()
    ticket.refresh_from_db()
    assert ticket.priority == priority


def test_scores_can_be_asked_about(cast: Cast, resolved: Callable[..., Ticket]) -> None:
    ticket = resolved()
    for field in ("satisfaction", "survey_score"):
        assert not matches(one(field, "max", 5), Facts(ticket))
    run_surveys()
    answering.answer(token_of(SurveyInvitation.objects.get()), 2)
    other = resolved()
    assert matches(one("satisfaction", "max", 2), Facts(other))
    assert not matches(one("survey_score", "max", 2), Facts(other))
    assert matches(one("survey_score", "max", 2), Facts(ticket))
    assert matches(one("survey_kind", "any", ["csat"]), Facts(ticket))
    assert not matches(one("survey_unhappy", "is", True), Facts(other))


def test_on_one_scale_happy_stays_happy() -> None:
    for kind, one_scale in scores.SCALES.items():
        found = [scores.as_csat(kind, score) for score in one_scale.scores]
        assert found == sorted(found) and set(found) == {1, 2, 3, 4, 5}
        for score, same in zip(one_scale.scores, found, strict=True):
            assert scores.tone(kind, score) == scores.tone(scores.Kind.CSAT, same)
