"""Cases for unhappy answers of before: when they are asked for, each once, whatever stops the command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from surveys import answering
from surveys.followups import catching_up, opening
from surveys.models import FollowUpCase, SurveyAnswer, SurveyInvitation
from tests.automation.at_once import in_threads
from tests.cast import Cast, customer, make_cast, make_policy, write_in
from tests.surveys.conftest import run_surveys
from tests.surveys.followups.conftest import Asked, unhappy
from tickets.actions import reply, set_spam
from tickets.actor import SYSTEM, Actor


def said(*args: str) -> str:
    out, errors = StringIO(), StringIO()
    call_command("open_follow_ups", *args, stdout=out, stderr=errors)
    return out.getvalue() + errors.getvalue()


@pytest.fixture
def before(asked: Asked) -> Callable[..., SurveyAnswer]:
    """An answer from when there were no cases."""

    def make(score: int = 1, days: int = 3) -> SurveyAnswer:
        invitation = asked()
        given = unhappy(invitation, score).answer
        FollowUpCase.objects.filter(answer=given).delete()
        SurveyAnswer.objects.filter(pk=given.pk).update(answered_at=timezone.now() - timedelta(days=days))
        return given

    return make


def test_what_has_none_gets_one_from_now_and_only_once(cast: Cast, before: Callable[..., SurveyAnswer]) -> None:
    young, spam = before(), before()
    before(days=31)
    content = before()
    SurveyAnswer.objects.filter(pk=content.pk).update(score=4)
    assert spam.invitation.ticket is not None
    set_spam(SYSTEM, spam.invitation.ticket.number, True)
    start = timezone.now()
    assert said("--count") == "1 without a case\n"
    assert not FollowUpCase.objects.exists()
    assert (said("--days", "2"), said(), said()) == ("0 opened\n", "1 opened\n", "0 opened\n")
    case = FollowUpCase.objects.get()
    assert case.answer == young and case.owner == cast.iga and case.opened_at >= start and case.due_at > start
    assert case.steps.get().kind == "opened"
    with pytest.raises(CommandError):
        said("--days", "31")


def test_one_that_breaks_is_left_for_the_next_run(
    before: Callable[..., SurveyAnswer], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, other = before(), before()
    monkeypatch.setattr(catching_up, "BATCH", 1)
    whole = opening.open_case

    def fails(given: SurveyAnswer) -> FollowUpCase | None:
        if given.pk == broken.pk:
            raise ZeroDivisionError
        return whole(given)

    monkeypatch.setattr(opening, "open_case", fails)
    assert said() == "1 opened\n1 could not be opened; the log says why. Run it again later.\n"
    assert FollowUpCase.objects.get().answer == other


@pytest.mark.django_db(transaction=True)
def test_two_at_once_open_each_once(transactional_db: None) -> None:
    make_policy()
    cast = make_cast()
    for n in range(4):
        ticket = write_in(cast.mail, identity=customer(f"c{n}@example.com")).ticket
        reply(Actor.agent(cast.iga), ticket.number, "Yes.", status="resolved")
    run_surveys()
    for invitation in SurveyInvitation.objects.all():
        answering.answer(invitation, 1)
    FollowUpCase.objects.all().delete()
    in_threads(*[catching_up.open_missing] * 3)
    assert FollowUpCase.objects.count() == 4 and all(case.steps.count() == 1 for case in FollowUpCase.objects.all())
