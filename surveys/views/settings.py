"""/settings/surveys/: which surveys ask, when and how, and what became of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_of, manager_required
from surveys import editing
from surveys.choices import choices_of
from surveys.forms import SurveyForm, SurveySettingsForm, WindowTemplateForm
from surveys.models import Moment, NotSent, State, Survey, SurveyInvitation, SurveySettings
from surveys.wording import mail_body
from tickets.vocabulary.sentences import say_conditions

LOOK_BACK = timedelta(days=30)


@manager_required
def survey_settings(request: HttpRequest) -> HttpResponse:
    """The list in its order, what holds for all of them, and the outcomes of the last 30 days."""
    closed = request.POST.get("form") == "window"
    sent_data = request.POST or None
    form = SurveySettingsForm(None if closed else sent_data, instance=SurveySettings.current())
    windows = WindowTemplateForm(sent_data if closed else None)
    if closed and windows.is_valid():
        editing.save_templates(agent_of(request), windows.inboxes, windows.chosen())
        messages.success(request, _("Templates for surveys are saved."))
        return redirect("survey-settings")
    if form.is_valid():
        editing.save_settings(agent_of(request), form.save(commit=False))
        messages.success(request, _("Surveys are saved."))
        return redirect("survey-settings")
    lately = Q(invitations__created_at__gte=timezone.now() - LOOK_BACK)
    sent = lately & Q(invitations__state=State.SENT)
    rows = (
        editing.kept()
        .order_by("position", "pk")
        .annotate(
            sent=Count("invitations", filter=sent),
            answered=Count("invitations__answer", filter=sent),
            unasked=Count("invitations__answer", filter=lately & Q(invitations__state=State.UNASKED)),
        )
    )
    found = [
        {
            "survey": row,
            "sentence": say_conditions(row.conditions),
            "rate": round(100 * row.answered / row.sent) if row.sent else None,
        }
        for row in rows
    ]
    context = {"form": form, "windows": windows, "rows": found, "outcomes": _outcomes()}
    wrong = form.errors or windows.errors
    return render(request, "surveys/settings.html", context, status=422 if wrong else 200)


@manager_required
def survey_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new one, or the one with this id; with what customers see."""
    survey = get_object_or_404(editing.kept(), pk=pk) if pk is not None else Survey()
    form = SurveyForm(request.POST or None, instance=survey)
    if request.method == "POST" and form.is_valid():
        candidate = form.save(commit=False)
        if "preview" not in request.POST:
            editing.save_survey(agent_of(request), candidate)
            messages.success(request, _("Saved."))
            return redirect("survey-settings")
    context = {"form": form, "survey": survey, "is_new": pk is None, "previews": _previews(survey), "open_url": ""}
    if pk is not None and survey.moment == Moment.OPEN:
        context["open_url"] = settings.PUBLIC_URL + reverse("survey-feedback", args=[survey.public_id])
    return render(request, "surveys/survey.html", context, status=422 if form.errors else 200)


def _previews(survey: Survey) -> list[dict[str, Any]]:
    """The question in each language, as it stands in the form: on the page, and in a mail unless nobody is mailed."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            name = translation.get_language_info(code)["name_local"]
            mail = mail_body(survey, code, "#preview-title", None) if survey.moment != Moment.OPEN else None
            shown = {"words": survey.words(code), "choices": choices_of(survey, code), "mail": mail}
            found.append({"code": code, "name": name} | shown)
    return found


@manager_required
@require_POST
def survey_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch on or off, move up or down, delete."""
    by, action = agent_of(request), request.POST.get("action", "")
    try:
        match action:
            case "on" | "off":
                editing.switch_survey(by, pk, action == "on")
            case "up" | "down":
                editing.move_survey(by, pk, action == "up")
            case "delete":
                editing.delete_survey(by, pk)
                messages.success(request, _("Deleted."))
    except Survey.DoesNotExist as error:
        raise Http404 from error
    return redirect("survey-settings")


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
