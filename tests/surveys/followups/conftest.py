from __future__ import annotations

from collections.abc import Callable

import pytest

from surveys import answering
from surveys.models import FollowUpCase, SurveyInvitation
from tests.cast import Cast, make_cast, make_policy, write_in
from tests.surveys.conftest import run_surveys
from tickets.actions import reply, set_assignee
from tickets.actor import SYSTEM, Actor

Asked = Callable[..., SurveyInvitation]


@pytest.fixture
def cast(db: None) -> Cast:
    make_policy()
    return make_cast()


@pytest.fixture
def asked(cast: Cast) -> Asked:
    """A ticket of Iga's that was resolved and asked about; `assigned=False` leaves it nobody's."""

    def make(*, assigned: bool = True, **fields: object) -> SurveyInvitation:
        ticket = write_in(fields.pop("inbox", cast.mail), **fields).ticket  # type: ignore[arg-type]
        reply(Actor.agent(cast.iga), ticket.number, "It left today.", status="resolved")
        set_assignee(SYSTEM, ticket.number, cast.iga if assigned else None)
        run_surveys()
        return SurveyInvitation.objects.get(ticket=ticket)

    return make


@pytest.fixture
def case(asked: Asked) -> FollowUpCase:
    """An unhappy answer on Iga's ticket."""
    return unhappy(asked())


def unhappy(invitation: SurveyInvitation, score: int = 1, comment: str = "Two weeks!") -> FollowUpCase:
    answering.answer(invitation, score, comment)
    return FollowUpCase.objects.get(answer__invitation=invitation)
