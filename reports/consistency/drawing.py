"""The interval of each channel, with a mark where the others stand on the same topics."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.units import NBSP
from reports.charts import spans
from reports.charts.spans import Axis
from reports.consistency.findings import Cell, Findings, Line
from reports.consistency.measured import MEASURED, Scale


@dataclass(frozen=True, slots=True)
class Drawn:
    """One channel's row; places are in percent of the width, `others` is "" where there is nobody to compare with."""

    line: Line
    cell: Cell
    at: str
    low: str
    high: str
    others: str
    says: str


@dataclass(frozen=True, slots=True)
class Drawing:
    axis: Axis
    rows: list[Drawn]


def draw(findings: Findings, name: str) -> Drawing:
    """Of one figure; no rows where no channel has it."""
    pairs = findings.of_figure(name)
    axis = _axis(name, [number for _line, cell in pairs for number in _numbers(cell)])
    return Drawing(axis, [_drawn(line, cell, axis) for line, cell in pairs])


def _numbers(cell: Cell) -> list[float]:
    assert cell.row is not None and cell.row.value is not None
    others = [] if cell.judged.others is None else [cell.judged.others]
    return [cell.row.value, *(cell.row.interval or ()), *others]


def _axis(name: str, numbers: list[float]) -> Axis:
    match MEASURED[name].scale:
        case Scale.TIME:
            return spans.of_times(numbers)
        case Scale.SHARE:
            return spans.of_numbers([100 * one for one in numbers], 0, 100, f"{NBSP}%")
        case Scale.POINTS:
            return spans.of_numbers(numbers, -100, 100, sign=True)
        case Scale.SCORE:
            return spans.of_numbers(numbers, 1, 7)


def _drawn(line: Line, cell: Cell, axis: Axis) -> Drawn:
    assert cell.row is not None and cell.row.value is not None
    times = 100 if MEASURED[cell.name].scale == Scale.SHARE else 1
    value = cell.row.value
    low, high = cell.row.interval or (value, value)
    others = "" if cell.judged.others is None else axis.at(cell.judged.others * times)
    says = _("%(channel)s: %(value)s, the others %(others)s, n %(n)s") % {
        "channel": line.label,
        "value": cell.text,
        "others": cell.others,
        "n": cell.row.n,
    }
    return Drawn(line, cell, axis.at(value * times), axis.at(low * times), axis.at(high * times), others, says)
