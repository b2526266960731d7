"""Deadlines against a slow reference that lets every minute pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tickets.test_hours import cases
from tickets import clockwork
from tickets.clockwork import Due, Pause
from tickets.hours import Hours, Span

MINUTE = timedelta(minutes=1)
HORIZON = 20_000
WARSAW = ZoneInfo("Europe/Warsaw")
OFFICE = Hours(WARSAW, (*(((Span(8 * 60, 16 * 60)),),) * 5, (), ()), {date(2026, 12, 25)}.__contains__)
PAUSED = {"pending", "on_hold"}


@st.composite
def histories(draw: st.DrawFn, start: datetime) -> list[Pause]:
    """Pauses in whole minutes, apart from each other; the last may still last."""
    marks = sorted(draw(st.sets(st.integers(-500, 4000), max_size=8)))
    moments = [start + mark * MINUTE for mark in marks]
    found: list[Pause] = list(zip(moments[::2], moments[1::2], strict=False))
    if len(moments) % 2:
        found.append((moments[-1], None))
    return found


def reference(start: datetime, minutes: int, hours: Hours | None, stops: list[Pause]) -> Due:
    moment, left = start, minutes
    for _minute in range(HORIZON):
        if left == 0:
            return Due(moment)
        stands = any(since <= moment and (until is None or moment < until) for since, until in stops)
        if not stands and (hours is None or hours.is_open(moment)):
            left -= 1
        moment += MINUTE
    return Due(None, left * 60)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.booleans(), st.integers(1, 1500))
def test_due_is_what_a_patient_clerk_would_find(data: st.DataObject, around_the_clock: bool, minutes: int) -> None:
    hours, start = data.draw(cases())
    chosen = None if around_the_clock else hours
    stops = data.draw(histories(start))
    found, slow = clockwork.due(start, minutes * 60, chosen, stops), reference(start, minutes, chosen, stops)
    if slow.at is not None or (stops and stops[-1][1] is None) or (chosen and chosen.never_open):
        assert found == slow
    else:
        assert found.at is None or found.at > start + (HORIZON - 1) * MINUTE


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 1500))
def test_what_is_spent_at_the_deadline_is_the_target(data: st.DataObject, minutes: int) -> None:
    hours, start = data.draw(cases())
    stops = data.draw(histories(start))
    found = clockwork.due(start, minutes * 60, hours, stops)
    if found.at is not None:
        assert clockwork.spent(start, found.at, hours, stops) == minutes * 60


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([("09:00", "open")], []),
        ([("09:00", "pending"), ("10:00", "open")], [("09:00", "10:00")]),
        ([("09:00", "pending"), ("10:00", "on_hold"), ("11:00", "open")], [("09:00", "11:00")]),
        ([("09:00", "pending"), ("09:00", "open")], []),
        ([("09:00", "open"), ("10:00", "pending")], [("10:00", None)]),
    ],
)
def test_pauses_of_a_history(history: list[tuple[str, str]], expected: list[tuple[str, str | None]]) -> None:
    day = "2026-11-23 "
    wanted = [(at(day + since), at(day + until) if until else None) for since, until in expected]
    assert clockwork.pauses([(at(day + when), status) for when, status in history], PAUSED) == wanted


def test_a_pause_over_the_weekend_costs_what_it_took_of_the_working_time() -> None:
    stops: list[Pause] = [(at("2026-11-20 15:00"), at("2026-11-23 09:00"))]  # an hour on Friday, one on Monday
    assert clockwork.due(at("2026-11-20 14:00"), 4 * 3600, OFFICE, stops).at == at("2026-11-23 12:00")


def test_standing_still_keeps_what_is_left() -> None:
    found = clockwork.due(at("2026-11-23 08:00"), 4 * 3600, OFFICE, [(at("2026-11-23 09:00"), None)])
    assert found == Due(None, 3 * 3600)


def test_a_clock_that_ran_out_before_the_pause_is_due_then() -> None:
    found = clockwork.due(at("2026-11-23 08:00"), 3600, OFFICE, [(at("2026-11-23 12:00"), None)])
    assert found.at == at("2026-11-23 09:00").astimezone(UTC)


def test_a_day_off_is_walked_over() -> None:
    assert clockwork.due(at("2026-12-24 15:00"), 2 * 3600, OFFICE).at == at("2026-12-28 09:00")
