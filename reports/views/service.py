"""/reports/service/: a period, against the one before."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import manager_required
from reports import export, service
from reports.views.frame import Frame, answer


@require_safe
@manager_required
def service_page(request: HttpRequest) -> HttpResponse:
    frame = Frame.of(request)
    report = service.build(frame.scope, frame.period)
    context = frame.context() | {
        "report": report,
        "charts": [service.volume_chart(report), service.backlog_chart(report)],
        "first_response": service.speed_chart(report, "first_response", _("First response")),
        "resolution": service.speed_chart(report, "resolution", _("Time to resolution")),
        "csat": service.csat_chart(report),
        "csv": {name: f"{reverse('report-csv', args=[name])}?{frame.query()}" for name in ("time", "channels")},
    }
    return answer(
        request, "reports/_service.html" if request.headers.get("HX-Request") else "reports/service.html", context
    )


@require_safe
@manager_required
def service_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The tables behind the charts: `time` or `channels`. Durations in seconds, shares from 0 to 1."""
    frame = Frame.of(request)
    scope, period = frame.scope, frame.period
    file = f"{name}-{period.first}-{period.last}"
    speeds = [
        _("First response, median (s)"),
        _("First response, 90 % (s)"),
        _("Resolution, median (s)"),
        _("Resolution, 90 % (s)"),
    ]
    csat = [_("CSAT"), _("CSAT, n"), _("CSAT, 95 % from"), _("CSAT, 95 % to")]
    if name == "time":
        head = [_("From"), _("To"), _("New"), _("Resolved"), _("Backlog"), *speeds, *csat]
        rows = [
            [day.point.bucket.first.isoformat(), day.point.bucket.last.isoformat(), day.point.new, day.point.resolved,
             day.point.backlog, *_figures(day)]
            for day in service.build(scope, period).days
        ]  # fmt: skip
        return export.response(file, head, rows)
    if name == "channels":
        head = [_("Channel"), _("New"), _("Resolved"), *speeds, *csat]
        return export.response(
            file,
            head,
            [[str(row.info.name), row.new, row.resolved, *_figures(row)] for row in service.channels(scope, period)],
        )
    raise Http404


def _figures(row: service.Day | service.Channel) -> list[export.Cell]:
    seconds = [
        round(took.total_seconds()) if took is not None else None
        for one in (row.first_response, row.resolution)
        for took in (one.median, one.p90)
    ]
    low, high = row.csat.interval
    if row.csat.share is None:
        return [*seconds, None, 0, None, None]
    return [*seconds, round(row.csat.share, 4), row.csat.n, round(low, 4), round(high, 4)]
