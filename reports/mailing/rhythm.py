"""When a report is due, by the firm's clock: an hour that summer time skips is the one after it, one that comes twice is
the first. Pure but for the firm's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from reports.models.scheduled import Rhythm, ScheduledReport
from reports.period import Period, firm_day, firm_zone

# The longest way from one to the next.
DAYS = 62


def next_after(report: ScheduledReport, moment: datetime) -> datetime:
    """The first occasion after the moment (UTC)."""
    return next(at for day in _days(report, moment, 1) if (at := _at(report, day)) > moment)


def latest(report: ScheduledReport, moment: datetime) -> datetime:
    """The last one up to the moment (UTC)."""
    return next(at for day in _days(report, moment, -1) if (at := _at(report, day)) <= moment)


def _days(report: ScheduledReport, moment: datetime, step: int) -> list[date]:
    here = firm_day(moment)
    return [day for n in range(DAYS) if _fits(report, day := here + timedelta(days=n * step))]


def _fits(report: ScheduledReport, day: date) -> bool:
    if report.rhythm == Rhythm.WEEKLY:
        return day.weekday() == report.weekday
    return report.rhythm == Rhythm.DAILY or day.day == report.month_day


def _at(report: ScheduledReport, day: date) -> datetime:
    return datetime.combine(day, time(report.hour), firm_zone()).astimezone(UTC)


def period_of(report: ScheduledReport, at: datetime) -> Period:
    """The whole days that the report of this moment is about: yesterday, the seven days before, the month before."""
    day = firm_day(at)
    yesterday = day - timedelta(days=1)
    if report.rhythm == Rhythm.WEEKLY:
        return Period(day - timedelta(days=7), yesterday)
    if report.rhythm == Rhythm.MONTHLY:
        last = day.replace(day=1) - timedelta(days=1)
        return Period(last.replace(day=1), last)
    return Period(yesterday, yesterday)
