"""/reports/service/: a period, against the one before."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import manager_required
from accounts.models import Team
from reports import export, links, service
from reports.period import PRESETS, Period
from reports.scope import Scope
from tickets import channel_info
from tickets.models import Inbox


@require_safe
@manager_required
def service_page(request: HttpRequest) -> HttpResponse:
    period, scope = Period.from_query(request.GET), Scope.from_query(request.GET)
    report = service.build(scope, period)
    context: dict[str, Any] = {
        "report": report,
        "period": period,
        "scope": scope,
        "is_current": period.last >= timezone.localdate(),
        "presets": [(days, urlencode({"days": days, **scope.params()})) for days in PRESETS],
        "channels": sorted(channel_info.all_channels(), key=lambda info: str(info.name)),
        "teams": Team.objects.all(),
        "inboxes": Inbox.objects.all(),
        "charts": [service.volume_chart(report), service.backlog_chart(report)],
        "first_response": service.speed_chart(report, "first_response", _("First response")),
        "resolution": service.speed_chart(report, "resolution", _("Time to resolution")),
        "csat": service.csat_chart(report),
        "csv": {name: _csv_url(name, scope, period) for name in ("time", "channels")},
    }
    template = "reports/_service.html" if request.headers.get("HX-Request") else "reports/service.html"
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def _csv_url(name: str, scope: Scope, period: Period) -> str:
    return f"{reverse('report-csv', args=[name])}?{urlencode({**links.span(period), **scope.params()})}"


@require_safe
@manager_required
def service_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The tables behind the charts: `time` or `channels`. Durations in seconds, shares from 0 to 1."""
    period, scope = Period.from_query(request.GET), Scope.from_query(request.GET)
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
