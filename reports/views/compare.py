"""/reports/compare/: figures side by side, by channel, inbox, team, person, tag or language, against the period before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import manager_required
from reports import comparing, export
from reports.views.frame import Frame, answer


@require_safe
@manager_required
def compare_page(request: HttpRequest) -> HttpResponse:
    group, split, frame = _asked(request)
    names = comparing.GROUPS[group][1]
    found = comparing.lines(names, frame.scope, frame.period, split)
    address = reverse("report-compare")
    context = frame.context() | {
        "titles": [comparing.title(name) for name in names],
        "lines": found,
        "empty": len(found) == 1,
        "groups": [
            (name, words, f"{address}?{frame.query(group=name)}") for name, (words, _n) in comparing.GROUPS.items()
        ],
        "splits": [(name, words, f"{address}?{frame.query(split=name)}") for name, words in comparing.SPLITS.items()],
        "split_title": comparing.SPLITS[split],
        "csv": f"{reverse('report-compare-csv')}?{frame.query()}",
    }
    return answer(request, "reports/compare.html", context)


@require_safe
@manager_required
def compare_csv(request: HttpRequest) -> HttpResponse:
    """The same table: value, n and interval of each figure; durations in seconds, shares from 0 to 1."""
    group, split, frame = _asked(request)
    names = comparing.GROUPS[group][1]
    head = [str(comparing.SPLITS[split])]
    for name in names:
        title = comparing.title(name)
        head += [title, f"{title}, n", f"{title}, 95 % <", f"{title}, 95 % >"]
    rows = [
        [line.label, *(cell for one in line.cells for cell in _numbers(one))]
        for line in comparing.lines(names, frame.scope, frame.period, split)
    ]
    return export.response(f"{group}-{split}-{frame.period.first}-{frame.period.last}", head, rows)


def _numbers(cell: comparing.Cell) -> list[export.Cell]:
    row = cell.row
    low, high = row.interval if row.interval and row.value is not None else (None, None)
    return [export.rounded(row.value), row.n, export.rounded(low), export.rounded(high)]


def _asked(request: HttpRequest) -> tuple[str, str, Frame]:
    """What makes no sense gives satisfaction by channel."""
    group, split = request.GET.get("group", ""), request.GET.get("split", "")
    group = group if group in comparing.GROUPS else "satisfaction"
    split = split if split in comparing.SPLITS else "channel"
    return group, split, Frame.of(request, {"group": group, "split": split})
