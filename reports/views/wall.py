"""/reports/wall/: *Now* on a screen on the wall, for everybody or for one team (`team`); `full` begins without navigation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import agent_of
from accounts.models import Team, User
from reports import wall
from reports.metrics import now
from reports.views.frame import answer


@require_safe
@login_required
def wall_page(request: HttpRequest) -> HttpResponse:
    """Managers see any team's board, agents those of their teams, without satisfaction. The page asks for the figures alone."""
    agent = agent_of(request)
    team = _team(agent, request.GET.get("team", ""))
    context: dict[str, Any] = {"board": wall.read(agent, team), "team": team}
    if request.headers.get("HX-Request"):
        return answer(request, "reports/_wall.html", context)
    context |= {"teams": now.teams_of(agent), "full": bool(request.GET.get("full"))}
    return answer(request, "reports/wall.html", context)


def _team(agent: User, asked: str) -> Team | None:
    """A team that isn't there, or that they may not see, is none of theirs: 404."""
    if not asked:
        return None
    found = (
        now.teams_of(agent).filter(pk=asked).first()
        if asked.isascii() and asked.isdigit() and len(asked) < 18
        else None
    )
    if found is None:
        raise Http404
    return found
