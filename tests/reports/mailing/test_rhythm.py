"""When a report is due: by the firm's clock, over changes of summer time, over the ends of months and years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reports.mailing import rhythm
from reports.models.scheduled import ScheduledReport
from reports.period import Period

WARSAW = ZoneInfo("Europe/Warsaw")


def report(how: str, **fields: int) -> ScheduledReport:
    return ScheduledReport(rhythm=how, **{"hour": 8, **fields})


def here(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WARSAW)  # type: ignore[arg-type,misc]


def following(one: ScheduledReport, moment: datetime, count: int) -> list[str]:
    found = []
    for _time in range(count):
        moment = rhythm.next_after(one, moment)
        found.append(moment.astimezone(WARSAW).strftime("%a %d.%m. %H:%M"))
    return found


def test_a_day_has_one_whatever_the_clock_does() -> None:
    # 2026: forward on 29 March at 2, back on 25 October at 3.
    assert following(report("daily"), here(2026, 3, 27, 9), 3) == [
        "Sat 28.03. 08:00",
        "Sun 29.03. 08:00",
        "Mon 30.03. 08:00",
    ]
    skipped = report("daily", hour=2)
    assert following(skipped, here(2026, 3, 28, 1), 3) == ["Sat 28.03. 02:00", "Sun 29.03. 03:00", "Mon 30.03. 02:00"]
    twice = rhythm.next_after(skipped, here(2026, 10, 24, 12))
    assert twice == datetime(2026, 10, 25, 0, tzinfo=UTC), "the first of the two hours"
    assert rhythm.next_after(skipped, twice) == datetime(2026, 10, 26, 1, tzinfo=UTC)


def test_a_week_is_seven_of_the_firms_days_over_the_change() -> None:
    monday = report("weekly", weekday=0, hour=7)
    assert following(monday, here(2026, 3, 20, 12), 2) == ["Mon 23.03. 07:00", "Mon 30.03. 07:00"]
    first, second = rhythm.next_after(monday, here(2026, 3, 20)), rhythm.next_after(monday, here(2026, 3, 24))
    assert second - first == timedelta(days=7, hours=-1)


def test_months_and_years_end() -> None:
    assert following(report("monthly", month_day=28), here(2026, 12, 28, 8), 3) == [
        "Thu 28.01. 08:00", "Sun 28.02. 08:00", "Sun 28.03. 08:00",
    ]  # fmt: skip


@pytest.mark.parametrize("how", ["daily", "weekly", "monthly"])
def test_latest_and_next_meet(how: str) -> None:
    """Hour by hour over a year: the latest is not after the moment, the next is, and nothing lies between them."""
    one = report(how, hour=2, weekday=6, month_day=25)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment < datetime(2026, 12, 1, tzinfo=UTC):
        last = rhythm.latest(one, moment)
        assert last <= moment < rhythm.next_after(one, moment) == rhythm.next_after(one, last)
        moment += timedelta(hours=7)


def test_periods() -> None:
    at = here(2026, 3, 2, 8)
    assert rhythm.period_of(report("daily"), at) == Period(date(2026, 3, 1), date(2026, 3, 1))
    assert rhythm.period_of(report("weekly"), at) == Period(date(2026, 2, 23), date(2026, 3, 1))
    assert rhythm.period_of(report("monthly"), at) == Period(date(2026, 2, 1), date(2026, 2, 28))
    # Just after midnight here it is still yesterday in UTC.
    assert rhythm.period_of(report("daily", hour=0), here(2026, 3, 2)).last == date(2026, 3, 1)
