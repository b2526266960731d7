"""The service report: three groups of figures over a period, and the same split by one dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.units import SURE
from reports import comparing, over_time
from reports.charts import drawings
from reports.charts.drawings import Drawing, Intervals, Series, Value
from reports.figures import figures
from reports.figures.age import Aged, backlog_age
from reports.over_time import Found, Table
from reports.period import Period
from reports.scope import Scope
from tickets import channel_info

VOLUME = ("new", "resolved", "backlog", "contacts")
SPEED = ("first_response", "next_response", "resolution")
EFFORT = ("first_contact", "one_touch", "reopen_rate", "transferred", "repeated", "messages")
BUSINESS = "business"
# What a part of the house is judged by in the table.
SPLIT = ("new", "resolved", "backlog", "contacts", *SPEED, *EFFORT, "transfers", "csat")
_TITLES = {
    "volume": gettext_lazy("Volume"),
    "speed": gettext_lazy("Speed"),
    "effort": gettext_lazy("Effort"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure over the whole period; `detail` says what the number alone doesn't."""

    name: str
    title: str
    cell: comparing.Cell
    detail: str = ""


@dataclass(slots=True)
class Section:
    """One group of figures: how they stand, how they went, and the table behind that."""

    key: str
    title: str | Promise
    tiles: list[Tile] = field(default_factory=list)
    charts: list[Drawing] = field(default_factory=list)
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Report:
    volume: Section
    speed: Section
    effort: Section
    age_rows: list[tuple[Aged, Aged]]
    age_chart: Drawing
    lines: list[comparing.Line]
    csat: Intervals


def speeds(clock: str) -> tuple[str, ...]:
    """The figures of speed round the clock or, with BUSINESS, within opening hours."""
    return tuple(f"{name}_{clock}" for name in SPEED) if clock == BUSINESS else SPEED


def split_names(clock: str) -> tuple[str, ...]:
    """The figures of the table, the speeds on this clock."""
    return tuple(dict(zip(SPEED, speeds(clock), strict=True)).get(name, name) for name in SPLIT)


def names_of(group: str, clock: str) -> tuple[str, ...]:
    """The figures over time of "volume", "speed" or "effort"."""
    if group == "speed":
        return tuple(name for speed in speeds(clock) for name in (speed, f"{speed}_p90"))
    return VOLUME if group == "volume" else EFFORT


GROUPS = tuple(_TITLES)


def build(scope: Scope, period: Period, split: str, clock: str) -> Report:
    """Everything on the page in a constant number of queries."""
    names = [name for group in GROUPS for name in names_of(group, clock)]
    beside = split_names(clock)
    whole = figures([*dict.fromkeys([*names, *beside])], scope, period, compare=True)
    found = figures(names, scope, period, "time")
    ages, ages_before = backlog_age(scope, period), backlog_age(scope, period.before)
    lines = comparing.lines(beside, scope, period, split, whole)
    return Report(
        _volume(whole, found, period),
        _speed(whole, found, period, clock),
        _effort(whole, found, period),
        list(zip(ages, ages_before, strict=True)),
        age_chart(ages, ages_before),
        lines,
        interval_chart("csat-split", comparing.title("csat"), lines, SPLIT.index("csat"), split),
    )


def _tiles(names: Sequence[str], whole: Found) -> list[Tile]:
    return [Tile(name, comparing.title(name), comparing.cell(name, whole[name][0])) for name in names]


def _volume(whole: Found, found: Found, period: Period) -> Section:
    came_and_went = [("new", _("New")), ("resolved", _("Resolved"))]
    return Section(
        "volume", _TITLES["volume"], _tiles(VOLUME, whole),
        [
            over_time.bars("volume", _("New and resolved tickets"), came_and_went, found, period),
            over_time.lines("backlog", _("Backlog"), [("backlog", _("Backlog"))], found, period, width=drawings.FULL),
        ],
        over_time.table(VOLUME, found, period),
    )  # fmt: skip


def _speed(whole: Found, found: Found, period: Period, clock: str) -> Section:
    section = Section("speed", _TITLES["speed"], table=over_time.table(names_of("speed", clock), found, period))
    for plain, name in zip(SPEED, speeds(clock), strict=True):
        slow = comparing.cell(f"{name}_p90", whole[f"{name}_p90"][0])
        cell = comparing.cell(name, whole[name][0])
        detail = _("90\u00a0%% within %(p90)s") % {"p90": slow.text} if slow.row.n else ""
        section.tiles.append(Tile(name, _("%(figure)s, median") % {"figure": comparing.title(plain)}, cell, detail))
        both = [(name, _("Median")), (f"{name}_p90", comparing.within_90())]
        section.charts.append(over_time.lines(plain, comparing.title(plain), both, found, period))
    return section


def _effort(whole: Found, found: Found, period: Period) -> Section:
    charts = [over_time.lines(name, comparing.title(name), [(name, comparing.title(name))], found, period)
              for name in EFFORT]  # fmt: skip
    tiles = _tiles((*EFFORT, "csat"), whole)
    return Section("effort", _TITLES["effort"], tiles, charts, over_time.table(EFFORT, found, period))


def age_chart(ages: Sequence[Aged], before: Sequence[Aged]) -> Drawing:
    """How old the open tickets are at the end of the period, and were at the end of the one before."""
    names = [str(one.band.words) for one in ages]

    def values(rows: Sequence[Aged]) -> list[Value]:
        return [Value(one.n, f"{one.band.words}: {count_open(one.n)}", one.link) for one in rows]

    series = [
        Series(_("At the end of the period"), "s-1", values(ages)),
        Series(_("At the end of the one before"), "s-3", values(before)),
    ]
    says = "; ".join(f"{one.band.words}: {one.n}" for one in ages)
    return drawings.bars("age", _("How long the open ones have been open"), says, names, series)


def interval_chart(key: str, title: str, lines: Sequence[comparing.Line], place: int, split: str) -> Intervals:
    """One share of each part of a table with its interval: the figure in this column."""
    rows = []
    for line in lines[1:]:
        cell = line.cells[place]
        if cell.row.value is None or cell.row.interval is None:
            continue
        low, high = cell.row.interval
        says = f"{line.label}: {cell.text}, {SURE}: {cell.range}, n {cell.row.n}"
        colour = f"ch-{channel_info.get(line.key).colour}" if split == "channel" and line.key else ""
        rows.append((line.label, colour, cell.row.link, cell.row.n, cell.row.few, cell.row.value, low, high, says))
    words = _("%(figure)s: %(split)s") % {"figure": title, "split": comparing.SPLITS[split]}
    return drawings.intervals(key, words, "; ".join(row[-1] for row in rows), rows)


def count_open(n: int) -> str:
    return ngettext("%(n)s unresolved ticket", "%(n)s unresolved tickets", n) % {"n": n}
