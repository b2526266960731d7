"""The page's charts as rows for a file: numbers as numbers, shares from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports import comparing
from reports.export import Cell
from reports.figures import Row
from reports.period import Period
from reports.satisfaction import asked, over_time, parts, reasons, spread, themes
from reports.satisfaction.kinds import NAMES
from reports.scope import Scope


@dataclass(frozen=True, slots=True)
class Table:
    head: list[str]
    rows: list[list[Cell]]


def table(name: str, scope: Scope, period: Period, split: str) -> Table | None:
    """None for a name that no chart has."""
    make = TABLES.get(name)
    return make(scope, period, split) if make else None


def _time(scope: Scope, period: Period, split: str) -> Table:
    rows = over_time.over_time(scope, period).lines
    return Table(_head(_("From"), NAMES.values()), [[line.label, *_of(row for _w, row in line.cells)] for line in rows])


def _scores(scope: Scope, period: Period, split: str) -> Table:
    lines = spread.spread(scope, period).lines
    rows: list[list[Cell]] = [[kind, int(score.label), score.n] for kind, score, _share in lines]
    return Table([_("Survey"), _("Score"), _("Answers")], rows)


def _parts(scope: Scope, period: Period, split: str) -> Table:
    lines = parts.parts(scope, period, split).lines
    head = _head(str(comparing.SPLITS[split]), [*NAMES.values(), _("Response rate")])
    return Table(head, [[line.label, *_of(cell.row for cell in line.cells)] for line in lines])


def _themes(scope: Scope, period: Period, split: str) -> Table:
    head = [
        pgettext("of comments", "Theme"), _("Comments"), _("Unhappy"), _("Happy"), _("Of unhappy comments"), _("Of happy comments"),
        _("Mean score, 1 to 5"), _("Angry"), _("Pleased"), _("Comments, period before"),
    ]  # fmt: skip
    found = themes.themes(scope, period)
    rows: list[list[Cell]] = [
        [
            row.title, row.n, row.unhappy, row.happy, _share(row.unhappy, found.unhappy), _share(row.happy, found.happy),
            row.mean, row.angry, row.pleased, row.before,
        ]
        for row in found.rows
    ]  # fmt: skip
    return Table(head, rows)


def _reasons(scope: Scope, period: Period, split: str) -> Table:
    head = [_("Survey"), _("Scores"), _("Reason"), _("Ticked"), _("Answers")]
    bands = reasons.reasons(scope, period)
    rows: list[list[Cell]] = [
        [band.survey, band.scores, row.label, row.n, band.n] for band in bands for row in band.reasons
    ]
    return Table(head, rows)


def _asked(scope: Scope, period: Period, split: str) -> Table:
    found, whole = asked.asked(scope, period), parts.parts(scope, period, "channel")
    rows: list[list[Cell]] = [[_("Asked"), whole.asked], [_("Answered"), whole.answered]]
    rows += [[reason.label, reason.n] for reason in found.reasons]
    return Table([_("Surveys"), "n"], rows)


def _channels(scope: Scope, period: Period, split: str) -> Table:
    lines = asked.asked(scope, period).channels
    head = _head(_("Channel"), [_("Response rate")])
    return Table(head, [[line.label, *_of(cell.row for cell in line.cells)] for line in lines])


TABLES: dict[str, Callable[[Scope, Period, str], Table]] = {
    "time": _time,
    "scores": _scores,
    "parts": _parts,
    "themes": _themes,
    "reasons": _reasons,
    "asked": _asked,
    "channels": _channels,
}


def _of(rows: Iterable[Row]) -> list[Cell]:
    """Value, n and interval of each."""
    return [cell for row in rows for cell in comparing.numbers(row)]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _head(first: str, names: Iterable[str]) -> list[str]:
    return [first, *(part for name in names for part in (name, f"{name}, n", f"{name}, 95 % <", f"{name}, 95 % >"))]
