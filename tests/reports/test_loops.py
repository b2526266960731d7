"""The closed loop against sets counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from reports import rollups
from reports.figures import figures
from reports.figures.loops import Loops, loops
from reports.metrics import satisfaction
from reports.period import Period
from reports.scope import Scope
from surveys.models import CaseOutcome, CaseState, FollowUpCase, State, SurveyAnswer, SurveyInvitation
from tests.cast import Cast
from tests.reports.story import asked, tell
from tickets.actions import set_spam
from tickets.actor import SYSTEM
from tickets.models import Inbox

ALL = Scope()
MARCH = Period(date(2026, 3, 2), date(2026, 3, 8))
NOON = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def case(cast: Cast, at: datetime, *, inbox: Inbox | None = None, score: int = 1, **fields: object) -> FollowUpCase:
    """One that was opened at `at`, due a day later; `after` is when it was closed by a person."""
    after = fields.pop("after", None)
    ticket = tell(cast, at - hours(3), inbox=inbox, who=f"{FollowUpCase.objects.count()}@example.com")
    answer = asked(ticket, at - hours(1), score).answer
    if isinstance(after, timedelta):
        fields |= {
            "state": CaseState.CLOSED,
            "outcome": CaseOutcome.EXPLAINED,
            "closed_at": at + after,
            "first_closed_at": at + after,
            "in_time": after <= hours(24),
        }
    return FollowUpCase.objects.create(answer=answer, score=score, opened_at=at, due_at=at + hours(24), **fields)


def again(one: FollowUpCase, sent_at: datetime, score: int | None = None) -> SurveyInvitation:
    first = one.answer.invitation
    second = SurveyInvitation.objects.create(
        second_of=first, ticket=first.ticket, customer=first.customer, state=State.SENT, sent_at=sent_at
    )
    if score is not None:
        SurveyAnswer.objects.create(invitation=second, score=score, answered_at=sent_at + hours(1))
    return second


@pytest.fixture
def told(cast: Cast) -> list[FollowUpCase]:
    """Closed after 2, 10 and 30 hours; one open and overdue; one open before its deadline; one from the week before that was
    closed in this one; all by mail but the second."""
    return [
        case(cast, NOON, after=hours(2), owner=cast.iga),
        case(cast, NOON, after=hours(10), inbox=cast.chat),
        case(cast, NOON, after=hours(30)),
        case(cast, NOON, owner=cast.iga),
        case(cast, NOON + hours(48)),
        case(cast, NOON - timedelta(days=7), after=timedelta(days=7)),
    ]


@time_machine.travel(NOON + hours(60), tick=False)
def test_how_many_and_how_fast(told: list[FollowUpCase]) -> None:
    found = loops(ALL, MARCH)[""]
    assert (found.opened, found.opened_closed, found.closed) == (5, 3, 4)
    assert found.share_closed == 3 / 5
    # 2, 10, 30 and 168 hours.
    assert found.median == hours(20).total_seconds()
    assert found.p90 == pytest.approx(hours(30 + 0.7 * 138).total_seconds())
    assert (found.judged, found.in_time, found.share_in_time) == (4, 2, 0.5)
    assert (found.open_now, found.overdue, found.unowned) == (2, 1, 1)


@time_machine.travel(NOON + hours(60), tick=False)
def test_split_and_narrowed(cast: Cast, told: list[FollowUpCase]) -> None:
    by_channel = loops(ALL, MARCH, "channel")
    assert {key: one.opened for key, one in by_channel.items()} == {"email": 4, "webchat": 1}
    assert by_channel["webchat"].median == hours(10).total_seconds()
    assert loops(Scope(channel="webchat"), MARCH)[""].closed == 1
    assert {key: one.opened for key, one in loops(ALL, MARCH, "owner").items()} == {0: 3, cast.iga.pk: 2}
    assert loops(ALL, MARCH, "team")[cast.returns.pk].opened == 5
    assert loops(ALL, MARCH, "agent")[0].opened == 5
    assert loops(Scope(team=cast.delivery.pk), MARCH) == {"": Loops()}
    with pytest.raises(ValueError, match="colour"):
        loops(ALL, MARCH, "colour")


@time_machine.travel(NOON + hours(60), tick=False)
def test_what_the_second_ask_said(told: list[FollowUpCase]) -> None:
    again(told[0], NOON + hours(3), 5)
    again(told[1], NOON + hours(12), 4)
    again(told[2], NOON + hours(31), 1)
    again(told[5], NOON + hours(5))
    again(told[3], NOON - timedelta(days=9), 5)
    found = loops(ALL, MARCH)[""]
    assert (found.asked_again, found.answered_again, found.happy_again) == (4, 3, 2)
    assert found.share_happy_again == 2 / 3
    moved = found.changes["csat"]
    # +4, +3 and 0.
    assert (moved.n, moved.mean) == (3, pytest.approx(7 / 3))
    assert moved.interval is not None
    assert moved.interval[0] < 7 / 3 < moved.interval[1]
    assert loops(ALL, MARCH, "channel")["webchat"].answered_again == 1


@time_machine.travel(NOON + hours(60), tick=False)
def test_a_second_ask_flatters_no_other_figure(told: list[FollowUpCase]) -> None:
    before = figures(["csat", "csat_response_rate"], ALL, MARCH), satisfaction.overall(ALL, MARCH)
    again(told[0], NOON + hours(3), 5)
    again(told[1], NOON + hours(3))
    assert (figures(["csat", "csat_response_rate"], ALL, MARCH), satisfaction.overall(ALL, MARCH)) == before
    assert satisfaction.asked(ALL, MARCH).n == 5
    assert rollups.sum_dirty()
    assert figures(["csat", "csat_response_rate"], ALL, MARCH) == before[0]


@time_machine.travel(NOON + hours(60), tick=False)
def test_reopening_rewrites_nothing(told: list[FollowUpCase]) -> None:
    FollowUpCase.objects.filter(pk=told[0].pk).update(state=CaseState.OPEN, outcome="", closed_at=None, reopened=1)
    found = loops(ALL, MARCH)[""]
    assert (found.closed, found.median, found.in_time) == (4, hours(20).total_seconds(), 2)
    # But it is open now.
    assert (found.opened_closed, found.open_now) == (2, 3)


@time_machine.travel(NOON + hours(60), tick=False)
def test_spam_and_what_closed_by_itself_count_nowhere(told: list[FollowUpCase]) -> None:
    changed = {"state": CaseState.CLOSED, "outcome": CaseOutcome.CHANGED, "closed_at": NOON}
    FollowUpCase.objects.filter(pk=told[3].pk).update(**changed)
    ticket = told[0].answer.invitation.ticket
    assert ticket is not None
    set_spam(SYSTEM, ticket.number, True)
    found = loops(ALL, MARCH)[""]
    assert (found.opened, found.closed, found.overdue) == (3, 3, 0)


@time_machine.travel(NOON + hours(60), tick=False)
def test_queries_dont_grow(told: list[FollowUpCase], django_assert_num_queries: object) -> None:
    with django_assert_num_queries(4):  # type: ignore[operator]
        loops(ALL, MARCH, "agent")
