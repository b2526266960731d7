"""What takes long to count is kept, shown with the time it was counted at, and counted anew behind the reader's back.

What is counted quickly is counted on every look and never kept: a house notices none of this before it has hundreds of thousands
of tickets. What is kept lives in the cache alone; whoever loses it counts again.
"""

from __future__ import annotations

import hashlib
import inspect
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

import redis
from django.core.cache import cache
from django.utils import timezone

from core.wake import wake

T = TypeVar("T")
logger = logging.getLogger(__name__)

# A page has a second altogether.
SLOW_S = 0.4
FRESH = timedelta(minutes=1)
KEPT_S = 2 * 86_400
# For so long after a slow count the usual questions are counted ahead.
SLOW_FOR_S = 7 * 86_400
# Who counts says so for this long, so that nobody else does the same.
COUNTING_S = 60


@dataclass(frozen=True, slots=True)
class Counted(Generic[T]):
    """`is_kept`: not counted for this reader; `at` is when it was."""

    value: T
    at: datetime
    is_kept: bool = False


class Counting(Generic[T]):
    """Something that may take long to count. `count` takes arguments whose `repr` says all about them and that can be pickled, as
    its result can; `usual` gives the arguments that most readers ask for."""

    known: dict[str, Counting[Any]] = {}

    def __init__(self, name: str, count: Callable[..., T], usual: Callable[[], Iterable[tuple[Any, ...]]]) -> None:
        self.name, self.count, self.usual = name, count, usual
        self.known[name] = self

    def ask(self, *about: Any) -> Counted[T]:
        """The result: of this moment, or a kept one, which is counted anew by a worker if it is older than a minute."""
        key = self._key(about)
        try:
            kept = cache.get(key)
        except redis.RedisError:
            kept = None  # only slower without it
        if kept is None:
            return self._count(key, about)
        value, at, _about = kept
        if timezone.now() - at > FRESH:
            wake("reports.tasks.renew_kept", self.name, key)
        return Counted(value, at, is_kept=True)

    def renew(self, key: str) -> bool:
        """Count a kept result anew, unless it is fresh, gone or being counted. Was it done?"""
        kept = cache.get(key)
        if kept is None or timezone.now() - kept[1] <= FRESH or not cache.add(f"{key}:counting", 1, COUNTING_S):
            return False
        try:
            self._count(key, kept[2])
        finally:
            cache.delete(f"{key}:counting")
        return True

    def warm(self) -> int:
        """Count the usual questions ahead, if this has been slow within a week. How many were counted?"""
        if cache.get(self._slow) is None:
            return 0
        done = 0
        for about in self.usual():
            key = self._key(about)
            if cache.get(key) is None:
                self._count(key, about)
                done += 1
            else:
                done += self.renew(key)
        return done

    def _count(self, key: str, about: tuple[Any, ...]) -> Counted[T]:
        start, at = time.monotonic(), timezone.now()
        value = self.count(*about)
        is_slow = time.monotonic() - start >= SLOW_S
        try:
            if is_slow:
                cache.set(key, (value, at, about), KEPT_S)
                cache.set(self._slow, 1, SLOW_FOR_S)
            else:
                cache.delete(key)
        except redis.RedisError as error:
            logger.warning("A report's figures could not be kept: %s", error)
        return Counted(value, at)

    @property
    def _slow(self) -> str:
        return f"slow:{self.name}"

    def _key(self, about: tuple[Any, ...]) -> str:
        told = hashlib.sha256(repr((self._rules, about)).encode()).hexdigest()
        return f"kept:{self.name}:{told}"

    @cached_property
    def _rules(self) -> str:
        """A print of the code that counts: what another version kept is none of this one's."""
        files = sorted(Path(inspect.getfile(self.count)).parent.glob("*.py"))
        return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()
