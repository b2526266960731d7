"""Until when the firm is open, or when it opens next, as customers read it. Pure, but for the calendar's own rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tickets.calendars import hours_of
from tickets.hours import Hours
from tickets.models import Calendar
from tickets.policy import in_order

# Nobody plans further; and a firm that is open round the clock has no end to look for.
AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True)
class Opening:
    """`at` is when it closes (open now) or opens (closed), by the calendar's wall clock; None for never within two weeks.
    `days` is how many local days away that is."""

    is_open: bool
    at: datetime | None
    days: int = 0

    @property
    def day(self) -> date | None:
        return self.at.date() if self.at else None


def opening(hours: Hours, now: datetime) -> Opening:
    """By the wall clock, as the week was painted."""
    today = now.astimezone(hours.zone).date()
    spans: list[tuple[datetime, datetime]] = []
    for offset in range(-1, AHEAD_DAYS + 1):
        day = today + timedelta(days=offset)
        midnight = datetime.combine(day, time())
        for span in hours.spans(day):
            begin, end = (_moment(midnight + timedelta(minutes=m), hours) for m in (span.start, span.end))
            spans.append((begin, end))
    until = None
    for begin, end in sorted(spans):
        if begin <= now and end > now and until is None:
            until = end
        elif until is not None and begin <= until:
            until = max(until, end)
        elif until is None and begin > now:
            return _at(False, begin, today, hours)
    if until is None:
        return Opening(False, None)
    # Still open at the end of what was looked at: round the clock.
    return Opening(True, None) if until > now + timedelta(days=AHEAD_DAYS - 1) else _at(True, until, today, hours)


def _moment(naive: datetime, hours: Hours) -> datetime:
    return naive.replace(tzinfo=hours.zone).astimezone(UTC)


def _at(is_open: bool, moment: datetime, today: date, hours: Hours) -> Opening:
    local = moment.astimezone(hours.zone)
    return Opening(is_open, local, (local.date() - today).days)


def firm_hours() -> Hours | None:
    """Those of the first promise in force that counts by a calendar, else of the only calendar there is."""
    for policy in in_order():
        if policy.is_active and policy.calendar is not None:
            return hours_of(policy.calendar)
    calendars = list(Calendar.objects.all()[:2])
    return hours_of(calendars[0]) if len(calendars) == 1 else None
