"""An agent's own work: whether they are there for it, and the next ticket."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import availability
from tickets import actions
from tickets.views.agent import agent_of
from tickets.views.answers import refused


@login_required
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """`{"ticket": number}` of the most urgent one that waited; a sentence when none does."""
    ticket = actions.take_next(agent_of(request))
    if ticket is None:
        return refused(_("Nothing waits for anybody in your teams."), 409)
    return JsonResponse({"ticket": ticket.number})


@login_required
@require_POST
def availability_switch(request: HttpRequest) -> HttpResponse:
    """`away`: 1 or 0."""
    availability.set_away(agent_of(request), request.POST.get("away") == "1")
    return HttpResponse(status=204)
