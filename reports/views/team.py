"""/reports/team/: what each person did in a period. For managers only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import manager_required
from reports import comparing, export, over_time, team
from reports.figures import figures
from reports.views.frame import Frame, answer


@require_safe
@manager_required
def team_page(request: HttpRequest) -> HttpResponse:
    frame = Frame.of(request)
    context = frame.context() | {
        "report": team.build(frame.scope, frame.period),
        "titles": [comparing.title(name) for name in team.NAMES],
        "csv": {name: f"{reverse('report-team-csv', args=[name])}?{frame.query()}" for name in ("people", "time")},
    }
    return answer(request, "reports/team.html", context)


@require_safe
@manager_required
def team_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The tables: `people` and `time`. Durations in seconds (online: hours), shares from 0 to 1."""
    frame = Frame.of(request)
    scope, period = frame.scope, frame.period
    file = f"team-{name}-{period.first}-{period.last}"
    if name == "people":
        return export.response(file, *team.csv(scope, period))
    if name == "time":
        return export.response(
            file, *over_time.csv(team.OVER_TIME, figures(team.OVER_TIME, scope, period, "time"), period)
        )
    raise Http404
