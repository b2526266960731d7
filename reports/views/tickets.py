"""/reports/tickets/: the tickets behind a figure."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from reports import links
from reports.figures import Unit
from reports.period import Period
from reports.scope import Scope
from reports.tickets_behind import Metric, find, page
from reports.views.frame import narrowed_words


@require_safe
@login_required
def tickets_page(request: HttpRequest) -> HttpResponse:
    """`metric` names the figure; period and scope are those of the report. Only "waiting" is open to agents."""
    agent = cast(User, request.user)
    key = request.GET.get("metric", "")
    metric = find(key)
    if metric is None:
        raise Http404
    if metric.managers_only and not agent.sees_everything:
        raise PermissionDenied
    scope, period = Scope.from_query(request.GET), Period.from_query(request.GET)
    part = request.GET.get("part", "")
    part = part if metric.accepts(part) else ""
    found = metric.rows(agent, scope, period, part)
    rows, cursor = page(metric, found, request.GET.get("cursor", ""))
    own = {"part": part} if part else {}
    following = links.tickets(key, scope, period if metric.has_period else None, **own) if cursor else ""
    context = {
        "metric": metric,
        "key": key,
        "rows": rows,
        "total": metric.total(found, agent, scope, period, part),
        "following": f"{following}&{urlencode({'cursor': cursor})}" if cursor else "",
        "period": period if metric.has_period else None,
        "narrowed_to": narrowed_words(scope),
        "parts": _parts(metric, key, scope, period, part),
        "shows_time": metric.unit == Unit.SECONDS,
        "shows_verdict": metric.unit == Unit.SHARE,
    }
    return render(request, "reports/tickets.html", context)


def _parts(metric: Metric, key: str, scope: Scope, period: Period, current: str) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is what is shown) of each way to see only a part; none where there is but one."""
    if not metric.parts:
        return []
    each = [
        (str(words), links.tickets(key, scope, period, part=part), part == current)
        for part, words in metric.parts.items()
    ]
    return [(_("All"), links.tickets(key, scope, period), not current), *each]
