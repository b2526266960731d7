"""Each figure against a set small enough to count by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils import timezone

from reports.figures import Row, figure
from reports.figures.age import backlog_age
from reports.figures.statistics import wilson
from reports.period import Period
from reports.scope import Scope
from tests.cast import Cast, customer, write_in
from tests.reports.story import asked, tell
from tickets import work
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


def one(name: str, scope: Scope = ALL, period: Period = MARCH) -> Row:
    """A figure of everything, once all that happened is counted."""
    while work.run_due():
        pass
    (row,) = figure(name, scope, period)
    return row


def daily(name: str, period: Period = MARCH) -> list[float | None]:
    one(name)
    return [row.value for row in figure(name, ALL, period, "time")]


def split(name: str, by: str) -> dict[str, float | None]:
    one(name)
    return {row.key: row.value for row in figure(name, ALL, MARCH, by)}


def test_days_are_the_firms_wherever_the_reader_is(cast: Cast) -> None:
    tell(cast, datetime(2026, 3, 3, 22, 59, tzinfo=UTC))  # 23:59 on the 3rd in Warsaw
    tell(cast, datetime(2026, 3, 3, 23, 1, tzinfo=UTC), who="b@example.com")  # 00:01 on the 4th
    assert daily("new") == [0, 1, 1, 0, 0, 0, 0]
    with timezone.override(UTC):
        assert daily("new") == [0, 1, 1, 0, 0, 0, 0]


def test_backlog_new_and_resolved(cast: Cast) -> None:
    early = tell(cast, NOON - timedelta(days=10), who="early@example.com")
    tell(cast, NOON, resolved_after=timedelta(days=1), who="a@example.com")
    tell(cast, NOON, who="b@example.com")
    set_status(Actor.agent(cast.iga), early.number, "resolved", at=NOON + timedelta(days=2))
    set_status(Actor.agent(cast.iga), early.number, "open", at=NOON + timedelta(days=3))
    assert daily("new") == [0, 0, 2, 0, 0, 0, 0]
    assert daily("resolved") == [0, 0, 0, 1, 1, 0, 0]
    assert daily("backlog") == [1, 1, 3, 2, 1, 2, 2]
    assert (one("new").value, one("resolved").value, one("backlog").value) == (2, 2, 2)
    assert one("backlog", ALL, MARCH.before).value == 1


def test_reopening_never_rewrites_the_past(cast: Cast) -> None:
    ticket = tell(cast, NOON, answered_after=hours(1), resolved_after=hours(5))
    before = (daily("backlog")[:3], one("resolution"))
    set_status(Actor.agent(cast.iga), ticket.number, "open", at=NOON + timedelta(days=20))
    set_status(Actor.agent(cast.iga), ticket.number, "resolved", at=NOON + timedelta(days=21))
    assert (daily("backlog")[:3], one("resolution")) == before


def test_closing_a_resolved_ticket_is_no_second_resolution(cast: Cast) -> None:
    ticket = tell(cast, NOON, resolved_after=hours(1))
    set_status(SYSTEM, ticket.number, "closed", at=NOON + hours(2))
    assert (one("new").value, one("resolved").value) == (1, 1)


def test_spam_counts_nowhere(cast: Cast) -> None:
    ticket = tell(cast, NOON, answered_after=hours(1), resolved_after=hours(2))
    set_spam(Actor.agent(cast.iga), ticket.number, True)
    for name in ("new", "resolved", "backlog", "first_response", "resolution"):
        assert one(name).n == 0


def test_median_and_ninetieth_percentile(cast: Cast) -> None:
    for index, took in enumerate((1, 2, 3, 4, 10)):
        tell(cast, NOON, answered_after=hours(took), who=f"c{index}@example.com")
    found = one("first_response")
    assert (found.n, found.value, found.few) == (5, 3 * 3600, True)
    # Linear between the 4th (4 h) and the 5th (10 h): 4 + 0.6 × 6.
    assert one("first_response_p90").value == 7.6 * 3600
    assert daily("first_response")[2] == found.value
    assert split("first_response", "channel") == {"email": found.value}


def test_only_a_human_answer_to_a_customer_is_a_first_response(cast: Cast) -> None:
    robot = write_in(cast.mail, at=NOON).ticket
    reply(SYSTEM, robot.number, "We got it.", automatic=True, at=NOON + hours(1))
    assert one("first_response").n == 0
    identity = customer("new@example.com")
    start_ticket(
        Actor.agent(cast.iga), customer=identity.customer, inbox=cast.mail, identity=identity, subject="Hello",
        text="We found your glove.", at=NOON,
    )  # fmt: skip
    assert one("first_response").n == 0
    reply(Actor.agent(cast.iga), robot.number, "It left.", at=NOON + hours(3))
    assert one("first_response").value == 3 * 3600


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
        assert one("new", scope).value == 1
        assert one("csat", scope).value == csat
    assert one("new", Scope(team=cast.delivery.pk)).value == 0
    assert split("new", "channel") == {"email": 1, "webchat": 1}
    assert split("resolved", "channel") == {"email": 1}
    assert one("first_response", Scope(channel="webchat")).n == 0


def test_csat_is_the_share_of_four_and_five(cast: Cast) -> None:
    ticket = tell(cast, NOON, resolved_after=hours(1))
    for score in (5, 4, 3, 2, 1, None, None, None):
        asked(ticket, NOON, score)
    csat = one("csat")
    assert (csat.n, csat.value) == (5, 0.4)
    rate = one("csat_response_rate")
    assert (rate.n, rate.value) == (8, 0.625)
    assert daily("csat")[2] == 0.4
    assert split("csat", "channel") == {"email": 0.4}


def test_an_answer_counts_when_given_a_survey_when_sent(cast: Cast) -> None:
    ticket = tell(cast, NOON, resolved_after=hours(1))
    asked(ticket, MARCH.start - timedelta(minutes=30), 5)  # sent before, answered after midnight
    assert one("csat").n == 1
    assert one("csat_response_rate").n == 0


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
    assert daily("new", week) == [0, 0, 1, 0]


def test_how_old_the_backlog_is(cast: Cast) -> None:
    """At midnight after the 8th: four opened hours to weeks before, one reopened, one resolved."""
    for hours_before in (5, 30, 24 * 5, 24 * 40):
        tell(cast, MARCH.end - hours(hours_before), who=f"o{hours_before}@example.com")
    again = tell(cast, MARCH.end - timedelta(days=60), resolved_after=hours(1), who="again@example.com")
    set_status(Actor.agent(cast.iga), again.number, "open", at=MARCH.end - timedelta(days=2))
    tell(cast, MARCH.end - hours(3), resolved_after=hours(1), who="done@example.com")
    assert one("backlog").value == 5
    assert [aged.n for aged in backlog_age(ALL, MARCH)] == [1, 2, 1, 0, 1]
    assert [aged.n for aged in backlog_age(Scope(channel="webchat"), MARCH)] == [0] * 5
    # A move to another team makes nobody younger.
    assert sum(aged.n for aged in backlog_age(ALL, MARCH.before)) == one("backlog", ALL, MARCH.before).value == 1
