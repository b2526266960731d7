"""How often each score came: a bar with its number for each, in the colour of what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.charts.scale import num

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 400, 4, 396, 26, 172


@dataclass(frozen=True, slots=True)
class Score:
    """`tone` is good, warn or bad."""

    label: str
    n: int
    tone: str
    says: str
    href: str


@dataclass(frozen=True, slots=True)
class Column:
    """`middle` is where the words stand, `above` the height of the number."""

    score: Score
    x: str
    y: str
    width: str
    height: str
    middle: str
    above: str


@dataclass(slots=True)
class Columns:
    """`key` makes ids unique on the page."""

    key: str
    title: str
    describes: str
    total: int
    width: int = WIDTH
    columns: list[Column] = field(default_factory=list)


def columns(key: str, title: str, describes: str, scores: Sequence[Score]) -> Columns:
    highest = max((one.n for one in scores), default=0)
    drawing = Columns(key, title, describes, sum(one.n for one in scores))
    slot = (RIGHT - LEFT) / max(1, len(scores))
    gap = min(10.0, slot * 0.2)
    for index, one in enumerate(scores):
        x = LEFT + slot * index
        tall = (BOTTOM - TOP) * one.n / highest if highest else 0.0
        tall = max(tall, 2.0) if one.n else 0.0
        y = BOTTOM - tall
        drawing.columns.append(
            Column(one, num(x + gap / 2), num(y), num(slot - gap), num(tall), num(x + slot / 2), num(y - 6))
        )
    return drawing
