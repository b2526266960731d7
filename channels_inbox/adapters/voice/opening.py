"""When calls are put through, and when we owe a call back: the calendar that the inbox names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tickets.calendars import hours_of
from tickets.hours import Hours
from tickets.models import Calendar

DEFAULT_CALLBACK_MIN = 30


def hours(settings: Mapping[str, Any]) -> Hours | None:
    """The inbox's opening hours; None when it names no calendar: always open."""
    key = str(settings.get("calendar") or "")
    calendar = Calendar.objects.filter(pk=key).first() if key.isdecimal() else None
    return hours_of(calendar) if calendar else None


def is_open(settings: Mapping[str, Any], at: datetime) -> bool:
    known = hours(settings)
    return known is None or known.is_open(at)


def callback_due(settings: Mapping[str, Any], at: datetime) -> datetime:
    """When the missed caller is to be called: so many working minutes after the call, so those of the night come due
    soon after opening."""
    promised = timedelta(minutes=int(settings.get("callback_minutes") or DEFAULT_CALLBACK_MIN))
    known = hours(settings)
    due = known.add(at, promised.total_seconds()) if known else None
    return due or at + promised
