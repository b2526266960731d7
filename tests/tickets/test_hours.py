"""Business time against a slow reference that looks at every minute's wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.hours import DAY_MIN, Hours, Span

WARSAW = ZoneInfo("Europe/Warsaw")
OFFICE = (*(((Span(8 * 60, 16 * 60)),),) * 5, (), ())
MINUTE = timedelta(minutes=1)
# Around changes of the clock: Europe in March and October, a zone of half an hour, one that skipped a whole day.
MOMENTS = [
    (WARSAW, datetime(2026, 3, 27, tzinfo=UTC)),
    (WARSAW, datetime(2026, 10, 23, tzinfo=UTC)),
    (ZoneInfo("Australia/Lord_Howe"), datetime(2026, 4, 3, tzinfo=UTC)),
    (ZoneInfo("America/New_York"), datetime(2026, 10, 30, tzinfo=UTC)),
    (ZoneInfo("Pacific/Apia"), datetime(2011, 12, 29, tzinfo=UTC)),
    (ZoneInfo("Africa/Casablanca"), datetime(2026, 2, 13, tzinfo=UTC)),
    (ZoneInfo("UTC"), datetime(2026, 2, 27, tzinfo=UTC)),
]


def spans() -> st.SearchStrategy[Span]:
    return st.builds(
        lambda start, length: Span(start, start + length), st.integers(0, DAY_MIN - 1), st.integers(1, DAY_MIN)
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Hours, datetime]:
    zone, around = draw(st.sampled_from(MOMENTS))
    never_closes = draw(st.integers(0, 9)) == 0
    week = tuple(
        (Span(0, DAY_MIN),) if never_closes else tuple(draw(st.lists(spans(), max_size=3))) for _day in range(7)
    )
    off = frozenset(
        date(around.year, around.month, around.day) + timedelta(days=days)
        for days in draw(st.sets(st.integers(-2, 6), max_size=3))
    )
    start = around + timedelta(minutes=draw(st.integers(0, 3 * DAY_MIN)))
    return Hours(zone, week, off.__contains__), start


def reference(hours: Hours, start: datetime, end: datetime) -> int:
    """Open seconds, minute by minute; offsets and spans here are whole minutes."""
    moment, total = start, 0
    while moment < end:
        total += 60 * hours.is_open(moment)
        moment += MINUTE
    return total


@settings(max_examples=120, deadline=None)
@given(cases(), st.integers(1, 2 * DAY_MIN))
def test_between_counts_what_the_wall_clock_shows(case: tuple[Hours, datetime], minutes: int) -> None:
    hours, start = case
    end = start + minutes * MINUTE
    assert hours.between(start, end) == reference(hours, start, end)


@settings(max_examples=120, deadline=None)
@given(cases(), st.integers(1, 3000))
def test_add_is_the_first_moment_at_which_so_much_has_passed(case: tuple[Hours, datetime], minutes: int) -> None:
    hours, start = case
    due = hours.add(start, minutes * 60)
    if hours.never_open:
        assert due is None
        return
    assert due is not None
    assert hours.between(start, due) == minutes * 60
    assert hours.between(start, due - MINUTE) < minutes * 60
    assert hours.is_open(due - MINUTE)


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(0, 2000), st.integers(0, 2000))
def test_waiting_twice_is_waiting_once_longer(case: tuple[Hours, datetime], first: int, second: int) -> None:
    hours, start = case
    middle = hours.add(start, first * 60)
    if middle is not None:
        assert hours.add(middle, second * 60) == hours.add(start, (first + second) * 60)


def office(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-20 15:00", 2, "2026-11-23 09:00"),  # Friday's last hour, Monday's first
        ("2026-11-21 12:00", 8, "2026-11-23 16:00"),  # a weekend counts nothing; due at the closing bell
        ("2026-11-23 07:00", 1, "2026-11-23 09:00"),
        ("2026-11-23 16:00", 0.5, "2026-11-24 08:30"),
        ("2026-10-23 15:00", 2, "2026-10-26 09:00"),  # the clock goes back on Sunday
    ],
)
def test_office_hours(start: str, hours: float, due: str) -> None:
    assert Hours(WARSAW, OFFICE).add(office(start), hours * 3600) == office(due)


def test_a_night_shift_belongs_to_its_evening() -> None:
    nights = Hours(WARSAW, ((Span(22 * 60, 30 * 60),), *((),) * 6), {date(2026, 11, 24)}.__contains__)
    assert nights.add(office("2026-11-23 21:00"), 8 * 3600) == office("2026-11-24 06:00"), "Tuesday off doesn't cut it"
    assert nights.between(office("2026-11-24 05:00"), office("2026-11-24 09:00")) == 3600


def test_the_hour_that_is_skipped_and_the_one_that_comes_twice() -> None:
    sundays = Hours(WARSAW, (*((),) * 6, (Span(60, 4 * 60),)))
    for day, hours in (("2026-03-29", 2), ("2026-10-25", 4), ("2026-11-22", 3)):
        begin = office(f"{day} 00:00")
        assert sundays.between(begin, begin + timedelta(days=1)) == hours * 3600


def test_years_of_closed_days_are_walked_through() -> None:
    back = date(2031, 1, 6)
    hours = Hours(WARSAW, OFFICE, lambda day: day < back)
    assert hours.add(office("2026-11-23 09:00"), 60) == office("2031-01-06 08:01")


def test_a_calendar_that_never_closes_is_round_the_clock() -> None:
    always = Hours(WARSAW, ((Span(0, DAY_MIN),),) * 7)
    start = office("2026-10-20 09:00").astimezone(UTC)  # the clock goes back on the 25th
    for days in (0.1, 1, 12, 400):
        length = timedelta(days=days)
        assert always.add(start, length.total_seconds()) == start + length
        assert always.between(start, start + length) == length.total_seconds()
    closed = Hours(WARSAW, always.week, {date(2026, 12, 25)}.__contains__)
    assert closed.add(office("2026-12-24 12:00"), 24 * 3600) == office("2026-12-26 12:00")


def test_never_open_is_never_due() -> None:
    assert Hours(WARSAW, ((),) * 7).add(office("2026-11-23 09:00"), 60) is None


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (1440, 1500), (600, 2100)])
def test_a_span_that_cannot_be(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="span"):
        Span(start, end)
