"""/reports/reality/results/: scores by channel and over time, how far reviewers agree; and all of it as CSV."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import agent_of, manager_required
from core.units import SURE
from reports import export
from reports.charts import drawings
from reports.charts.scale import Tick
from reports.models.reality import Criterion, QuarterSample
from reports.reality import results
from reports.reality.quarter import Quarter
from reports.reality.results import OVERALL, Cell, Given
from reports.views.frame import answer
from tickets import channel_info

Table = list[tuple[str, str, list[Cell]]]


@require_safe
@manager_required
def results_page(request: HttpRequest) -> HttpResponse:
    rows = results.given(agent_of(request))
    quarter, channel = _asked(request)
    here = [row for row in rows if quarter is None or row.quarter == quarter]
    over_time = [row for row in rows if not channel or row.channel == channel]
    quarters = sorted({row.quarter for row in rows}, reverse=True)
    context = {
        "quarter": quarter,
        "channel": channel,
        "is_open": quarter in _open_ones() if quarter else False,
        "any": bool(rows),
        "titles": [_title(name) for name in results.COLUMNS],
        "by_channel": _by_channel(here),
        "by_quarter": _by_quarter(over_time),
        "drawing": _drawing(here),
        "agreements": [(_title(name), one) for name, one in results.agreements(here).items()],
        "quarters": [
            (one.title if one else _("All quarters"), _query(one, channel), one == quarter) for one in (None, *quarters)
        ],
        "channels": [
            (str(channel_info.get(one).name) if one else _("All channels"), _query(quarter, one), one == channel)
            for one in ("", *sorted({row.channel for row in rows}))
        ],
        "csv": f"{reverse('report-reality-csv')}?{_query(quarter, '')}",
    }
    return answer(request, "reports/reality/results.html", context)


@require_safe
@manager_required
def results_csv(request: HttpRequest) -> HttpResponse:
    """Quarter by channel by criterion: mean from 1 to 5, n and 95 % interval."""
    rows = results.given(agent_of(request))
    quarter, _channel = _asked(request)
    head = [_("Quarter"), _("Channel"), _("Criterion"), _("Mean"), _("Interactions"), _("95 % from"), _("95 % to")]
    lines: list[list[export.Cell]] = []
    for one in sorted({row.quarter for row in rows} if quarter is None else {quarter}):
        of_one = results.table((row for row in rows if row.quarter == one), lambda row: row.channel)
        for channel in sorted(of_one, key=lambda key: key or ""):
            name = str(channel_info.get(channel).name) if channel else _("All")
            lines += [_line(one, name, criterion, cell) for criterion, cell in of_one[channel].items() if cell.n]
    return export.response(f"reality-check-{quarter.slug if quarter else 'all'}", head, lines)


@require_safe
@manager_required
def scores_csv(request: HttpRequest, quarter: str) -> HttpResponse:
    """Every score of a quarter that the reader may see, one a row, with its words."""
    asked = Quarter.from_slug(quarter)
    found = results.seen_by(agent_of(request)).select_related("card__drawn", "card__reviewer")
    if asked is None:
        found = found.none()
    else:
        found = found.filter(card__drawn__sample__year=asked.year, card__drawn__sample__number=asked.number)
    head = [
        _("Interaction"),
        _("Channel"),
        _("Reviewer"),
        _("Criterion"),
        _("Score"),
        _("Comment"),
        _("Overall comment"),
    ]
    rows: list[list[export.Cell]] = [
        [
            row.card.drawn.place, str(channel_info.get(row.card.drawn.channel).name), str(row.card.reviewer or "–"),
            str(row.get_criterion_display()), row.value, row.comment, row.card.comment,
        ]
        for row in found.order_by("card__drawn__place", "card", "pk")
    ]  # fmt: skip
    return export.response(f"reality-check-{asked.slug if asked else 'none'}-scores", head, rows)


def _line(quarter: Quarter, channel: str, criterion: str, cell: Cell) -> list[export.Cell]:
    low, high = cell.interval or (None, None)
    numbers = [None if one is None else round(one, 3) for one in (cell.mean, low, high)]
    return [quarter.slug, channel, _title(criterion), numbers[0], cell.n, numbers[1], numbers[2]]


def _asked(request: HttpRequest) -> tuple[Quarter | None, str]:
    channel = request.GET.get("channel", "")
    known = {info.kind for info in channel_info.all_channels()}
    return Quarter.from_slug(request.GET.get("quarter", "")), channel if channel in known else ""


def _query(quarter: Quarter | None, channel: str) -> str:
    asked = {"quarter": quarter.slug if quarter else "", "channel": channel}
    return urlencode({name: value for name, value in asked.items() if value})


def _open_ones() -> set[Quarter]:
    rows = QuarterSample.objects.filter(closed_at=None).values_list("year", "number")
    return {Quarter(year, number) for year, number in rows}


def _title(name: str) -> str:
    return _("Overall") if name == OVERALL else str(Criterion(name).label)


def _by_channel(rows: list[Given]) -> Table:
    found = results.table(rows, lambda row: row.channel)
    named = sorted((str(channel_info.get(key).name), key) for key in found if key)
    return [(name, key, list(found[key or None].values())) for name, key in [(_("All"), ""), *named] if found]


def _by_quarter(rows: list[Given]) -> Table:
    found = results.table(rows, lambda row: row.quarter)
    quarters = sorted((key for key in found if key), reverse=True)
    return [(one.title, one.slug, list(found[one].values())) for one in quarters]


def _drawing(rows: list[Given]) -> drawings.Intervals | None:
    """The criteria side by side, from 1 to 5."""
    cells: dict[str, Cell] = results.table(rows, lambda _row: "").get(None, {})
    drawn: list[Any] = []
    for name, cell in cells.items():
        if cell.mean is None:
            continue
        low, high = cell.interval or (cell.mean, cell.mean)
        mean, least, most = (number_format(value, 1) for value in (cell.mean, low, high))
        says = f"{_title(name)}: {mean}, {SURE}: {least}–{most}, n {cell.n}"
        places = [(value - 1) / 4 for value in (cell.mean, low, high)]
        drawn.append((_title(name), "", "#by-channel", cell.n, cell.few, *places, says))
    if not drawn:
        return None
    found = drawings.intervals("reality", _("Scores from 1 to 5"), "; ".join(row[-1] for row in drawn), drawn)
    found.ticks = [Tick(tick.at, str(index)) for index, tick in enumerate(found.ticks, start=1)]
    return found
