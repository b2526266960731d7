"""/reports/sla/: promises kept and missed in a period, against the one before."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.access import manager_required
from reports import comparing, export, over_time, sla
from reports.figures import figures
from reports.metrics.now import SOON
from reports.scope import Scope
from reports.views.frame import Frame, answer

TABLES = ("time", "split", "week")


@require_safe
@manager_required
def sla_page(request: HttpRequest) -> HttpResponse:
    split, clock, frame = _asked(request)
    address = reverse("report-sla")
    context = frame.context() | {
        "report": sla.build(frame.scope, frame.period, split, clock),
        "split_titles": [comparing.title(name) for name in sla.split_names(clock)],
        "split_title": comparing.SPLITS[split],
        "splits": [(name, words, f"{address}?{frame.query(split=name)}") for name, words in comparing.SPLITS.items()],
        "clocks": [(name, words, f"{address}?{frame.query(clock=name)}") for name, words in sla.CLOCKS.items()],
        "hours": range(24),
        "soon_minutes": int(SOON.total_seconds() // 60),
        "inbox": _inbox(frame.scope),
        "csv": {name: f"{reverse('report-sla-csv', args=[name])}?{frame.query()}" for name in TABLES},
    }
    return answer(request, "reports/_sla.html" if request.headers.get("HX-Request") else "reports/sla.html", context)


@require_safe
@manager_required
def sla_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The tables behind the charts (TABLES). Durations in seconds, shares from 0 to 1."""
    split, clock, frame = _asked(request)
    scope, period = frame.scope, frame.period
    file = f"sla-{name}-{period.first}-{period.last}"
    if name == "time":
        return export.response(file, *over_time.csv(sla.KEPT, figures(sla.KEPT, scope, period, "time"), period))
    if name == "split":
        return export.response(f"{file}-{split}", *comparing.csv(sla.split_names(clock), scope, period, split))
    if name == "week":
        return export.response(f"{file}-{clock}", *sla.week_table(sla.week(clock, scope, period)))
    raise Http404


def _inbox(scope: Scope) -> dict[str, str]:
    """The addresses of what is late and soon due in the agents' inbox; none where it can't be narrowed to the same."""
    if scope.inbox or scope.topic or scope.language:
        return {}
    names = {"channel": scope.channel, "team": scope.team, "assignee": scope.agent}
    narrowed = {name: str(value) for name, value in names.items() if value}
    views = ("late", "due")
    return {view: f"{reverse('inbox')}?{urlencode({'view': view, 'sort': 'due', **narrowed})}" for view in views}


def _asked(request: HttpRequest) -> tuple[str, str, Frame]:
    """What makes no sense gives the first response by channel."""
    split, clock = request.GET.get("split", ""), request.GET.get("clock", "")
    split = split if split in comparing.SPLITS else "channel"
    clock = clock if clock in sla.CLOCKS else "first_response"
    return split, clock, Frame.of(request, {"split": split, "clock": clock})
