"""/settings/surveys/: when customers are asked, and how."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import manager_required
from accounts.models import User
from surveys.models import NotSent, State, SurveyInvitation, SurveySettings

LOOK_BACK = timedelta(days=30)


class SurveySettingsForm(forms.ModelForm):
    class Meta:
        model = SurveySettings
        fields = ["enabled", "cooldown_days"]


@manager_required
def survey_settings(request: HttpRequest) -> HttpResponse:
    current = SurveySettings.current()
    form = SurveySettingsForm(request.POST or None, instance=current)
    if request.method == "POST" and form.is_valid():
        chosen = form.save(commit=False)
        chosen.changed_by = cast(User, request.user)
        chosen.save()
        messages.success(request, _("Surveys are saved."))
        return redirect("survey-settings")
    return render(
        request,
        "surveys/settings.html",
        {"form": form, "outcomes": _outcomes()},
        status=422 if form.is_bound else 200,
    )


def _outcomes() -> list[tuple[str, int]]:
    """What became of the surveys of the last 30 days, most frequent first."""
    rows = (
        SurveyInvitation.objects.filter(created_at__gte=timezone.now() - LOOK_BACK)
        .exclude(state__in=[State.DUE, State.UNASKED])
        .values_list("state", "reason")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    return [
        (
            str(State.SENT.label)
            if state == State.SENT
            else str(NotSent(reason).label if reason else State.NOT_SENT.label),
            n,
        )
        for state, reason, n in rows
    ]
