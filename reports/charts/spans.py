"""Values with their intervals, one under the other: places in percent of the width, so that they fit any screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.templatetags.ui import duration
from core.units import signed
from reports.charts.scale import num

# Seconds that stand at the axis where times are drawn in powers.
CLOCK = (1, 10, 60, 600, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400)
STEPS = (1, 2, 5, 10, 20, 25, 50)
MARKS = 5
# How far the words under an axis stand apart at least, as a share of its width: on a phone they would run into each other.
APART = 0.34


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`; with `powers` each step is a multiple. `ticks` are (percent, label)."""

    low: float
    high: float
    powers: bool
    ticks: list[tuple[str, str]]

    def at(self, value: float) -> str:
        return _place(value, self.low, self.high, self.powers)


def _place(value: float, low: float, high: float, powers: bool) -> str:
    # A little room at both ends, for the dots.
    return f"{num(3 + 94 * min(1.0, max(0.0, _share(value, low, high, powers))))}%"


def _share(value: float, low: float, high: float, powers: bool) -> float:
    if powers:
        value, low, high = (math.log(max(1.0, one)) for one in (value, low, high))
    return (value - low) / (high - low)


def of_times(seconds: Sequence[float]) -> Axis:
    """Powers: two minutes and two days are both to be read."""
    low, high = (min(seconds), max(seconds)) if seconds else (60, 3600)
    first = max((one for one in CLOCK if one <= low), default=CLOCK[0])
    last = min((one for one in CLOCK if one >= high and one > first), default=CLOCK[-1])
    ticks: list[tuple[str, str]] = []
    free = 0.0
    for one in CLOCK:
        share = _share(one, first, last, True)
        if free <= share <= 1:
            ticks.append((_place(one, first, last, True), duration(one)))
            free = share + APART
    return Axis(first, last, True, ticks)


def of_numbers(values: Sequence[float], least: float, most: float, unit: str = "", sign: bool = False) -> Axis:
    """Whole steps, within what the scale allows."""
    low, high = (min(values), max(values)) if values else (least, most)
    step = next((one for one in STEPS if (high - low) / one <= MARKS - 1), STEPS[-1])
    first = max(least, math.floor(low / step) * step)
    last = min(most, math.ceil(high / step) * step)
    if first == last:
        first, last = max(least, first - step), min(most, last + step)
    # From the scale's own end, else from a multiple of the step.
    marks = [first + step * index for index in range(int((last - first) / step + 1e-9) + 1)]
    return Axis(
        first,
        last,
        False,
        [(_place(one, first, last, False), (signed(one) if sign else f"{one:g}") + unit) for one in marks],
    )
