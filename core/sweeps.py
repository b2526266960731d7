"""Sweeps in which one broken row doesn't hold up the others: each by itself, what breaks is logged and rests, longer each time.

Rows that keep their own attempts (deliveries, inbound events, timers) do the same with their own columns; everything else
keeps a Setback beside it. What rests must be left out where the next rows are chosen (`due`), else it would fill their places.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.models import Setback

log = logging.getLogger(__name__)

MAX_REST = timedelta(hours=1)
# A sweep would have come back to it long ago: what broke is gone.
FORGOTTEN = timedelta(days=2)
Key = TypeVar("Key")


def resting(sweep: str) -> list[str]:
    """The keys that broke lately and aren't to be tried yet."""
    return list(Setback.objects.filter(sweep=sweep, due_at__gt=timezone.now()).values_list("key", flat=True))


def again(sweep: str) -> list[int]:
    """The ids that broke once and have rested: for sweeps that would not come back to them by themselves."""
    rested = Setback.objects.filter(sweep=sweep, due_at__lte=timezone.now())
    return [int(key) for key in rested.order_by("due_at").values_list("key", flat=True)]


def due(sweep: str, rows: QuerySet[Any], limit: int) -> list[int]:
    """The ids of the first rows, without those that rest."""
    return list(rows.exclude(pk__in=resting(sweep)).values_list("pk", flat=True)[:limit])


def each(sweep: str, keys: Iterable[Key], work: Callable[[Key], int]) -> int:
    """Do `work` for each of them that doesn't rest; the sum of what it returns. `work` keeps its own transaction."""
    known = {row.key: row for row in Setback.objects.filter(sweep=sweep)}
    done = 0
    for key in keys:
        before = known.get(_name(key))
        if before is not None and before.due_at > timezone.now():
            continue
        try:
            done += work(key)
        except Exception as error:
            # Whatever is wrong with this one, the others go on.
            log.exception("%s: %s could not be worked off", sweep, key)
            _rest(sweep, _name(key), error)
        else:
            if before is not None:
                before.delete()
    return done


def batch(sweep: str, keys: Sequence[Key], work: Callable[[Sequence[Key]], int]) -> int:
    """Do `work` for all of them at once, and where that breaks one by one, each in a savepoint."""
    try:
        with transaction.atomic():
            return work(keys)
    except Exception:
        # Which of them it was is found below, and logged there.
        log.warning("%s: a batch of %s broke, so each is tried alone", sweep, len(keys), exc_info=True)

    def alone(key: Key) -> int:
        with transaction.atomic():
            return work([key])

    return each(sweep, keys, alone)


def _name(key: object) -> str:
    return str(key)[:64]


def _rest(sweep: str, key: str, error: Exception) -> None:
    now = timezone.now()
    Setback.objects.filter(sweep=sweep, due_at__lt=now - FORGOTTEN).delete()
    row, _new = Setback.objects.get_or_create(sweep=sweep, key=key)
    pause = min(MAX_REST, timedelta(seconds=5 * 2 ** min(row.attempts + 1, 10)))
    words = f"{type(error).__name__}: {error}".replace("\x00", "")[:1000]
    Setback.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, error=words, due_at=now + pause)
