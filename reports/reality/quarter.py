"""Quarters of the firm's calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from reports.period import Period, today

_SLUG = re.compile(r"(20[0-9]{2})-q([1-4])\Z")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """`number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def current(cls) -> Quarter:
        return cls.of(today())

    @classmethod
    def from_slug(cls, slug: str) -> Quarter | None:
        """Of "2026-q3"; None for what isn't one, or has not begun."""
        match = _SLUG.match(slug)
        found = cls(int(match[1]), int(match[2])) if match else None
        return found if found and found <= cls.current() else None

    @property
    def slug(self) -> str:
        return f"{self.year}-q{self.number}"

    @property
    def title(self) -> str:
        return _("Q%(number)s %(year)s") % {"number": self.number, "year": self.year}

    @property
    def period(self) -> Period:
        """Its days, the last one included."""
        first = date(self.year, self.number * 3 - 2, 1)
        following = date(self.year + self.number // 4, self.number % 4 * 3 + 1, 1)
        return Period(first, following - timedelta(days=1))

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def is_over(self) -> bool:
        return self.period.last < today()
