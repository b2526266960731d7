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
from reports.period import Period
from reports.scope import Scope
from reports.tickets_behind import SCORES, find, page
from reports.views.frame import narrowed_words
from surveys.faces import FACES


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
    score = request.GET.get("score", "") if key == "csat" else ""
    score = score if score in SCORES else ""
    found = metric.rows(agent, scope, period, score)
    rows, cursor = page(metric, found, request.GET.get("cursor", ""))
    own = {"score": score} if score else {}
    following = links.tickets(key, scope, period if metric.has_period else None, **own) if cursor else ""
    context = {
        "metric": metric,
        "key": key,
        "rows": rows,
        "total": found.count(),
        "following": f"{following}&{urlencode({'cursor': cursor})}" if cursor else "",
        "period": period if metric.has_period else None,
        "narrowed": narrowed_words(scope),
        "scores": _scores(scope, period, score) if key == "csat" else [],
        "faces": FACES,
    }
    return render(request, "reports/tickets.html", context)


def _scores(scope: Scope, period: Period, current: str) -> list[tuple[str, str, bool]]:
    """Ways to see only one score."""
    one = [(str(n), links.tickets("csat", scope, period, score=str(n)), current == str(n)) for n in range(5, 0, -1)]
    return [(_("All"), links.tickets("csat", scope, period), not current), *one]
