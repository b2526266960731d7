"""/reports/annotations/: what a manager notes on a day, and takes back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_of, manager_required
from reports import day_notes
from reports.forms import AnnotationForm
from reports.models import Annotation
from reports.period import today


@manager_required
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, Annotation(day=today()))


@manager_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Annotation, pk=pk))


@manager_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    day_notes.delete(agent_of(request), get_object_or_404(Annotation, pk=pk))
    messages.success(request, _("The note is deleted."))
    return redirect(_back(request))


def _edit(request: HttpRequest, annotation: Annotation) -> HttpResponse:
    form = AnnotationForm(request.POST or None, instance=annotation)
    back = _back(request)
    if request.method == "POST" and form.is_valid():
        day_notes.save(agent_of(request), form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect(back)
    return render(request, "reports/annotation.html", {"form": form, "annotation": annotation, "back": back})


def _back(request: HttpRequest) -> str:
    """The report that one came from; never an address elsewhere."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/reports/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse("report-service")
