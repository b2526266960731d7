"""A figure over time with its 95 % band, on a scale of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.charts.axis import Axis
from reports.charts.scale import Tick, num

WIDTH, HEIGHT = 400, 200
LEFT, RIGHT, TOP, BOTTOM = 68, 392, 10, 172
LABEL_EVERY = 62


@dataclass(frozen=True, slots=True)
class Moment:
    """One point in time. `low` and `high` are the interval; `few` draws it hollow."""

    label: str
    value: float | None
    low: float
    high: float
    few: bool
    says: str
    href: str


@dataclass(frozen=True, slots=True)
class Point:
    x: str
    y: str
    low: str
    high: str
    few: bool
    says: str
    href: str


@dataclass(slots=True)
class Course:
    """`key` makes ids unique on the page. `bands` and `lines` are paths; a moment without a value interrupts them."""

    key: str
    title: str
    describes: str
    width: int = WIDTH
    right: int = RIGHT
    ticks: list[Tick] = field(default_factory=list)
    labels: list[Tick] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    bands: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def course(key: str, title: str, describes: str, axis: Axis, moments: Sequence[Moment]) -> Course:
    drawing = Course(key, title, describes, ticks=axis.ticks(BOTTOM, TOP))
    slot = (RIGHT - LEFT) / max(1, len(moments))
    every = max(1, -(-len(moments) * LABEL_EVERY // (RIGHT - LEFT)))
    run: list[Point] = []
    for index, one in enumerate(moments):
        x = num(LEFT + slot * (index + 0.5))
        if index % every == 0:
            drawing.labels.append(Tick(x, one.label))
        if one.value is None:
            _close(drawing, run)
            run = []
            continue
        y, low, high = (axis.place(value, BOTTOM, TOP) for value in (one.value, one.low, one.high))
        run.append(Point(x, y, low, high, one.few, one.says, one.href))
        drawing.points.append(run[-1])
    _close(drawing, run)
    return drawing


def _close(drawing: Course, run: Sequence[Point]) -> None:
    """The line through points that follow each other, and the band around it."""
    if len(run) < 2:
        return
    upper = "L".join(f"{point.x} {point.high}" for point in run)
    lower = "L".join(f"{point.x} {point.low}" for point in reversed(run))
    drawing.bands.append(f"M{upper}L{lower}Z")
    drawing.lines.append("M" + "L".join(f"{point.x} {point.y}" for point in run))
