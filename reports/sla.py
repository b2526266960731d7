"""The SLA report: which promises were kept, by how much others were missed, when their deadlines passed, what is at risk now."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports import comparing, links, over_time
from reports.charts import drawings
from reports.charts.drawings import Drawing, Intervals, Series, Value
from reports.figures import Row, behind, figures
from reports.metrics import now
from reports.metrics.now import AtRisk
from reports.over_time import Found, Table
from reports.period import Period
from reports.scope import Scope
from reports.service import Tile, interval_chart

CLOCKS: dict[str, str | Promise] = {
    "first_response": gettext_lazy("First response"),
    "next_response": gettext_lazy("Next response"),
    "resolution": gettext_lazy("Resolution"),
}
KEPT = tuple(f"sla_{clock}" for clock in CLOCKS)


@dataclass(frozen=True, slots=True)
class Hour:
    """A cell of the week: how many deadlines passed within this hour. `shade` from 0 (none) to 4."""

    n: int
    shade: int
    link: str


@dataclass(frozen=True, slots=True)
class Week:
    """`days` are seven rows of a weekday's name and its 24 hours."""

    days: list[tuple[str, list[Hour]]]
    n: int


@dataclass(frozen=True, slots=True)
class Report:
    """`missed` counts those whose clock stopped in the period; `late` and `late_p90` say by how much."""

    tiles: list[Tile]
    attained: Drawing
    table: Table
    missed: Tile
    late: Tile
    missed_chart: Drawing
    lines: list[comparing.Line]
    intervals: Intervals
    week: Week
    at_risk: AtRisk = field(default_factory=AtRisk)


def split_names(clock: str) -> tuple[str, ...]:
    """The figures of the table: the three promises, and how late the one that is looked at was."""
    return (*KEPT, f"late_{clock}", f"late_{clock}_p90")


def build(scope: Scope, period: Period, split: str, clock: str) -> Report:
    """Everything on the page in a constant number of queries; `clock` is the promise looked at closely."""
    whole = figures(split_names(clock), scope, period, compare=True)
    found = figures(KEPT, scope, period, "time")
    lines = comparing.lines(split_names(clock), scope, period, split)
    kept = f"sla_{clock}"
    return Report(
        tiles=[_tile(name, whole) for name in KEPT],
        attained=over_time.lines(
            "attained", _("Promises kept"), list(zip(KEPT, CLOCKS.values(), strict=True)), found, period,
            width=drawings.FULL,
        ),
        table=over_time.table(KEPT, found, period),
        missed=_missed(kept, whole[kept][0], scope, period),
        late=_late(clock, whole),
        missed_chart=_missed_chart(kept, found, scope, period),
        lines=lines,
        intervals=interval_chart("kept", str(CLOCKS[clock]), lines, KEPT.index(kept), split),
        week=week(clock, scope, period),
        at_risk=now.at_risk(scope),
    )  # fmt: skip


def _tile(name: str, whole: Found) -> Tile:
    return Tile(name, comparing.title(name), comparing.cell(name, whole[name][0]))


def missed_of(row: Row) -> int:
    """How many promises of this share were not kept."""
    return row.n - round((row.value or 0) * row.n)


def _missed(kept: str, row: Row, scope: Scope, period: Period) -> Tile:
    """Counted like new tickets: without interval, compared with the period before."""
    n = missed_of(row)
    before = Row("", missed_of(row.before), missed_of(row.before)) if row.before is not None else None
    counted = Row("", n, n, link=links.tickets(f"figure:{kept}", scope, period, part="no"), before=before)
    # As with reopened tickets, a rise is bad, and it is told in percent.
    cell = comparing.Cell(counted, str(n), "", comparing.delta("reopened", counted))
    return Tile("missed", _("Missed"), cell, _("of %(n)s promises") % {"n": row.n})


def _late(clock: str, whole: Found) -> Tile:
    name = f"late_{clock}"
    slow = comparing.cell(f"{name}_p90", whole[f"{name}_p90"][0])
    detail = _("90\u00a0%% within %(p90)s") % {"p90": slow.text} if slow.row.n else ""
    return Tile(name, _("Late by, median"), comparing.cell(name, whole[name][0]), detail)


def _missed_chart(kept: str, found: Found, scope: Scope, period: Period) -> Drawing:
    labels, values = over_time.labels(period), []
    for index, bucket in enumerate(period.buckets()):
        n = missed_of(found[kept][index])
        link = links.tickets(f"figure:{kept}", scope, bucket, part="no")
        values.append(Value(n, f"{labels[index]}: {count_missed(n)}", link))
    says = count_missed(int(sum(value.value or 0 for value in values)))
    return drawings.bars("missed", _("Missed promises"), says, labels, [Series(_("Missed"), "s-4", values)])


def week(clock: str, scope: Scope, period: Period) -> Week:
    """Weekday by hour: when the deadlines passed that were missed."""
    counted = behind.deadlines_by_hour(clock, scope, period)
    most = max(counted.values(), default=0)
    days = []
    for weekday in range(1, 8):
        row = []
        for hour in range(24):
            n = counted.get((weekday, hour), 0)
            link = behind.of_hour(clock, scope, period, weekday, hour) if n else ""
            row.append(Hour(n, -(-4 * n // most) if most else 0, link))
        days.append((str(WEEKDAYS[weekday - 1]), row))
    return Week(days, sum(counted.values()))


def week_table(found: Week) -> tuple[list[str], list[list[str | int | float | None]]]:
    """Head and rows of the week as a file."""
    head = [_("Day of the week"), *(f"{hour}:00" for hour in range(24))]
    return head, [[name, *(hour.n for hour in hours)] for name, hours in found.days]


def count_missed(n: int) -> str:
    return ngettext("%(n)s missed promise", "%(n)s missed promises", n) % {"n": n}
