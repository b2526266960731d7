"""What conditions of rules can ask about surveys, beside the trigger "a survey is answered"."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys import scores
from surveys.followups.queries import OPEN
from surveys.models import FollowUpCase, SurveyAnswer
from tickets.events import Kind as Event
from tickets.vocabulary import Facts
from tickets.vocabulary.fields import CHOICE, FLAG, NUMBER, Field, register_field


def register() -> None:
    """Called at start."""
    register_field(Field("satisfaction", _("customer's newest score, 1 to 5"), NUMBER, _satisfaction))
    register_field(Field("survey_score", _("survey score"), NUMBER, _score))
    register_field(Field("survey_kind", _("survey measures"), CHOICE, _kind, lambda: scores.Kind.choices))
    register_field(Field("survey_unhappy", _("survey answer is unhappy"), FLAG, _unhappy))
    register_field(
        Field("follow_up_open", _("an unhappy answer is being followed up"), FLAG, _followed_up, query=_with_case)
    )


def _satisfaction(facts: Facts) -> int | None:
    """Of any of the customer's tickets and of any kind, on CSAT's scale (surveys/scores.py)."""
    newest = (
        SurveyAnswer.objects.filter(invitation__customer=facts.ticket.customer_id)
        .order_by("-answered_at", "-pk")
        .only("kind", "score")
        .first()
    )
    return scores.as_csat(newest.kind, newest.score) if newest is not None else None


def _answer(facts: Facts) -> tuple[str, int] | None:
    """Kind and score of the answer that just came, else of the ticket's newest one."""
    event = facts.event
    if event is not None and event.kind == Event.SURVEY_ANSWERED:
        kind, score = event.data.get("kind", scores.Kind.CSAT), event.data.get("score")
        return None if score is None else (str(kind), int(score))
    given = SurveyAnswer.objects.filter(invitation__ticket=facts.ticket).order_by("-answered_at", "-pk")
    found: tuple[str, int] | None = given.values_list("kind", "score").first()
    return found


def _score(facts: Facts) -> int | None:
    found = _answer(facts)
    return found[1] if found else None


def _kind(facts: Facts) -> str:
    found = _answer(facts)
    return found[0] if found else ""


def _unhappy(facts: Facts) -> bool:
    found = _answer(facts)
    return found is not None and scores.is_unhappy(*found)


def _followed_up(facts: Facts) -> bool:
    return FollowUpCase.objects.filter(OPEN, answer__invitation__ticket=facts.ticket).exists()


def _with_case(_op: str, value: Any) -> Q:
    going_on = FollowUpCase.objects.filter(OPEN, answer__invitation__ticket__isnull=False)
    found = Q(pk__in=going_on.values("answer__invitation__ticket"))
    return found if value else ~found
