"""Owners hear of their cases, managers of those that nobody has and of late ones; each thing once, after an outage, too."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Role, User
from surveys.followups import acting, opening, telling
from surveys.models import FollowUpCase, Moment, State, SurveyAnswer, SurveyInvitation
from tests.automation.at_once import in_threads
from tests.cast import Cast
from tests.surveys.followups.conftest import Asked, unhappy
from tests.surveys.followups.test_opening import fresh
from tickets.models import Notification
from tickets.notices import href, say


def told(user: User) -> list[str]:
    rows = Notification.objects.filter(user=user, kind__in=["case", "case_due"]).order_by("pk")
    return [say(row).partition(":")[0] for row in rows]


def test_the_owner_hears_that_it_is_theirs(cast: Cast, case: FollowUpCase) -> None:
    assert told(cast.iga) == ["Yours to follow up"]
    assert told(cast.marek) == []
    row = Notification.objects.get(user=cast.iga, kind="case")
    assert say(row) == "Yours to follow up: CSAT 1/5 · Tomasz Kuna"
    assert href(row) == f"/follow-ups/{case.pk}/"


def test_managers_hear_of_what_nobody_has(cast: Cast, asked: Asked) -> None:
    unhappy(asked(assigned=False))
    assert told(cast.marek) == told(cast.ada) == ["Nobody follows this up yet"]
    assert told(cast.iga) == []


def test_who_gets_it_is_told_by_whom(cast: Cast, case: FollowUpCase) -> None:
    acting.give(cast.marek, case.pk, cast.ada)
    assert told(cast.ada) == ["Marek Manager gave you a follow-up"]
    acting.take(cast.marek, case.pk)
    assert told(cast.marek) == []


def test_soon_and_late_once_each(cast: Cast, case: FollowUpCase) -> None:
    assert telling.sweep() == 0
    with time_machine.travel(case.due_at - timedelta(hours=3)):
        assert telling.sweep() == 1 and telling.sweep() == 0
    with time_machine.travel(case.due_at + timedelta(minutes=1)):
        assert telling.sweep() == 1 and telling.sweep() == 0
    assert told(cast.iga) == ["Yours to follow up", "A follow-up is due soon", "A follow-up is late"]
    assert told(cast.marek) == ["A follow-up is late"]


def test_after_an_outage_only_what_is_true_now_is_told(cast: Cast, case: FollowUpCase) -> None:
    with time_machine.travel(case.due_at + timedelta(days=3)):
        assert telling.sweep() == 1
    assert told(cast.iga) == ["Yours to follow up", "A follow-up is late"]


def test_what_is_closed_is_not_told_of(cast: Cast, case: FollowUpCase) -> None:
    acting.close(cast.iga, case.pk, "nothing", "It was a mistake.")
    with time_machine.travel(case.due_at + timedelta(days=1)):
        assert telling.sweep() == 0


def test_whoever_has_left_has_nothing(cast: Cast, case: FollowUpCase) -> None:
    User.objects.filter(pk=cast.iga.pk).update(is_active=False)
    with time_machine.travel(case.due_at - timedelta(hours=1)):
        telling.sweep()
    assert told(cast.marek) == ["A follow-up is due soon, and nobody has it"]


def test_an_open_again_case_has_a_new_deadline_that_is_told_of(cast: Cast, case: FollowUpCase) -> None:
    acting.close(cast.iga, case.pk, "nothing", "It was a mistake.")
    acting.reopen(cast.marek, case.pk, "It was none.")
    assert told(cast.iga)[-1] == "A follow-up is open again"
    with time_machine.travel(fresh(case).due_at + timedelta(minutes=1)):
        assert telling.sweep() == 1
    assert told(cast.iga)[-1] == "A follow-up is late"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_thing_once(cast: Cast, asked: Asked) -> None:
    case = unhappy(asked())
    FollowUpCase.objects.update(tell_at=case.opened_at, due_at=case.opened_at)
    assert sorted(map(str, in_threads(telling.sweep, telling.sweep))) == ["0", "1"]
    assert told(cast.iga) == ["Yours to follow up", "A follow-up is late"]


def test_who_may_no_longer_see_it_hears_nothing_of_it(cast: Cast, case: FollowUpCase) -> None:
    opened = SurveyInvitation.objects.create(moment=Moment.OPEN, state=State.UNASKED)
    known = SurveyAnswer.objects.create(invitation=opened, score=1, claimed_email="jan@example.com")
    without = opening.open_case(known)
    assert without is not None
    acting.give(cast.marek, without.pk, cast.ada)
    User.objects.filter(pk=cast.ada.pk).update(role=Role.AGENT)
    heard = len(told(cast.ada))
    with time_machine.travel(without.due_at - timedelta(minutes=30)):
        telling.sweep()
    assert "A follow-up is due soon, and nobody has it" in told(cast.marek)
    with time_machine.travel(without.due_at + timedelta(minutes=1)):
        telling.sweep()
    assert len(told(cast.ada)) == heard


def test_one_broken_case_holds_up_no_other(cast: Cast, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = (unhappy(asked(assigned=False)) for _n in range(2))
    what = telling.what

    def fails(case: FollowUpCase) -> str:
        if case.pk == broken.pk:
            raise ZeroDivisionError
        return what(case)

    monkeypatch.setattr(telling, "what", fails)
    late = max(broken.due_at, other.due_at) + timedelta(minutes=1)
    FollowUpCase.objects.filter(pk=broken.pk).update(tell_at=timezone.now() - timedelta(days=1))
    with time_machine.travel(late):
        assert telling.sweep() == 1
    assert told(cast.marek)[-1] == "A follow-up is late"
    monkeypatch.setattr(telling, "what", what)
    with time_machine.travel(late + timedelta(minutes=1)):
        assert telling.sweep() == 1
    assert told(cast.marek)[-2:] == ["A follow-up is late"] * 2
