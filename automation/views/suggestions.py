"""What is learnt from closed tickets: how far it may go, how often it was right, what it learnt from; and answers to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_of, manager_required
from automation.learning import record, store
from automation.learning.decide import ANSWERS, decide, name_of
from automation.learning.forms import SuggestionsForm
from automation.learning.train import MIN_OF_A_VALUE, MIN_TICKETS
from automation.models import Suggestion, Target, Training
from tickets.access import get_ticket_for
from tickets.views.answers import changed, refused

SHOWN_VALUES = 12


@manager_required
def suggestions(request: HttpRequest) -> HttpResponse:
    form = SuggestionsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        learns = record.change_settings(agent_of(request), form.wanted(), form.cleaned_data["left_out"])
        messages.success(request, _("Saved. It is learning now.") if learns else _("Saved."))
        return redirect("suggestions")
    context = {"form": form, "pairs": form.pairs(), **_found()}
    return render(request, "automation/suggestions.html", context, status=422 if form.errors else 200)


def _found() -> dict[str, Any]:
    on, training, lately = store.switched_on(), record.newest(), record.lately()
    reports = training.report.get("targets", {}) if training else {}
    return {
        "any_on": bool(on),
        "training": training,
        "since": parse_datetime(training.report.get("since") or "") if training else None,
        "until": parse_datetime(training.report.get("until") or "") if training else None,
        "few": record.FEW,
        "min_tickets": MIN_TICKETS,
        "min_of_a_value": MIN_OF_A_VALUE,
        "parts": [_part(target, target in on, reports.get(target), lately[target]) for target in Target.values],
        **_state(),
    }


def _part(target: str, is_on: bool, report: dict[str, Any] | None, lately: record.Record) -> dict[str, Any]:
    values = [
        {**row, "label": name_of(target, row["value"])} for row in (report or {}).get("values", [])[:SHOWN_VALUES]
    ]
    return {
        "target": Target(target),
        "is_on": is_on,
        "report": report,
        "held_back": record.held_back(report) if report else None,
        "lately": lately,
        "values": values,
        "more": max(0, len((report or {}).get("values", [])) - SHOWN_VALUES),
    }


def _state() -> dict[str, Any]:
    last = Training.objects.defer("data").exclude(state__in=[Training.State.WAITING, Training.State.RUNNING]).first()
    failed = last if last is not None and last.state == Training.State.FAILED else None
    return {"under_way": record.under_way(), "failed": failed}


@manager_required
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """The line that says whether it is learning. When it has done so, the page is loaded anew."""
    found = _state()
    answer = render(request, "automation/_learning_state.html", found)
    if not found["under_way"]:
        answer["HX-Refresh"] = "true"
    return answer


@manager_required
@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    if store.ask(agent_of(request)) is None:
        messages.error(request, _("Everything is off: nothing is learnt."))
    return redirect("suggestions")


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An agent's answer to a suggestion: `answer` is apply, dismiss, keep or undo."""
    row = get_object_or_404(Suggestion, pk=pk)
    ticket = get_ticket_for(agent_of(request), row.ticket_id)
    given = request.POST.get("answer", "")
    if given not in ANSWERS:
        raise Http404
    try:
        decide(agent_of(request), row, given)
    except ValueError as error:
        return refused(error)
    return changed(request, ticket)
