"""How often each score was given, of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import ngettext

from core.units import percent
from reports import links
from reports.charts.columns import Columns, Score, columns
from reports.facts import said
from reports.figures import read
from reports.period import Period
from reports.satisfaction.kinds import NAMES
from reports.scope import Scope
from surveys import scores


@dataclass(frozen=True, slots=True)
class Spread:
    drawings: list[Columns]

    @property
    def lines(self) -> list[tuple[str, Score, str]]:
        """(kind, score, its share) for the table."""
        return [
            (one.title, column.score, percent(round(100 * column.score.n / one.total)) if one.total else "–")
            for one in self.drawings
            for column in one.columns
        ]


def spread(scope: Scope, period: Period) -> Spread:
    counted = read.histograms(list(said.SCORES.values()), scope, period)
    return Spread([_drawing(kind, counted.get(("", said.SCORES[kind]), {}), scope, period) for kind in NAMES])


def _drawing(kind: str, counts: dict[int, int], scope: Scope, period: Period) -> Columns:
    found = []
    for score in scores.scale(kind).scores:
        n = counts.get(score, 0)
        times = ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n}
        href = links.answers(scope, period, kind=kind, score=str(score))
        found.append(Score(str(score), n, scores.tone(kind, score), f"{score}: {times}", href))
    describes = "; ".join(one.says for one in found)
    return columns(f"scores-{kind}", NAMES[kind], describes, found)
