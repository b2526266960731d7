"""/reports/scheduled/: reports by mail, who gets them, what was sent; and the public page that stops one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import agent_of, manager_required
from core.tokens import BadToken, make_token, read_token
from reports import comparing
from reports.mailing import content, editing, planning
from reports.mailing.forms import ScheduledReportForm
from reports.models.scheduled import ReportMail, Rhythm, ScheduledReport
from reports.scope import Scope
from reports.views.frame import answer

SHOWN_MAILS = 60
STOP_WORKS_S = 2 * 366 * 86_400
OPENED = "report-form"
FORM_WORKS_S = 7 * 86_400


@require_safe
@manager_required
def listing(request: HttpRequest) -> HttpResponse:
    last = ReportMail.objects.filter(occasion__report=OuterRef("pk"), state=ReportMail.State.SENT)
    found = ScheduledReport.objects.annotate(
        people=Count("recipients", distinct=True),
        last_sent=Subquery(last.order_by("-sent_at").values("sent_at")[:1]),
    )
    rows = [
        {
            "report": report,
            "figures": comparing.GROUPS[report.group][0],
            "split": comparing.SPLITS[report.split],
            "to": report.people + len(report.addresses),
        }
        for report in found
    ]
    return answer(request, "reports/scheduled/list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@manager_required
def edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new one (of what the address names: group, split, channel, team, inbox), or this one with what was sent of it."""
    agent = agent_of(request)
    if request.method == "POST" and pk and not ScheduledReport.objects.filter(pk=pk).exists():
        return _gone(request)
    report = get_object_or_404(ScheduledReport, pk=pk) if pk else ScheduledReport(rhythm=Rhythm.WEEKLY)
    initial = {} if pk else _from_address(request) | {"recipients": [agent]}
    opened = editing.seen(report) if pk else None
    form = ScheduledReportForm(request.POST or None, instance=report, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        try:
            editing.save(agent, wanted, form.cleaned_data["recipients"], opened=_opened(request) if pk else None)
        except editing.ChangedMeanwhile as error:
            report = get_object_or_404(ScheduledReport, pk=pk)
            opened, form = editing.seen(report), _once_more(request, report, error.left)
        except ScheduledReport.DoesNotExist:
            return _gone(request)
        else:
            left = [one for one in form.cleaned_data["addresses"] if one not in wanted.addresses]
            messages.success(request, " ".join([_("Saved."), *([_stopped(left)] if left else [])]))
            return redirect("report-scheduled")
    context = {
        "report": report if pk else None,
        "form": form,
        "opened": make_token(OPENED, opened) if opened else "",
        "occasions": _history(report) if pk else [],
    }
    response = answer(request, "reports/scheduled/edit.html", context)
    response.status_code = 422 if form.errors else 200
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This report was deleted meanwhile, so nothing was saved."))
    return redirect("report-scheduled")


def _opened(request: HttpRequest) -> dict[str, Any]:
    """What the form was filled in from; nothing known counts as changed since."""
    try:
        found = read_token(OPENED, request.POST.get("opened", ""), FORM_WORKS_S)
    except BadToken:
        return {}
    return found if isinstance(found, dict) else {}


def _once_more(request: HttpRequest, report: ScheduledReport, left: Sequence[str]) -> ScheduledReportForm:
    """What they wrote, over what is there now, with why it wasn't saved; who stopped the report is no more among them."""
    data = request.POST.copy()
    stopped = {one.lower() for one in left}
    words = re.split(r"[\s,;]+", data.get("addresses", ""))
    data["addresses"] = "\n".join(word for word in words if word.lower() not in stopped)
    form = ScheduledReportForm(data, instance=report)
    form.full_clean()
    changed = _(
        "This report was changed meanwhile. Nothing is saved yet: below is what you wrote; save it to keep yours."
    )
    form.add_error(None, " ".join([changed, *([_stopped(left)] if left else [])]))
    return form


def _stopped(left: Sequence[str]) -> str:
    names = {"addresses": ", ".join(left)}
    return (
        ngettext(
            "%(addresses)s stopped it meanwhile and gets it no more.",
            "%(addresses)s stopped it meanwhile and get it no more.",
            len(left),
        )
        % names
    )


def _from_address(request: HttpRequest) -> dict[str, Any]:
    scope = Scope.from_query(request.GET)
    asked = {"group": request.GET.get("group", ""), "split": request.GET.get("split", "")}
    asked["group"] = asked["group"] if asked["group"] in comparing.GROUPS else "satisfaction"
    asked["split"] = asked["split"] if asked["split"] in comparing.SPLITS else "channel"
    name = str(comparing.GROUPS[asked["group"]][0])
    return {**asked, "name": name, "channel": scope.channel, "team": scope.team or None, "inbox": scope.inbox or None}


def _history(report: ScheduledReport) -> list[ReportMail]:
    mails = ReportMail.objects.filter(occasion__report=report).select_related("occasion__asked_by", "user")
    return list(mails.order_by("-occasion__at", "pk")[:SHOWN_MAILS])


@require_POST
@manager_required
def send_now(request: HttpRequest, pk: int) -> HttpResponse:
    agent = agent_of(request)
    planning.send_now(agent, get_object_or_404(ScheduledReport, pk=pk))
    messages.success(request, _("On its way to %(address)s.") % {"address": agent.email})
    return redirect("report-scheduled-edit", pk)


@require_POST
@manager_required
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """`paused` is 1 to pause, else it goes on."""
    try:
        editing.set_paused(agent_of(request), pk, request.POST.get("paused") == "1")
    except ScheduledReport.DoesNotExist as error:
        raise Http404 from error
    return redirect("report-scheduled")


@require_POST
@manager_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        editing.delete(agent_of(request), pk)
    except ScheduledReport.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Deleted."))
    return redirect("report-scheduled")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """For an address outside: GET asks (scanners open links), POST stops, also as a mail program's own button (RFC 8058).
    The token is the authority, so neither a session nor a CSRF token is needed."""
    try:
        pk, address = read_token(content.STOP, token, STOP_WORKS_S)
    except (BadToken, ValueError, TypeError) as error:
        raise Http404 from error
    if request.method == "POST":
        editing.stop(pk, address)
    report = ScheduledReport.objects.filter(pk=pk).first()
    gets_it = report is not None and address in report.addresses
    context = {"report": report, "address": address, "gets_it": gets_it}
    response = render(request, "reports/scheduled/stop.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
