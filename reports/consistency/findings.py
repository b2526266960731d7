"""What the page shows: each channel's figures beside what others have on the same topics, the worst channel first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from reports.comparing import show
from reports.consistency import read, words
from reports.consistency.compare import Comparison, Verdict, compare
from reports.consistency.measured import MEASURED
from reports.figures import Row, figures
from reports.period import Period
from reports.scope import Scope
from tickets import channel_info

# No single figure outweighs all others, however far off it is.
HEAVIEST = 10.0


@dataclass(frozen=True, slots=True)
class Cell:
    """`row` is the figure itself, over all of the channel's tickets; None where there is none. `judged` is how it stands
    against the others, over those whose topics others have too."""

    name: str
    row: Row | None
    judged: Comparison

    @property
    def text(self) -> str:
        return words.value(self.name, self.row.value if self.row else None)

    @property
    def range(self) -> str:
        if self.row is None or self.row.value is None or self.row.interval is None:
            return ""
        low, high = self.row.interval
        return f"{show(self.name, low)} – {show(self.name, high)}"

    @property
    def ours(self) -> str:
        """The channel's value on the topics that others have too."""
        return words.value(self.name, self.judged.ours)

    @property
    def others(self) -> str:
        return words.value(self.name, self.judged.others)

    @property
    def chip(self) -> tuple[str, str]:
        """(css, words) of how sure the difference is."""
        return words.chip(self.judged.verdict)

    @property
    def gap(self) -> str:
        """The difference in words, where one is sure."""
        return words.gap(self.judged) if self.judged.verdict in {Verdict.WORSE, Verdict.BETTER, Verdict.SMALL} else ""

    @property
    def partly(self) -> bool:
        """Do only some of its tickets have others to be compared with?"""
        return self.row is not None and 0 < self.judged.n < self.row.n

    @property
    def is_worse(self) -> bool:
        return self.judged.verdict == Verdict.WORSE


@dataclass(frozen=True, slots=True)
class Line:
    """One channel; `cells` are in the order of MEASURED."""

    channel: str
    label: str
    cells: list[Cell]

    def cell(self, name: str) -> Cell:
        return self.cells[list(MEASURED).index(name)]

    @property
    def worse(self) -> list[Cell]:
        """What is surely worse, the furthest off first."""
        return sorted((one for one in self.cells if one.is_worse), key=lambda one: -one.judged.weight)

    @property
    def seriousness(self) -> float:
        return sum(min(HEAVIEST, one.judged.weight) for one in self.worse)


class Findings:
    """All of it for one scope and period, in a handful of queries; the scope's channel narrows nothing here."""

    def __init__(self, scope: Scope, period: Period) -> None:
        everywhere = replace(scope, channel="")
        judged = {(one.name, one.channel): one for one in compare(read.strata(everywhere, period), MEASURED)}
        rows = {
            (name, row.key): row
            for name, each in figures(list(MEASURED), everywhere, period, "channel").items()
            for row in each
            if row.key
        }
        channels = dict.fromkeys(channel for _name, channel in (*judged, *rows))
        lines = [
            Line(
                channel,
                str(channel_info.get(channel).name),
                [
                    Cell(name, rows.get((name, channel)), judged.get((name, channel)) or _nothing(name, channel))
                    for name in MEASURED
                ],
            )
            for channel in channels
        ]
        self.lines = sorted(lines, key=lambda line: (-line.seriousness, line.label.casefold()))

    @cached_property
    def worse(self) -> list[Line]:
        """The channels that surely treat people worse, the worst first."""
        return [line for line in self.lines if line.worse]

    @property
    def tested(self) -> int:
        """How many comparisons were made; two channels by themselves are one."""
        found = 0
        for name in MEASURED:
            cells = [line.cell(name).judged for line in self.lines]
            tested = sum(one.p is not None for one in cells)
            found += 1 if tested == 2 and sum(one.n > 0 for one in cells) == 2 else tested
        return found

    @property
    def few(self) -> int:
        """How many rest on too little."""
        return sum(cell.judged.verdict == Verdict.FEW for line in self.lines for cell in line.cells if cell.row)

    @cached_property
    def strongest(self) -> str:
        """The figure with the furthest difference for the worse, else the first."""
        far: dict[str, float] = {}
        for cell in (cell for line in self.worse for cell in line.worse):
            far[cell.name] = max(far.get(cell.name, 0.0), cell.judged.weight)
        return max(far, key=lambda name: far[name]) if far else next(iter(MEASURED))

    def of_figure(self, name: str) -> list[tuple[Line, Cell]]:
        """The channels that have this figure: what is surely worse first, then by value, what is too few last."""

        def order(pair: tuple[Line, Cell]) -> tuple[bool, bool, float]:
            cell = pair[1]
            value = cell.row.value if cell.row and cell.row.value is not None else 0.0
            return cell.judged.verdict == Verdict.FEW, not cell.is_worse, value * MEASURED[name].better

        found = [(line, line.cell(name)) for line in self.lines]
        return sorted((pair for pair in found if pair[1].row and pair[1].row.value is not None), key=order)

    def has_worse(self, name: str) -> bool:
        return any(line.cell(name).is_worse for line in self.lines)

    def looked_at(self, channel: str) -> Line | None:
        """The channel of this name, else the worst, else the first; None when there is nothing."""
        by_name = {line.channel: line for line in self.lines}
        return by_name.get(channel) or next(iter(self.lines), None)


def _nothing(name: str, channel: str) -> Comparison:
    return Comparison(name, channel, Verdict.FEW, None, None, 0, 0)
