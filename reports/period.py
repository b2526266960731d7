"""The span of days that a report looks at, in the firm's time zone: everybody reads the same figure of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import DateField, Expression, F, Func, IntegerField, TextField, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone

PRESETS = (7, 30, 90)
DEFAULT_DAYS = 30
MAX_DAYS = 366
# Longer spans show weeks: a point a day would be too close to the next one to hit, in a third of a page.
MAX_DAILY = 45


def firm_zone() -> ZoneInfo:
    return ZoneInfo(settings.WORKSPACE_TIME_ZONE)


def firm_day(moment: datetime) -> date:
    """The day that a moment falls on, where the firm is."""
    return moment.astimezone(firm_zone()).date()


def today() -> date:
    return firm_day(timezone.now())


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `first` to `last`, both included. `by` sets how many days are one point of a chart; 0: as is usual."""

    first: date
    last: date
    by: int = 0

    @classmethod
    def from_query(cls, query: QueryDict) -> Period:
        """`from` and `to` (YYYY-MM-DD), else `days` (7, 30 or 90) up to today. What makes no sense gives 30 days."""
        first, last = _day(query.get("from")), _day(query.get("to"))
        if first and last and first <= last:
            return cls(max(first, last - timedelta(days=MAX_DAYS - 1)), last)
        days = query.get("days", "")
        length = int(days) if days in {str(n) for n in PRESETS} else DEFAULT_DAYS
        return cls.up_to_today(length)

    @classmethod
    def up_to_today(cls, days: int) -> Period:
        now = today()
        return cls(now - timedelta(days=days - 1), now)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The midnight after the last day; spans are half open."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def before(self) -> Period:
        """As many days immediately before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1), self.by)

    @property
    def preset(self) -> int:
        """7, 30 or 90 when that is what this is, else 0."""
        return self.days if self.days in PRESETS and self.last == today() else 0

    @property
    def step(self) -> int:
        """Days in one point of a chart: what was asked for, else 1, or 7 for long spans."""
        if self.by:
            return self.by
        return 1 if self.days <= MAX_DAILY else 7

    def buckets(self) -> tuple[Period, ...]:
        """The period cut into points of `step` days; the last one may be shorter."""
        return _cut(self)

    def bucket_of(self, column: str) -> Expression:
        """SQL: which bucket (0, 1, …) a timestamp falls into, by the firm's calendar."""
        zone = Value(settings.WORKSPACE_TIME_ZONE, output_field=TextField())
        local = Func(zone, F(column), function="timezone", output_field=DateField())
        since = _infix(" - ", Cast(local, DateField()), Cast(Value(self.first), DateField()))
        return _infix(" / ", since, Value(self.step))


@lru_cache(maxsize=64)
def _cut(period: Period) -> tuple[Period, ...]:
    """Kept, since every row of every figure asks for its own point."""
    days, step = range(0, period.days, period.step), timedelta(days=period.step - 1)
    firsts = [period.first + timedelta(days=day) for day in days]
    return tuple(Period(first, min(period.last, first + step)) for first in firsts)


def _infix(operator: str, *parts: Any) -> Func:
    return Func(*parts, template="(%(expressions)s)", arg_joiner=operator, output_field=IntegerField())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, firm_zone())


def _day(value: str | None) -> date | None:
    try:
        day = date.fromisoformat(value or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
