"""What was measured at each touchpoint, over all channels and by each, and what colour that gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from reports.comparing import Delta, delta, show, title
from reports.figures import FIGURES, Row, Unit, figures
from reports.journey import thresholds
from reports.journey.map import TOUCHPOINTS, USUAL, Colour, Limits, Touchpoint, better
from reports.period import Period
from reports.scope import Scope
from surveys.models import Kind
from tickets import channel_info

WORST_FIRST = list(Colour)


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure at one touchpoint; GREY where it rests on too little or on nothing."""

    name: str
    row: Row | None
    limits: Limits
    colour: Colour

    @property
    def title(self) -> str:
        return title(self.name)

    @property
    def text(self) -> str:
        return "–" if self.row is None or self.row.value is None else show(self.name, self.row.value)

    @property
    def n(self) -> int:
        return self.row.n if self.row else 0

    @property
    def delta(self) -> Delta | None:
        """Against the period before."""
        return delta(self.name, self.row) if self.row else None

    @property
    def green(self) -> str:
        return show(self.name, self.limits.green)

    @property
    def red(self) -> str:
        return show(self.name, self.limits.red)

    @property
    def up(self) -> bool:
        """Is more better?"""
        return better(self.name) > 0

    @property
    def badness(self) -> float:
        """How far beyond green, in steps from green to red."""
        if self.row is None or self.row.value is None or self.colour == Colour.GREY:
            return float("-inf")
        step = abs(self.limits.green - self.limits.red) or abs(self.limits.green) or 1.0
        return (self.limits.green - self.row.value) * better(self.name) / step


@dataclass(frozen=True, slots=True)
class Station:
    """A touchpoint as measured, for all channels or for one. `worst` is the figure that gives the colour."""

    point: Touchpoint
    measured: list[Measured]

    @property
    def worst(self) -> Measured:
        return min(self.measured, key=lambda one: (WORST_FIRST.index(one.colour), -one.badness, -one.n))

    @property
    def colour(self) -> Colour:
        return self.worst.colour


@dataclass(frozen=True, slots=True)
class Lane:
    """One channel's way along all touchpoints."""

    channel: str
    label: str
    stations: list[Station]


class Journey:
    """In a handful of queries, whatever there is."""

    def __init__(self, scope: Scope, period: Period) -> None:
        self.scope, self.period, self.limits = scope, period, thresholds.limits()
        names = list(USUAL)
        whole = figures(names, scope, period, compare=True)
        self.stations = self._stations({name: rows[0] for name, rows in whole.items()})
        by_channel: dict[str, dict[str, Row]] = {}
        for name, rows in figures(names, scope, period, "channel").items():
            for row in rows:
                if row.key:
                    by_channel.setdefault(row.key, {})[name] = row
        self.lanes = sorted(
            (
                Lane(channel, str(channel_info.get(channel).name), self._stations(rows))
                for channel, rows in by_channel.items()
            ),
            key=lambda lane: lane.label.casefold(),
        )

    def _stations(self, rows: dict[str, Row]) -> list[Station]:
        return [
            Station(point, [self._measured(name, rows.get(name)) for name in point.figures]) for point in TOUCHPOINTS
        ]

    def _measured(self, name: str, row: Row | None) -> Measured:
        limits = self.limits[name]
        if row is None or row.value is None or row.few:
            return Measured(name, row, limits, Colour.GREY)
        return Measured(name, row, limits, limits.colour(row.value, better(name)))

    @cached_property
    def worst_first(self) -> list[Station]:
        return sorted(self.stations, key=lambda one: (WORST_FIRST.index(one.colour), -one.worst.badness))

    @property
    def is_empty(self) -> bool:
        return not any(one.n for station in self.stations for one in station.measured)

    def worst_lane(self, name: str) -> Lane | None:
        """The channel where most of what is bad about this figure comes from: of shares and NPS the most cases, of the others
        the worst value. None where fewer than two channels have enough to be told apart."""
        found: list[tuple[float, Lane]] = []
        for lane in self.lanes:
            one = next(one for station in lane.stations for one in station.measured if one.name == name)
            if one.colour != Colour.GREY and one.row is not None and one.row.value is not None:
                found.append((_harm(name, one.row.value, one.row.n), lane))
        return max(found, key=lambda pair: pair[0])[1] if len(found) > 1 else None

    def narrowed(self, channel: str) -> Scope:
        return replace(self.scope, channel=channel)


def _harm(name: str, value: float, n: int) -> float:
    """How much of what is bad comes from there."""
    if name == Kind.NPS:
        return (100 - value) * n
    if name == Kind.CSAT or (name in FIGURES and FIGURES[name].unit == Unit.SHARE):
        return n * (1 - value if better(name) > 0 else value)
    return -value * better(name)
