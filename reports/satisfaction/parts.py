"""The figures of the whole and of each channel, inbox, team, person, tag or language, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.channel_marks import mark_of
from core.units import SURE
from reports import comparing
from reports.charts import drawings
from reports.charts.drawings import SHARE_LEFT, SHARE_RIGHT, Intervals
from reports.comparing import Cell, Line
from reports.figures.satisfaction import RESPONSE_RATE
from reports.period import Period
from reports.satisfaction.kinds import AXES, NAMES
from reports.scope import Scope

FIGURES = (*NAMES, RESPONSE_RATE)
# So many letters have room beside the drawing.
NAME_CHARS = 18


@dataclass(frozen=True, slots=True)
class Tile:
    key: str
    title: str
    cell: Cell
    detail: str
    href: str


@dataclass(frozen=True, slots=True)
class Parts:
    """`whole` stands first in `lines`, too."""

    whole: Line
    lines: list[Line]
    split: str

    def cell(self, name: str) -> Cell:
        return self.whole.cells[FIGURES.index(name)]

    @property
    def asked(self) -> int:
        return self.cell(RESPONSE_RATE).row.n

    @property
    def answered(self) -> int:
        row = self.cell(RESPONSE_RATE).row
        return round((row.value or 0) * row.n)


def parts(scope: Scope, period: Period, split: str) -> Parts:
    lines = comparing.lines(FIGURES, scope, period, split)
    return Parts(lines[0], lines, split)


def tiles(found: Parts) -> list[Tile]:
    tiles = [
        Tile(kind, name, cell := found.cell(kind), _detail(cell, _("no answers yet")), cell.row.link)
        for kind, name in NAMES.items()
    ]
    rate = found.cell(RESPONSE_RATE)
    detail = _("%(answered)s of %(asked)s asked") % {"answered": found.answered, "asked": found.asked}
    return [
        *tiles,
        Tile(RESPONSE_RATE, _("Response rate"), rate, _detail(rate, _("nobody was asked"), detail), rate.row.link),
    ]


def _detail(cell: Cell, nothing: str, more: str = "") -> str:
    if not cell.row.n:
        return nothing
    interval = f"{SURE}: {cell.range} · " if cell.range else ""
    return interval + (more or f"n {cell.row.n}")


def drawing(found: Parts, kind: str) -> Intervals:
    """One kind side by side, on its own scale; what nobody answered about is left out."""
    index, axis, rows = FIGURES.index(kind), AXES[kind], []
    for line in found.lines:
        row = line.cells[index].row
        if row.value is None:
            continue
        cell = line.cells[index]
        low, high = row.interval or (row.value, row.value)
        says = f"{line.label}: {cell.text}" + (f", {SURE}: {cell.range}" if cell.range else "") + f", n {row.n}"
        colour = f"ch-{mark_of(line.key).colour}" if found.split == "channel" and line.key else ""
        places = (axis.share(row.value), axis.share(low), axis.share(high))
        rows.append((_short(line.label), colour, row.link, row.n, row.few, *places, says))
    title = _("%(kind)s by %(split)s") % {"kind": NAMES[kind], "split": str(comparing.SPLITS[found.split]).lower()}
    drawn = drawings.intervals(f"parts-{kind}", title, "; ".join(row[-1] for row in rows), rows)
    drawn.ticks = axis.ticks(SHARE_LEFT, SHARE_RIGHT)
    return drawn


def _short(label: str) -> str:
    return label if len(label) <= NAME_CHARS else label[: NAME_CHARS - 1].rstrip() + "…"
