"""From values to places in a drawing. Numbers leave as text, so that no locale puts a comma into an attribute."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from core.templatetags.ui import duration

COUNT_STEPS = (1, 2, 5)
# Seconds a clock's eye likes: from a minute to a week.
TIME_STEPS = (60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800, 345_600, 604_800)
LINES = 4


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: str


def num(value: float) -> str:
    """A coordinate with at most one decimal and a point."""
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps 0 to `top` onto `bottom` up to `high` (SVG grows downwards)."""

    top: float
    step: float
    bottom: float
    high: float

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.high) * min(value, self.top) / self.top

    def ticks(self, as_time: bool = False) -> list[Tick]:
        marks = [index * self.step for index in range(int(self.top / self.step) + 1)]

        def word(mark: float) -> str:
            return (duration(mark) if mark else "0") if as_time else num(mark)

        return [Tick(num(self.y(mark)), word(mark)) for mark in marks]


def count_scale(highest: float, bottom: float, high: float) -> Scale:
    """At most four lines with steps of 1, 2 or 5 times a power of ten."""
    step, power = 1.0, 1.0
    while True:
        for base in COUNT_STEPS:
            step = base * power
            if step * LINES >= highest:
                return _scale(highest, step, bottom, high)
        power *= 10


def time_scale(highest_s: float, bottom: float, high: float) -> Scale:
    """The same for seconds, with steps of whole minutes, hours or days."""
    step: float = next((step for step in TIME_STEPS if step * LINES >= highest_s), TIME_STEPS[-1])
    while step * LINES < highest_s:
        step *= 2
    return _scale(highest_s, step, bottom, high)


def _scale(highest: float, step: float, bottom: float, high: float) -> Scale:
    return Scale(step * max(1, ceil(highest / step)), step, bottom, high)
