"""The page about customers: tiles and tables of one period, put together from the figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import comparing
from reports.comparing import Cell, percent
from reports.kept import Counting
from reports.people import cohorts, contacts, figures, scores, stretches
from reports.people.cohorts import Cohort
from reports.people.figures import Known, show, sure
from reports.people.stretches import Flow, Worth
from reports.people.whose import Whose, top_segments
from reports.period import PRESETS, Period
from reports.service import Tile


@dataclass(frozen=True, slots=True)
class Line:
    """A group of customers side by side with others; `href` narrows the page to it."""

    key: str
    label: str
    href: dict[str, str]
    cells: list[Cell]
    worth: Worth


@dataclass(frozen=True, slots=True)
class Numbers:
    """All that is counted for the page and its files, without a word. `top` are the segments told apart: (in lower case, as
    typed)."""

    top: list[tuple[str, str]]
    groups: dict[tuple[str, Any], Known]
    before: Known
    flow: list[Flow]
    cohorts: list[Cohort]

    @property
    def whole(self) -> Known:
        return self.groups["", ""]


@dataclass(slots=True)
class Report:
    whole: Known
    before: Known
    tiles: list[Tile]
    parts: list[Line]
    segments: list[Line]
    flow: list[Flow]
    worth: list[tuple[str, str, Worth]]


def count(whose: Whose, period: Period) -> Numbers:
    """Everything in nine queries, whatever the number of customers, parts and segments."""
    top, earlier = top_segments(), period.before
    return Numbers(
        top,
        figures.by_group(whose, period, [name for name, _typed in top]),
        Known(stretches.count(whose, earlier), contacts.count(whose, earlier), scores.count(whose, earlier)),
        stretches.over_time(whose, period),
        cohorts.cohorts(whose, period),
    )


def _usual() -> Iterator[tuple[Whose, Period]]:
    return ((Whose(), Period.up_to_today(days)) for days in PRESETS)


COUNTING = Counting("customers", count, _usual)


def build(whose: Whose, period: Period, numbers: Numbers) -> Report:
    """The page in words."""
    whole = numbers.whole
    return Report(
        whole=whole,
        before=numbers.before,
        tiles=_tiles(whose, period, whole, numbers.before),
        parts=part_lines(whose, period, numbers),
        segments=segment_lines(whose, period, numbers),
        flow=numbers.flow,
        worth=[
            ("active", _("Active"), whole.stretches.worth_now),
            ("lost", _("Fell silent in the period"), whole.stretches.worth_lost),
            ("unhappy", _("Unhappy the last time they said so"), whole.scores.worth_unhappy),
        ],
    )


def _tiles(whose: Whose, period: Period, known: Known, before: Known) -> list[Tile]:
    cells = figures.figures(whose, period, known)
    earlier = figures.figures(whose, period.before, before)
    back = known.stretches.back
    details = {
        "active": _("of whom %(n)s were so at the beginning") % {"n": known.stretches.kept},
        "new": ngettext("and %(n)s came back after a long silence", "and %(n)s came back after a long silence", back)
        % {"n": back}
        if back
        else _("first contact in the period"),
        "hopped": _("%(share)s within one ticket")
        % {"share": percent(known.contacts.switched / known.contacts.n if known.contacts.n else None)},
    }
    found = []
    for name, title in figures.TITLES.items():
        row, was = cells[name], earlier[name]
        interval = sure(name, row)
        cell = Cell(row, show(name, row.value), interval, figures.delta(name, row, was), row.n if interval else None)
        detail = details.get(name, "")
        found.append(Tile(name, str(title), cell, detail if detail or interval else _("nothing to count")))
    return found


def part_lines(whose: Whose, period: Period, numbers: Numbers) -> list[Line]:
    """By channel, inbox, team or language of first contact, the one with most active customers first."""
    found, label = [], comparing.labels(whose.by)
    for (kind, key), known in numbers.groups.items():
        if kind == "part" and key not in {"", "0"}:
            value: Any = int(key) if whose.by in {"inbox", "team"} else key
            narrowed = replace(whose, scope=replace(whose.scope, **{whose.by: value}))
            found.append(_line(narrowed, period, known, key, label(value), {whose.by: key}))
    return sorted(found, key=lambda line: (-line.cells[0].row.n, line.label))


def segment_lines(whose: Whose, period: Period, numbers: Numbers) -> list[Line]:
    """The largest segments, then all others together; nothing where the firm tells no segments."""
    found, groups = [], numbers.groups
    for place, (name, typed) in enumerate(numbers.top, 1):
        if ("segment", place) in groups:
            narrowed = replace(whose, segment=name)
            found.append(_line(narrowed, period, groups["segment", place], name, typed, {"segment": name}))
    if found and ("segment", 0) in groups and not whose.segment:
        others = _line(whose, period, groups["segment", 0], "", _("No segment, or another"), {}, linked=False)
        found.append(others)
    return found


def _line(
    whose: Whose, period: Period, known: Known, key: str, label: str, href: dict[str, str], *, linked: bool = True
) -> Line:
    cells = []
    for name, row in figures.figures(whose, period, known).items():
        if not linked:
            row = replace(row, link="")
        cells.append(Cell(row, show(name, row.value), sure(name, row)))
    return Line(key, label, href, cells, known.stretches.worth_now)
