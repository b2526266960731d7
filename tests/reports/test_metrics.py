"""Each figure against a set small enough to count by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils import timezone

from reports.metrics import satisfaction, speed, volume
from reports.metrics.satisfaction import wilson
from reports.period import Period
from reports.scope import Scope
from tests.cast import Cast, customer, write_in
from tests.reports.story import asked, tell
from tickets.actions import reply, set_spam, set_status, start_ticket
from tickets.actor import SYSTEM, Actor

ALL = Scope()
MARCH = Period(date(2026, 3, 2), date(2026, 3, 8))
NOON = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)  # noon in Warsaw


@pytest.fixture(autouse=True)
def warsaw() -> Iterator[None]:
    with timezone.override(ZoneInfo("Europe/Warsaw")):
        yield


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def test_days_are_the_firms_wherever_the_reader_is(cast: Cast) -> None:
    tell(cast, datetime(2026, 3, 3, 22, 59, tzinfo=UTC))  # 23:59 on the 3rd in Warsaw
    tell(cast, datetime(2026, 3, 3, 23, 1, tzinfo=UTC), who="b@example.com")  # 00:01 on the 4th
    points = volume.over_time(ALL, MARCH).points
    assert [point.new for point in points] == [0, 1, 1, 0, 0, 0, 0]
    with timezone.override(UTC):
        assert [point.new for point in volume.over_time(ALL, MARCH).points] == [0, 1, 1, 0, 0, 0, 0]


def test_backlog_new_and_resolved(cast: Cast) -> None:
    early = tell(cast, NOON - timedelta(days=10), who="early@example.com")
    tell(cast, NOON, resolved_after=timedelta(days=1), who="a@example.com")
    tell(cast, NOON, who="b@example.com")
    set_status(Actor.agent(cast.iga), early.number, "resolved", at=NOON + timedelta(days=2))
    set_status(Actor.agent(cast.iga), early.number, "open", at=NOON + timedelta(days=3))
    found = volume.over_time(ALL, MARCH)
    assert [point.new for point in found.points] == [0, 0, 2, 0, 0, 0, 0]
    assert [point.resolved for point in found.points] == [0, 0, 0, 1, 1, 0, 0]
    assert [point.backlog for point in found.points] == [1, 1, 3, 2, 1, 2, 2]
    assert (found.before, found.new, found.resolved, found.backlog) == (1, 2, 2, 2)
    for point in found.points:
        assert volume.backlog_at(ALL, point.bucket.end).count() == point.backlog


def test_reopening_never_rewrites_the_past(cast: Cast) -> None:
    ticket = tell(cast, NOON, answered_after=hours(1), resolved_after=hours(5))
    before = (volume.over_time(ALL, MARCH).points[:3], speed.overall("resolution", ALL, MARCH))
    set_status(Actor.agent(cast.iga), ticket.number, "open", at=NOON + timedelta(days=20))
    set_status(Actor.agent(cast.iga), ticket.number, "resolved", at=NOON + timedelta(days=21))
    assert (volume.over_time(ALL, MARCH).points[:3], speed.overall("resolution", ALL, MARCH)) == before


def test_closing_a_resolved_ticket_is_no_second_resolution(cast: Cast) -> None:
    ticket = tell(cast, NOON, resolved_after=hours(1))
    set_status(SYSTEM, ticket.number, "closed", at=NOON + hours(2))
    assert volume.totals(ALL, MARCH) == (1, 1)


def test_spam_counts_nowhere(cast: Cast) -> None:
    ticket = tell(cast, NOON, answered_after=hours(1), resolved_after=hours(2))
    set_spam(Actor.agent(cast.iga), ticket.number, True)
    assert volume.totals(ALL, MARCH) == (0, 0)
    assert volume.over_time(ALL, MARCH).backlog == 0
    assert speed.overall("first_response", ALL, MARCH).n == 0
    assert speed.overall("resolution", ALL, MARCH).n == 0


def test_median_and_ninetieth_percentile(cast: Cast) -> None:
    for index, took in enumerate((1, 2, 3, 4, 10)):
        tell(cast, NOON, answered_after=hours(took), who=f"c{index}@example.com")
    found = speed.overall("first_response", ALL, MARCH)
    # Linear between the 4th (4 h) and the 5th (10 h): 4 + 0.6 × 6.
    assert (found.n, found.median, found.p90) == (5, hours(3), hours(7.6))
    assert found.is_few
    assert speed.over_time("first_response", ALL, MARCH)[2] == found
    assert speed.by_channel("first_response", ALL, MARCH) == {"email": found}


def test_only_a_human_answer_to_a_customer_is_a_first_response(cast: Cast) -> None:
    robot = write_in(cast.mail, at=NOON).ticket
    reply(SYSTEM, robot.number, "We got it.", automatic=True, at=NOON + hours(1))
    assert speed.overall("first_response", ALL, MARCH).n == 0
    identity = customer("new@example.com")
    start_ticket(
        Actor.agent(cast.iga), customer=identity.customer, inbox=cast.mail, identity=identity, subject="Hello",
        text="We found your glove.", at=NOON,
    )  # fmt: skip
    assert speed.overall("first_response", ALL, MARCH).n == 0
    reply(Actor.agent(cast.iga), robot.number, "It left.", at=NOON + hours(3))
    assert speed.overall("first_response", ALL, MARCH).median == hours(3)


def test_scopes_narrow_every_figure(cast: Cast) -> None:
    mail = tell(cast, NOON, answered_after=hours(2), resolved_after=hours(4))
    chat = tell(cast, NOON, inbox=cast.chat, who="visitor-1")
    asked(mail, NOON, 5)
    asked(chat, NOON, 1)
    for scope, csat in (
        (Scope(channel="email"), 1.0),
        (Scope(inbox=cast.mail.pk), 1.0),
        (Scope(channel="webchat"), 0.0),
    ):
        assert volume.totals(scope, MARCH)[0] == 1
        assert volume.over_time(scope, MARCH).new == 1
        assert satisfaction.overall(scope, MARCH).share == csat
    assert volume.totals(Scope(team=cast.delivery.pk), MARCH) == (0, 0)
    assert volume.by_channel(ALL, MARCH) == {"email": (1, 1), "webchat": (1, 0)}
    assert speed.overall("first_response", Scope(channel="webchat"), MARCH).n == 0


def test_csat_is_the_share_of_four_and_five(cast: Cast) -> None:
    ticket = tell(cast, NOON, resolved_after=hours(1))
    for score in (5, 4, 3, 2, 1, None, None, None):
        asked(ticket, NOON, score)
    csat = satisfaction.overall(ALL, MARCH)
    assert (csat.n, csat.happy, csat.share) == (5, 2, 0.4)
    rate = satisfaction.asked(ALL, MARCH)
    assert (rate.n, rate.answered, rate.rate) == (8, 5, 0.625)
    assert satisfaction.over_time(ALL, MARCH)[2] == csat
    assert satisfaction.by_channel(ALL, MARCH) == {"email": csat}


def test_an_answer_counts_when_given_a_survey_when_sent(cast: Cast) -> None:
    ticket = tell(cast, NOON, resolved_after=hours(1))
    asked(ticket, MARCH.start - timedelta(minutes=30), 5)  # sent before, answered after midnight
    assert satisfaction.overall(ALL, MARCH).n == 1
    assert satisfaction.asked(ALL, MARCH).n == 0


@pytest.mark.parametrize(
    ("happy", "n", "low", "high"),
    # Brown, Cai, DasGupta (2001) and R's prop.test(correct = FALSE).
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (230, 268, 0.8115, 0.8949),
    ],
)
def test_wilson(happy: int, n: int, low: float, high: float) -> None:
    assert wilson(happy, n) == pytest.approx((low, high), abs=0.0006)


def test_periods() -> None:
    today = timezone.localdate()
    assert Period.from_query(QueryDict("days=7")) == Period(today - timedelta(days=6), today)
    assert Period.from_query(QueryDict("from=2026-03-02&to=2026-03-08")) == MARCH
    assert MARCH.before == Period(date(2026, 2, 23), date(2026, 3, 1))
    for nonsense in (
        "",
        "days=8",
        "from=x&to=y",
        "from=2026-03-08&to=2026-03-02",
        "days=٧",
        "from=0001-01-01&to=9999-12-31",
    ):
        assert Period.from_query(QueryDict(nonsense)).days == 30
    year = Period(date(2025, 1, 1), date(2025, 12, 31))
    assert year.step == 7
    assert len(year.buckets()) == 53
    assert sum(bucket.days for bucket in year.buckets()) == 365


def test_summer_time_has_no_missing_hour(cast: Cast) -> None:
    tell(cast, datetime(2026, 3, 29, 21, 30, tzinfo=UTC))  # 23:30 on the day the clocks go forward
    week = Period(date(2026, 3, 27), date(2026, 3, 30))
    assert [point.new for point in volume.over_time(ALL, week).points] == [0, 0, 1, 0]
