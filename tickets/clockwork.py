"""When a promise falls due: pure functions of a start, a target, opening hours and pauses. Moments are aware, results UTC."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tickets.hours import Hours

# (since, until); None: it still lasts.
Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is when the target is reached, None while the clock stands still before that or where it is never open.
    `left_s` are the business seconds that were left when it stood still, 0 when `at` is known.
    """

    at: datetime | None
    left_s: float = 0


def pauses(history: Iterable[tuple[datetime, str]], paused: Collection[str]) -> list[Pause]:
    """Stretches in a paused status, from (when, new status) in order of time. What happens at one moment leaves no
    stretch behind."""
    found: list[Pause] = []
    since: datetime | None = None
    for at, status in history:
        if status in paused:
            since = since or at
        elif since is not None:
            if at > since:
                found.append((since, at))
            since = None
    if since is not None:
        found.append((since, None))
    return found


def running(start: datetime, stops: Sequence[Pause]) -> list[tuple[datetime, datetime | None]]:
    """The stretches from `start` on in which the clock runs; the last has no end unless a pause still lasts."""
    found: list[tuple[datetime, datetime | None]] = []
    begin = start.astimezone(UTC)
    for since, until in stops:
        if until is not None and until <= begin:
            continue
        if since > begin:
            found.append((begin, since))
        if until is None:
            return found
        begin = until
    found.append((begin, None))
    return found


def due(start: datetime, target_s: float, hours: Hours | None, stops: Sequence[Pause] = ()) -> Due:
    """When `target_s` business seconds have run since `start`, pauses (in order of time, apart from each other) left out.
    Without hours the clock runs round the clock.
    """
    left = target_s
    for begin, end in running(start, stops):
        at = _add(begin, left, hours)
        if at is not None and (end is None or at <= end):
            return Due(at)
        if end is None:
            return Due(None, left)
        left -= _between(begin, end, hours)
    return Due(None, left)


def spent(start: datetime, now: datetime, hours: Hours | None, stops: Sequence[Pause] = ()) -> float:
    """Business seconds that ran from `start` to `now`, pauses left out."""
    return sum(
        _between(begin, now if end is None else min(end, now), hours)
        for begin, end in running(start, stops)
        if begin < now
    )


def _add(start: datetime, seconds: float, hours: Hours | None) -> datetime | None:
    return start.astimezone(UTC) + timedelta(seconds=seconds) if hours is None else hours.add(start, seconds)


def _between(start: datetime, end: datetime, hours: Hours | None) -> float:
    return (end - start).total_seconds() if hours is None else hours.between(start, end)
