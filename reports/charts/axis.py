"""A scale that begins and ends where its figure does: NPS from -100 to 100, CES from 1 to 7, shares from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass

from core.units import percent
from reports.charts.scale import Tick, num


@dataclass(frozen=True, slots=True)
class Axis:
    """`marks` are the values that get a line, with their words."""

    low: float
    high: float
    marks: tuple[tuple[float, str], ...]

    def share(self, value: float) -> float:
        """How far along a value is, 0 to 1."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def place(self, value: float, start: float, end: float) -> str:
        return num(start + (end - start) * self.share(value))

    def ticks(self, start: float, end: float) -> list[Tick]:
        return [Tick(self.place(value, start, end), words) for value, words in self.marks]


# From 0 to 1 in quarters: shares are never drawn larger than they are.
SHARE = Axis(0, 1, tuple((quarter / 4, percent(quarter * 25)) for quarter in range(5)))
