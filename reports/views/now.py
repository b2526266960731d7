"""/reports/: how things stand at this moment."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from reports.metrics import now
from reports.views.frame import answer
from surveys.faces import FACES
from surveys.models import Kind


@require_safe
@login_required
def now_page(request: HttpRequest) -> HttpResponse:
    """Managers see everything, agents their teams. htmx asks for the figures alone."""
    agent = cast(User, request.user)
    state = now.read(agent)
    context: dict[str, Any] = {
        "now": state,
        "soon_minutes": int(now.SOON.total_seconds() // 60),
        "answers": [(given, FACES[given.score - 1] if given.kind == Kind.CSAT else None) for given in state.answers],
    }
    template = "reports/_now.html" if request.headers.get("HX-Request") else "reports/now.html"
    return answer(request, template, context)
