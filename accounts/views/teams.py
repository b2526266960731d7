"""Teams: names and members."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.access import admin_required, agent_of
from accounts.forms.people import TeamForm
from accounts.models import Team
from core.names import told_when_taken

TAKEN = gettext_lazy("There is a team with this name already.")


@admin_required
def teams(request: HttpRequest) -> HttpResponse:
    found = Team.objects.annotate(people=Count("memberships", filter=Q(memberships__user__is_active=True))).order_by(
        "name"
    )
    return render(request, "accounts/teams.html", {"teams": found})


@admin_required
def new(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_when_taken(form, TAKEN):
            actions.save_team(agent_of(request), Team(), form.cleaned_data["name"], form.cleaned_data["members"])
            messages.success(request, _("The team is added."))
            return redirect("teams")
    return render(request, "accounts/team.html", {"form": form})


@admin_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    initial = {"name": team.name, "members": team.members.filter(is_active=True)}
    form = TeamForm(request.POST or None, initial=initial, team=team)
    if request.method == "POST" and form.is_valid():
        with told_when_taken(form, TAKEN):
            actions.save_team(agent_of(request), team, form.cleaned_data["name"], form.cleaned_data["members"])
            messages.success(request, _("Saved."))
            return redirect("teams")
    return render(request, "accounts/team.html", {"form": form, "team": team})


@admin_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    try:
        actions.delete_team(agent_of(request), team)
    except actions.Refused as error:
        messages.error(request, str(error))
        return redirect("team", pk=pk)
    messages.success(request, _("The team is deleted."))
    return redirect("teams")
