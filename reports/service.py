"""The service report: tiles, charts and tables of one period, put together from the metrics."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.templatetags.ui import duration
from reports import links
from reports.charts import drawings
from reports.charts.drawings import Series, Value
from reports.metrics import satisfaction, speed, volume
from reports.period import Period
from reports.scope import Scope
from tickets import channel_info


@dataclass(frozen=True, slots=True)
class Delta:
    """How a figure moved against the period before. `mood` is good, bad or empty (neither, or too few to say)."""

    text: str
    mood: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    key: str
    title: str
    value: str
    detail: str
    href: str
    delta: Delta | None = None
    few: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A row of the table behind the charts."""

    point: volume.Point
    label: str
    first_response: speed.Speed
    resolution: speed.Speed
    csat: satisfaction.Csat
    links: dict[str, str]


@dataclass(frozen=True, slots=True)
class Channel:
    info: channel_info.ChannelInfo
    new: int
    resolved: int
    first_response: speed.Speed
    resolution: speed.Speed
    csat: satisfaction.Csat
    links: dict[str, str]

    @property
    def interval(self) -> str:
        return percent_range(self.csat)


@dataclass(slots=True)
class Report:
    period: Period
    scope: Scope
    tiles: list[Tile] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)


def build(scope: Scope, period: Period) -> Report:
    """Everything on the page in some twenty-five queries, whatever the number of tickets, days and channels."""
    report = Report(period, scope)
    counted = volume.over_time(scope, period)
    report.tiles = _tiles(scope, period, counted)
    report.days = _days(scope, period, counted)
    report.channels = channels(scope, period)
    return report


def _tiles(scope: Scope, period: Period, counted: volume.Volume) -> list[Tile]:
    new, resolved = volume.totals(scope, period.before)
    csat, csat_before = satisfaction.overall(scope, period), satisfaction.overall(scope, period.before)
    asked = satisfaction.asked(scope, period)
    rate = _("%(rate)s of %(n)s asked have answered") % {"rate": percent(asked.rate), "n": asked.n}

    def link(name: str) -> str:
        return links.tickets(name, scope, period)

    at_start = _("unresolved; %(n)s at the start") % {"n": counted.before}
    return [
        Tile("new", _("New tickets"), str(counted.new), _("created in the period"), link("new"), _more(counted.new, new)),
        Tile(
            "resolved", _("Resolved"), str(counted.resolved), _("a reopened ticket counts again"), link("resolved"),
            _more(counted.resolved, resolved, up="good"),
        ),
        Tile("backlog", _("Backlog at the end"), str(counted.backlog), at_start, link("backlog")),
        _speed_tile("first_response", _("First response, median"), scope, period),
        _speed_tile("resolution", _("Time to resolution, median"), scope, period),
        Tile(
            "csat", _("CSAT"), percent(csat.share),
            f"95 %: {percent_range(csat)} · n {csat.n}" if csat.n else _("no answers yet"),
            link("csat"), _points(csat, csat_before), csat.is_few,
        ),
        Tile("asked", _("Response rate"), percent(asked.rate), rate, link("asked"), few=asked.n < satisfaction.FEW),
    ]  # fmt: skip


def _speed_tile(name: str, title: str, scope: Scope, period: Period) -> Tile:
    now, before = speed.overall(name, scope, period), speed.overall(name, scope, period.before)
    detail = _("90 %% within %(p90)s · n %(n)s") % {"p90": clock(now.p90), "n": now.n} if now.n else _("no tickets yet")
    delta = None
    if now.median is not None and before.median is not None:
        delta = _more(now.median.total_seconds(), before.median.total_seconds(), up="bad")
        if delta and (now.is_few or before.is_few):
            delta = replace(delta, mood="")
    return Tile(name, title, clock(now.median), detail, links.tickets(name, scope, period), delta, now.is_few)


def _days(scope: Scope, period: Period, counted: volume.Volume) -> list[Day]:
    first, resolution = speed.over_time("first_response", scope, period), speed.over_time("resolution", scope, period)
    csat = satisfaction.over_time(scope, period)
    names = ("new", "resolved", "backlog", "first_response", "resolution", "csat")
    return [
        Day(
            point, label(point.bucket), first[index], resolution[index], csat[index],
            {name: links.tickets(name, scope, point.bucket) for name in names},
        )
        for index, point in enumerate(counted.points)
    ]  # fmt: skip


def channels(scope: Scope, period: Period) -> list[Channel]:
    """A row per channel that had anything in the period, by name."""
    counted = volume.by_channel(scope, period)
    first, resolution = (speed.by_channel(name, scope, period) for name in ("first_response", "resolution"))
    csat = satisfaction.by_channel(scope, period)
    kinds = counted.keys() | first.keys() | resolution.keys() | csat.keys()
    names = ("new", "resolved", "first_response", "resolution", "csat")
    rows = []
    for info in sorted((channel_info.get(kind) for kind in kinds), key=lambda info: str(info.name)):
        narrowed = replace(scope, channel=info.kind)
        new, resolved = counted.get(info.kind, (0, 0))
        rows.append(
            Channel(
                info, new, resolved, first.get(info.kind, speed.Speed()), resolution.get(info.kind, speed.Speed()),
                csat.get(info.kind, satisfaction.Csat()),
                {name: links.tickets(name, narrowed, period) for name in names},
            )
        )  # fmt: skip
    return rows


def volume_chart(report: Report) -> drawings.Drawing:
    labels = [day.label for day in report.days]
    new = [Value(d.point.new, f"{d.label}: {count_new(d.point.new)}", d.links["new"]) for d in report.days]
    done = [
        Value(d.point.resolved, f"{d.label}: {count_resolved(d.point.resolved)}", d.links["resolved"])
        for d in report.days
    ]
    total_new, total_done = (sum(v.value or 0 for v in row) for row in (new, done))
    says = f"{count_new(int(total_new))}, {count_resolved(int(total_done))}"
    series = [Series(_("New"), "s-1", new), Series(_("Resolved"), "s-2", done)]
    return drawings.bars("volume", _("New and resolved tickets"), says, labels, series)


def backlog_chart(report: Report) -> drawings.Drawing:
    values = [
        Value(d.point.backlog, f"{d.label}: {count_open(d.point.backlog)}", d.links["backlog"]) for d in report.days
    ]
    says = _("From %(first)s to %(last)s unresolved tickets") % {
        "first": report.days[0].point.backlog,
        "last": report.days[-1].point.backlog,
    }
    labels = [day.label for day in report.days]
    return drawings.lines("backlog", _("Backlog"), says, labels, [Series(_("Backlog"), "s-1", values)])


def speed_chart(report: Report, name: str, title: str | Promise) -> drawings.Drawing:
    """Median and 90th percentile; hollow where there are too few tickets to judge."""
    found = [(day, getattr(day, name)) for day in report.days]

    def values(which: str, words: str) -> list[Value]:
        rows = []
        for day, one in found:
            took: timedelta | None = getattr(one, which)
            says = f"{day.label}: {words} {clock(took)}, n {one.n}"
            rows.append(
                Value(took.total_seconds() if took else None if one.n == 0 else 0, says, day.links[name], one.is_few)
            )
        return rows

    series = [
        Series(_("Median"), "s-1", values("median", _("median"))),
        Series(_("90 % within"), "s-2", values("p90", _("90 % within"))),
    ]
    total = sum(one.n for _day, one in found)
    says = ngettext("%(n)s ticket in the period", "%(n)s tickets in the period", total) % {"n": total}
    return drawings.lines(
        name, str(title), says, [day.label for day in report.days], series, as_time=True, width=drawings.HALF
    )


def csat_chart(report: Report) -> drawings.Intervals:
    rows = []
    for row in report.channels:
        if row.csat.share is None:
            continue
        low, high = row.csat.interval
        says = f"{row.info.name}: {percent(row.csat.share)}, 95 %: {percent_range(row.csat)}, n {row.csat.n}"
        rows.append(
            (
                str(row.info.name),
                f"ch-{row.info.colour}",
                row.links["csat"],
                row.csat.n,
                row.csat.is_few,
                row.csat.share,
                low,
                high,
                says,
            )
        )
    describes = "; ".join(row[-1] for row in rows)
    return drawings.intervals("csat-channels", _("CSAT by channel"), describes, rows)


def label(bucket: Period) -> str:
    """A day, or a week by its first day."""
    return date_format(bucket.first, pgettext("date format, day and short month", "j M"))


def clock(took: timedelta | None) -> str:
    return duration(took.total_seconds() if took is not None else None)


def percent(share: float | None) -> str:
    return "–" if share is None else f"{round(share * 100)} %"


def percent_range(csat: satisfaction.Csat) -> str:
    low, high = csat.interval
    return f"{round(low * 100)}–{round(high * 100)}" if csat.n else "–"


def count_new(n: int) -> str:
    return ngettext("%(n)s new ticket", "%(n)s new tickets", n) % {"n": n}


def count_resolved(n: int) -> str:
    return ngettext("%(n)s resolved ticket", "%(n)s resolved tickets", n) % {"n": n}


def count_open(n: int) -> str:
    return ngettext("%(n)s unresolved ticket", "%(n)s unresolved tickets", n) % {"n": n}


def _more(now: float, before: float, up: str = "") -> Delta | None:
    """The change in percent; `up` says what a rise means."""
    if not before:
        return None
    change = round((now - before) / before * 100)
    if change == 0:
        return Delta(_("unchanged"))
    down = {"good": "bad", "bad": "good"}.get(up, "")
    return Delta(f"{'▲' if change > 0 else '▼'} {abs(change)} %", up if change > 0 else down)


def _points(now: satisfaction.Csat, before: satisfaction.Csat) -> Delta | None:
    """The change of a share in percentage points."""
    if now.share is None or before.share is None:
        return None
    change = round(now.share * 100) - round(before.share * 100)
    if change == 0:
        return Delta(_("unchanged"))
    mood = "" if now.is_few or before.is_few else ("good" if change > 0 else "bad")
    return Delta(f"{'▲' if change > 0 else '▼'} {abs(change)}", mood)
