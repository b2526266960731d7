"""Opening hours of a calendar: its week, the public holidays of its country, its own days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from accounts import audit
from accounts.models import User
from core.wake import wake
from tickets.hours import Hours, Span
from tickets.models import Calendar, CalendarDay, SLAPolicy

OFFICE_WEEK = [[[8 * 60, 16 * 60]]] * 5 + [[], []]


def hours_of(calendar: Calendar, days: Sequence[CalendarDay] | None = None) -> Hours:
    """The calendar as pure opening hours; `days` are its own where they are known already."""
    own = {row.day: row.is_open for row in (calendar.days.all() if days is None else days)}
    week = tuple(tuple(Span(start, end) for start, end in spans) for spans in calendar.week)
    return Hours(ZoneInfo(calendar.time_zone), week, _off(calendar.holidays, own))


def _off(country: str, own: Mapping[date, bool]) -> Callable[[date], bool]:
    def is_off(day: date) -> bool:
        # What the firm says about a day stands above the public holiday.
        return not own[day] if day in own else bool(country) and day in _holidays(country, day.year)

    return is_off


@lru_cache(maxsize=400)
def _holidays(country: str, year: int) -> frozenset[date]:
    """Public holidays of a year; a country that the library doesn't know has none."""
    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))


def holiday_names(country: str, year: int) -> list[tuple[date, str]]:
    """A year of public holidays with their names, in the active language where the library speaks it."""
    supported = holidays.list_supported_countries()
    if country not in supported:
        return []
    languages = holidays.list_localized_countries().get(country, [])
    wanted = {"pl": "pl", "en": "en_US"}.get((get_language() or "en")[:2], "en_US")
    found = holidays.country_holidays(country, years=year, language=wanted if wanted in languages else None)
    return sorted(found.items())


def save_calendar(by: User, calendar: Calendar, days: Sequence[tuple[date, str, bool]]) -> Calendar:
    """Keep a calendar and its own days (day, reason, open). Deadlines of open tickets follow in the background."""
    with transaction.atomic():
        before = _as_facts(Calendar.objects.filter(pk=calendar.pk).first())
        calendar.changed_by = by
        calendar.save()
        calendar.days.all().delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(calendar=calendar, day=day, name=name, is_open=is_open) for day, name, is_open in days
        )
        rebuild(SLAPolicy.objects.filter(calendar=calendar))
        audit.record(by, "calendar", calendar.pk, calendar.name, before, _as_facts(calendar))
    return calendar


def remove_calendar(by: User, calendar: Calendar) -> None:
    """Raises ProtectedError while something counts by it."""
    with transaction.atomic():
        audit.record(by, "calendar", calendar.pk, calendar.name, _as_facts(calendar), {})
        calendar.delete()


def rebuild(policies: Any) -> None:
    """Let the deadlines of open tickets be counted anew, in the background."""
    if policies.update(rebuild_after=0):
        transaction.on_commit(lambda: wake("tickets.tasks.rebuild_deadlines"), robust=True)


def _as_facts(calendar: Calendar | None) -> dict[str, Any]:
    if calendar is None:
        return {}
    days = [(str(row.day), row.is_open) for row in calendar.days.all()]
    return {
        "name": calendar.name,
        "week": calendar.week,
        "zone": calendar.time_zone,
        "holidays": calendar.holidays,
        "days": days,
    }


def is_open_now(calendar: Calendar) -> bool:
    return hours_of(calendar).is_open(timezone.now())
