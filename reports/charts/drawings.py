"""Bars, lines and dots as plain data for the SVG templates. Every mark knows what it says and where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.charts.axis import SHARE
from reports.charts.scale import Tick, count_scale, num, time_scale

# A drawing over the whole page, over half and over a third of it: the letters come out at about the same size.
FULL, HALF, THIRD = 900, 480, 340
LEFT, RIGHT, TOP, BOTTOM = 68, 8, 10, 172
LABEL_EVERY = 62
HALF_A_LABEL = 22


@dataclass(frozen=True, slots=True)
class Value:
    """One figure of a series. `says` is the tooltip; `few` draws it hollow."""

    value: float | None
    says: str
    href: str = ""
    few: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """`css` is the class that colours it (s-1, s-2)."""

    name: str
    css: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Mark:
    css: str
    says: str
    href: str
    x: str
    y: str
    width: str = ""
    height: str = ""
    few: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    css: str
    d: str


@dataclass(slots=True)
class Drawing:
    """`key` makes ids unique on the page. `names` are the labels of all places along the axis, `labels` those that are
    written."""

    key: str
    title: str
    describes: str
    width: int = FULL
    names: tuple[str, ...] = ()
    ticks: list[Tick] = field(default_factory=list)
    labels: list[Tick] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    legend: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_half(self) -> bool:
        return self.width <= HALF

    @property
    def right(self) -> int:
        """Where the grid ends."""
        return self.width - RIGHT

    @property
    def is_empty(self) -> bool:
        return not self.marks

    def place(self, index: int) -> str:
        """Where the middle of a place along the axis is."""
        return num(self._middle(index))

    def label_at(self, index: int) -> str:
        """Where its label is: the last one's words would stand out over the edge."""
        return num(min(self._middle(index), self.width - HALF_A_LABEL))

    def _middle(self, index: int) -> float:
        return LEFT + (self.width - LEFT - RIGHT) / max(1, len(self.names)) * (index + 0.5)


def bars(
    key: str, title: str, describes: str, labels: Sequence[str], series: Sequence[Series], *, width: int = FULL
) -> Drawing:
    """Grouped bars, one group per label. A value of zero has no bar."""
    highest = max((value.value or 0 for one in series for value in one.values), default=0)
    scale = count_scale(max(1, highest), BOTTOM, TOP)
    drawing, slot = _frame(key, title, describes, width, labels, series, scale.ticks())
    gap = min(6.0, slot * 0.25)
    each = (slot - gap) / max(1, len(series))
    for row, one in enumerate(series):
        for index, value in enumerate(one.values):
            if not value.value:
                continue
            y = scale.y(value.value)
            x = LEFT + slot * index + gap / 2 + each * row
            thick = max(1.0, each - (1 if each > 3 else 0))
            drawing.marks.append(Mark(one.css, value.says, value.href, num(x), num(y), num(thick), num(BOTTOM - y)))
    return drawing


def lines(
    key: str,
    title: str,
    describes: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    as_time: bool = False,
    as_share: bool = False,
    width: int = FULL,
) -> Drawing:
    """Points joined by a line; a label without a value interrupts it. Values are counts, seconds (`as_time`) or shares from
    0 to 1 (`as_share`)."""
    highest = max((value.value or 0 for one in series for value in one.values), default=0)
    scale = (time_scale if as_time else count_scale)(max(60 if as_time else 1, highest), BOTTOM, TOP)
    ticks = SHARE.ticks(BOTTOM, TOP) if as_share else scale.ticks(as_time)
    drawing, slot = _frame(key, title, describes, width, labels, series, ticks)
    for one in series:
        d, pen_up = [], True
        for index, value in enumerate(one.values):
            if value.value is None:
                pen_up = True
                continue
            x = num(LEFT + slot * (index + 0.5))
            y = SHARE.place(value.value, BOTTOM, TOP) if as_share else num(scale.y(value.value))
            d.append(f"{'M' if pen_up else 'L'}{x} {y}")
            pen_up = False
            drawing.marks.append(Mark(one.css, value.says, value.href, x, y, few=value.few))
        if d:
            drawing.paths.append(Path(one.css, "".join(d)))
    return drawing


def _frame(
    key: str,
    title: str,
    describes: str,
    width: int,
    labels: Sequence[str],
    series: Sequence[Series],
    ticks: list[Tick],
) -> tuple[Drawing, float]:
    """The axes, and how wide the place of one label is."""
    legend = [(one.css, one.name) for one in series]
    drawing = Drawing(key, title, describes, width, names=tuple(labels), ticks=ticks, legend=legend)
    room = width - LEFT - RIGHT
    slot = room / max(1, len(labels))
    every = max(1, -(-len(labels) * LABEL_EVERY // room))
    drawing.labels = [Tick(drawing.label_at(index), label) for index, label in enumerate(labels) if index % every == 0]
    return drawing, slot


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its interval, in percent, ready to be drawn."""

    name: str
    css: str
    href: str
    n: int
    few: bool
    x: str
    low: str
    high: str
    says: str


@dataclass(slots=True)
class Intervals:
    key: str
    title: str
    describes: str
    rows: list[Interval]
    ticks: list[Tick]


# Places along an interval chart are percents of its plot: the letters keep their size on any screen.
SHARE_LEFT, SHARE_RIGHT = 0, 100


def intervals(
    key: str, title: str, describes: str, rows: Sequence[tuple[str, str, str, int, bool, float, float, float, str]]
) -> Intervals:
    """Shares side by side. Each row: name, css, href, n, few, share, low, high (0 to 1), says."""

    def place(share: float) -> str:
        return SHARE.place(share, SHARE_LEFT, SHARE_RIGHT)

    drawn = [
        Interval(name, css, href, n, few, place(share), place(low), place(high), says)
        for name, css, href, n, few, share, low, high, says in rows
    ]
    return Intervals(key, title, describes, drawn, SHARE.ticks(SHARE_LEFT, SHARE_RIGHT))
