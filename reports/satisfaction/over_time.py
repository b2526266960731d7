"""CSAT, NPS and CES over the period, each on its own scale."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.units import SURE
from reports import comparing
from reports.charts.course import Course, Moment, course
from reports.figures import Row, figures
from reports.period import Period
from reports.satisfaction.kinds import AXES, NAMES
from reports.scope import Scope

# Beyond so many days a point is a week: a handful of answers a day would only draw noise.
MOST_DAILY = 14
WEEK = 7


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: what each kind was at that time."""

    label: str
    cells: list[tuple[str, Row]]


@dataclass(frozen=True, slots=True)
class OverTime:
    drawings: list[Course]
    lines: list[Line]
    is_weekly: bool


def over_time(scope: Scope, period: Period) -> OverTime:
    if period.days > MOST_DAILY:
        period = replace(period, by=WEEK)
    found = figures(list(NAMES), scope, period, "time")
    labels = [
        date_format(bucket.first, pgettext("date format, day and short month", "j M")) for bucket in period.buckets()
    ]
    drawings = [_drawing(kind, labels, found[kind]) for kind in NAMES]
    lines = [
        Line(label, [(_words(kind, found[kind][index]), found[kind][index]) for kind in NAMES])
        for index, label in enumerate(labels)
    ]
    return OverTime(drawings, lines, period.step > 1)


def _drawing(kind: str, labels: list[str], rows: list[Row]) -> Course:
    moments = []
    for label, row in zip(labels, rows, strict=True):
        low, high = row.interval or (row.value or 0.0, row.value or 0.0)
        says = f"{label}: {_words(kind, row)}, n {row.n}"
        if row.interval:
            says += f", {SURE}: {comparing.show(kind, low)} – {comparing.show(kind, high)}"
        moments.append(Moment(label, row.value, low, high, row.few, says, row.link))
    total = sum(row.n for row in rows)
    return course(f"time-{kind}", NAMES[kind], _("n %(n)s in the period") % {"n": total}, AXES[kind], moments)


def _words(kind: str, row: Row) -> str:
    return "–" if row.value is None else comparing.show(kind, row.value)
