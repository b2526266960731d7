"""How each team gives out its tickets, for admins and managers."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import availability
from accounts.access import agent_of, manager_required
from accounts.models import Team
from automation.models import TeamAssignment
from automation.skills import save_assignment

A_WEEK = 7 * 24 * 60


class AssignmentForm(forms.ModelForm):
    """One team's way."""

    class Meta:
        model = TeamAssignment
        fields = ["method", "prefers_known", "skills_wait_minutes", "take_back_minutes", "calendar"]
        widgets = {"method": forms.RadioSelect}
        labels = {
            "method": gettext_lazy("New tickets go to"),
            "prefers_known": gettext_lazy("Who answered the customer in the last 90 days comes first, if there"),
            "skills_wait_minutes": gettext_lazy("Wait for the skills needed (minutes)"),
            "take_back_minutes": gettext_lazy("Take back from people who are away after (minutes)"),
            "calendar": gettext_lazy("Give out tickets in"),
        }
        help_texts = {
            "skills_wait_minutes": gettext_lazy("Then whoever is free gets it. Empty: it waits for ever."),
            "take_back_minutes": gettext_lazy(
                "Only unanswered tickets, and only while a colleague has room for them. Empty: they stay."
            ),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["calendar"].empty_label = _("all hours")  # type: ignore[attr-defined]

    def clean_skills_wait_minutes(self) -> int | None:
        return self._minutes("skills_wait_minutes", 0)

    def clean_take_back_minutes(self) -> int | None:
        return self._minutes("take_back_minutes", 1)

    def _minutes(self, name: str, least: int) -> int | None:
        minutes: int | None = self.cleaned_data[name]
        if minutes is not None and not least <= minutes <= A_WEEK:
            raise forms.ValidationError(_("From %(a)s to %(b)s minutes.") % {"a": least, "b": A_WEEK})
        return minutes


@manager_required
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    there = availability.online(prefix="memberships__user__availability__")
    found = Team.objects.select_related("assignment").annotate(
        there=Count("memberships", filter=there & Q(memberships__user__is_active=True), distinct=True),
        waiting=Count("tickets__assignment_request", distinct=True),
    )
    return render(request, "settings/assignment.html", {"teams": found.order_by("name"), "here": "teams"})


@manager_required
def team(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Team, pk=pk)
    setting = TeamAssignment.objects.filter(team=found).first() or TeamAssignment(team=found)
    form = AssignmentForm(request.POST or None, instance=setting)
    if request.method == "POST" and form.is_valid():
        save_assignment(agent_of(request), form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("assignment")
    context = {"form": form, "team": found}
    return render(request, "settings/assignment_team.html", context, status=422 if form.errors else 200)
