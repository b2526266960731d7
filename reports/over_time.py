"""Figures by day or week: as a drawing, and as the table and the file behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports import comparing, export
from reports.charts import drawings
from reports.charts.drawings import Drawing, Series, Value
from reports.figures import FIGURES, Row, Unit
from reports.period import Period

Found = Mapping[str, Sequence[Row]]
# (name of the figure, what the line is called)
Lines = Sequence[tuple[str, str | Promise]]


def label(bucket: Period) -> str:
    """A day, or a week by its first day."""
    return date_format(bucket.first, pgettext("date format, day and short month", "j M"))


def labels(period: Period) -> list[str]:
    """What stands under the places of a chart over this period. A chart with these labels shows the annotations."""
    return [label(bucket) for bucket in period.buckets()]


def bars(key: str, title: str | Promise, of: Lines, found: Found, period: Period) -> Drawing:
    """Counts side by side; `found` are rows split by time."""
    series = _series(of, found, period)
    return drawings.bars(key, str(title), _totals(of, found), labels(period), series)


def lines(
    key: str, title: str | Promise, of: Lines, found: Found, period: Period, *, width: int = drawings.THIRD
) -> Drawing:
    """A line for each figure, all of one unit; `found` are rows split by time."""
    first = of[0][0]
    unit = FIGURES[first].unit if first in FIGURES else Unit.SHARE
    return drawings.lines(
        key, str(title), _ends(of, found), labels(period), _series(of, found, period),
        as_time=unit == Unit.SECONDS, as_share=unit == Unit.SHARE, width=width,
    )  # fmt: skip


def _series(of: Lines, found: Found, period: Period) -> list[Series]:
    names = labels(period)
    return [
        Series(
            str(words), f"s-{number}",
            [Value(row.value, _says(names[index], name, str(words), row), row.link, row.few)
             for index, row in enumerate(found[name])],
        )
        for number, (name, words) in enumerate(of, start=1)
    ]  # fmt: skip


def _says(day: str, name: str, words: str, row: Row) -> str:
    """A mark's tooltip."""
    if row.value is None:
        return ""
    said = f"{day}: {words} {comparing.show(name, row.value)}"
    return said if comparing.cell(name, row).n is None else f"{said}, n {row.n}"


def _totals(of: Lines, found: Found) -> str:
    return ", ".join(f"{words}: {round(sum(row.value or 0 for row in found[name]))}" for name, words in of)


def _ends(of: Lines, found: Found) -> str:
    """For who can't see the line: where it begins and where it ends."""
    said = []
    for name, words in of:
        values = [row.value for row in found[name] if row.value is not None]
        if values:
            first, last = (comparing.show(name, value) for value in (values[0], values[-1]))
            said.append(_("%(name)s: from %(first)s to %(last)s") % {"name": words, "first": first, "last": last})
    return "; ".join(said)


@dataclass(frozen=True, slots=True)
class Table:
    """A row for each day or week: its label and a cell for each figure."""

    titles: list[str]
    rows: list[tuple[str, list[comparing.Cell]]]


def table(names: Sequence[str], found: Found, period: Period) -> Table:
    return Table(
        [comparing.title(name) for name in names],
        [
            (words, [comparing.cell(name, found[name][index]) for name in names])
            for index, words in enumerate(labels(period))
        ],
    )


def csv(names: Sequence[str], found: Found, period: Period) -> tuple[list[str], list[list[export.Cell]]]:
    """Head and rows of the same as a file."""
    head = [_("From"), _("To"), *(cell for name in names for cell in comparing.numbers_of(comparing.title(name)))]
    rows: list[list[export.Cell]] = [
        [
            bucket.first.isoformat(), bucket.last.isoformat(),
            *(cell for name in names for cell in comparing.numbers(found[name][index])),
        ]
        for index, bucket in enumerate(period.buckets())
    ]  # fmt: skip
    return head, rows
