"""Business time: which moments count, how many seconds lie between two of them, and when so many have passed.

A week of opening spans by local wall time, minus days off. Pure functions of their arguments; all moments are aware, results
are UTC. DST is exact: a moment counts when the wall clock at that moment lies in a span, so an hour that the clock skips
isn't worked and one that it repeats is worked twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_MIN = 1440
# Wall clocks are at most this far from UTC; a span's ends are looked for within it.
_REACH = timedelta(hours=26)
_SECOND = timedelta(seconds=1)

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end`, minutes after the local midnight that its day begins with; an overnight span ends past 1440."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < DAY_MIN or not self.start < self.end <= self.start + DAY_MIN:
            raise ValueError("A span starts within its day and lasts at most 24 hours.")


def never(_day: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Hours:
    """`week` has Monday first, each day's spans in any order; `is_off` says which days are closed. An overnight span belongs
    to the day it begins on: a day off doesn't cut short the night shift before it.
    """

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    is_off: Callable[[date], bool] = never

    @property
    def never_open(self) -> bool:
        return not any(self.week)

    def is_open(self, moment: datetime) -> bool:
        """Does this moment count? By the wall clock, as the intervals do."""
        local = moment.astimezone(self.zone)
        minutes = (local.hour * 60 + local.minute) + (local.second + local.microsecond / 1e6) / 60
        for back in (0, 1):
            day = local.date() - timedelta(days=back)
            at = minutes + back * DAY_MIN
            if any(span.start <= at < span.end for span in self.spans(day)):
                return True
        return False

    def spans(self, day: date) -> tuple[Span, ...]:
        return () if self.is_off(day) else self.week[day.weekday()]

    def intervals(self, start: datetime) -> Iterator[Interval]:
        """Open stretches of UTC from `start` on, in order and none twice, without end unless it is never open. What goes on
        past midnight comes in pieces, so that a calendar that never closes is told day by day."""
        if self.never_open:
            return
        begin = start.astimezone(UTC)
        # The night shift of the day before may still go on; a day's end may lie before its neighbour's in odd zones.
        day = begin.astimezone(self.zone).date() - timedelta(days=2)
        pending: list[Interval] = []
        while True:
            pending = _merged([*pending, *self._of_day(day)])
            day += timedelta(days=1)
            # What the days to come open lies after this.
            settled = _midnight(day, self.zone)
            while pending and pending[0][0] < settled:
                low, high = pending.pop(0)
                if high > settled:
                    pending.insert(0, (settled, high))
                    high = settled
                if high > begin:
                    yield max(low, begin), high
                    begin = high
            if day.year >= date.max.year:
                return

    def _of_day(self, day: date) -> list[Interval]:
        return [found for span in self.spans(day) for found in _in_utc(self.zone, day, span)]

    def add(self, start: datetime, seconds: float) -> datetime | None:
        """When so many business seconds have passed since `start`; None when it is never open. Nothing passes at once:
        zero seconds give `start` itself.
        """
        if seconds <= 0:
            return start.astimezone(UTC)
        left = seconds
        for low, high in self.intervals(start):
            length = (high - low).total_seconds()
            if length >= left:
                return low + timedelta(seconds=left)
            left -= length
        return None

    def between(self, start: datetime, end: datetime) -> float:
        """Business seconds from `start` to `end`; 0 when the end comes first."""
        total = 0.0
        if end <= start:
            return total
        for low, high in self.intervals(start):
            if low >= end:
                break
            total += (min(high, end) - low).total_seconds()
        return total


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _in_utc(zone: ZoneInfo, day: date, span: Span) -> list[Interval]:
    """The span's stretches of UTC: one, or where the offset changes within it one for each offset that has it."""
    naive = datetime.combine(day, time())
    low, high = naive + timedelta(minutes=span.start), naive + timedelta(minutes=span.end)
    found = []
    for since, until, offset in _offsets(zone, day):
        begin = max((low - offset).replace(tzinfo=UTC), since)
        end = min((high - offset).replace(tzinfo=UTC), until)
        if begin < end:
            found.append((begin, end))
    return found


@lru_cache(maxsize=4096)
def _offsets(zone: ZoneInfo, day: date) -> Sequence[tuple[datetime, datetime, timedelta]]:
    """Stretches of UTC of one offset each, around the two local days that a span of `day` can touch."""
    middle = datetime.combine(day, time(), UTC)
    since, until = middle - _REACH, middle + timedelta(days=2) + _REACH
    found, begin = [], since
    while begin < until:
        offset = _offset(zone, begin)
        end = _change(zone, begin, until, offset)
        found.append((begin, end, offset))
        begin = end
    return found


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def _change(zone: ZoneInfo, begin: datetime, until: datetime, offset: timedelta) -> datetime:
    """The first second after `begin` with another offset, `until` when there is none. Looks every six hours: no zone
    changes twice within that."""
    known = begin
    while known < until:
        ahead = min(known + timedelta(hours=6), until)
        if _offset(zone, ahead) != offset:
            low, high = known, ahead
            while high - low > _SECOND:
                middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
                low, high = (low, middle) if _offset(zone, middle) != offset else (middle, high)
            return high
        known = ahead
    return until


def _merged(intervals: list[Interval]) -> list[Interval]:
    """In order, those that touch or overlap made one: spans of a day may overlap by mistake, a night meets its morning."""
    merged: list[Interval] = []
    for low, high in sorted(intervals):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged
