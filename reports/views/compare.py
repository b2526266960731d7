"""/reports/compare/: figures side by side, by channel, inbox, team, person, tag or language, against the period before."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import agent_of, manager_required
from accounts.models import Team
from reports import comparing, export, links
from reports.period import PRESETS, Period
from reports.scope import Scope
from tickets import channel_info
from tickets.models import Inbox


@require_safe
@manager_required
def compare_page(request: HttpRequest) -> HttpResponse:
    group, split, scope, period = _asked(request)
    kept = {"group": group, "split": split}
    found = comparing.lines(comparing.GROUPS[group][1], scope, period, split)
    address = reverse("report-compare")

    def query(**more: Any) -> str:
        return urlencode({**links.span(period), **scope.params(), **kept, **more})

    context: dict[str, Any] = {
        "period": period,
        "scope": scope,
        "kept": kept,
        "presets": [(days, urlencode({"days": days, **scope.params(), **kept})) for days in PRESETS],
        "channels": sorted(channel_info.all_channels(), key=lambda info: str(info.name)),
        "teams": Team.objects.all(),
        "inboxes": Inbox.objects.all(),
        "titles": [comparing.title(name) for name in comparing.GROUPS[group][1]],
        "lines": found,
        "empty": len(found) == 1,
        "groups": [(name, words, f"{address}?{query(group=name)}") for name, (words, _n) in comparing.GROUPS.items()],
        "splits": [(name, words, f"{address}?{query(split=name)}") for name, words in comparing.SPLITS.items()],
        "split_title": comparing.SPLITS[split],
        "csv": f"{reverse('report-compare-csv')}?{query()}",
    }
    response = render(request, "reports/compare.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@manager_required
def compare_csv(request: HttpRequest) -> HttpResponse:
    """The same table: value, n and interval of each figure; durations in seconds, shares from 0 to 1."""
    group, split, scope, period = _asked(request)
    names = comparing.GROUPS[group][1]
    head = [str(comparing.SPLITS[split])]
    for name in names:
        title = comparing.title(name)
        head += [title, f"{title}, n", f"{title}, 95 % <", f"{title}, 95 % >"]
    rows = [
        [line.label, *(cell for one in line.cells for cell in _numbers(one))]
        for line in comparing.lines(names, scope, period, split)
    ]
    return export.response(f"{group}-{split}-{period.first}-{period.last}", head, rows)


def _numbers(cell: comparing.Cell) -> list[export.Cell]:
    row = cell.row
    low, high = row.interval if row.interval and row.value is not None else (None, None)
    return [_round(row.value), row.n, _round(low), _round(high)]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _asked(request: HttpRequest) -> tuple[str, str, Scope, Period]:
    """What makes no sense gives satisfaction by channel."""
    group, split = request.GET.get("group", ""), request.GET.get("split", "")
    return (
        group if group in comparing.GROUPS else "satisfaction",
        split if split in comparing.SPLITS else "channel",
        Scope.from_query(request.GET).seen_by(agent_of(request)),
        Period.from_query(request.GET),
    )
