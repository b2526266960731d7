"""/incidents/: what was noticed, the incidents, each with its tickets and the answers that went to all."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import agent_of, manager_required
from accounts.models import User
from automation.incidents import answering, detect, incidents, similar
from automation.incidents.forms import AnswerForm, IncidentForm, SettingsForm
from automation.models import Incident, IncidentReply, IncidentSettings, IncidentTicket
from tickets.access import visible_tickets
from tickets.models import Ticket

PAGE_ROWS = 50
LINKED = IncidentTicket.State.LINKED


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Open ones first; the newest of those that are over below."""
    agent = agent_of(request)
    counted = Incident.objects.annotate(linked=Count("links", filter=Q(links__state=LINKED))).order_by(
        "-opened_at", "-pk"
    )
    page = Paginator(counted.filter(status=Incident.Status.RESOLVED), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "suggestions": detect.for_agent(agent),
        "open": counted.filter(status=Incident.Status.OPEN),
        "page_obj": page,
        "settings": IncidentSettings.current(),
    }
    return render(request, "automation/incidents/list.html", context)


def _tickets(agent: User, incident: Incident, state: str) -> QuerySet[Ticket]:
    of_state = IncidentTicket.objects.filter(incident=incident, state=state)
    tickets = visible_tickets(agent).filter(pk__in=of_state.values("ticket"))
    return tickets.select_related("customer", "assignee", "team").order_by("-number")


def _answer_form(incident: Incident, *, again: bool) -> AnswerForm:
    """Empty, or with the last answer: it goes once more to all when the trouble is over."""
    last = incident.answers.first() if again else None
    words = {"text_pl": last.text_pl, "text_en": last.text_en} if last else {}
    return AnswerForm(initial={"key": secrets.token_hex(16), "resolves": again, **words})


def _page(request: HttpRequest, incident: Incident, form: AnswerForm | None = None) -> HttpResponse:
    agent = agent_of(request)
    linked = _tickets(agent, incident, LINKED)
    total = incident.links.filter(state=LINKED).count()
    page = Paginator(linked, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "incident": incident,
        "may_change": incidents.may_change(agent, incident),
        "page_obj": page,
        "linked": page.paginator.count,
        "elsewhere": total - page.paginator.count,
        "offered": _tickets(agent, incident, IncidentTicket.State.OFFERED)[:PAGE_ROWS],
        "form": form or _answer_form(incident, again=request.GET.get("answer") == "last"),
        "to_answer": answering.to_answer(agent, incident).count(),
        "to_answer_done": answering.to_answer(agent, incident, also_done=True).count(),
        "answers": [_results(agent, answer) for answer in incident.answers.select_related("by")[:10]],
    }
    return render(
        request, "automation/incidents/page.html", context, status=422 if form is not None and form.errors else 200
    )


def _results(agent: User, answer: Any) -> dict[str, Any]:
    """What became of an answer on the tickets that this agent may see; what needs somebody first."""
    rows = IncidentReply.objects.filter(answer=answer, ticket__in=visible_tickets(agent))
    rows = rows.select_related("ticket__customer", "message")
    found = sorted(rows[:1000], key=lambda row: (("refused", "due", "sent").index(row.state), row.pk))
    waiting = sum(
        row.state == "due" or (row.message is not None and row.message.state in {"queued", "sending"}) for row in found
    )
    failed = sum(row.state == "refused" or (row.message is not None and row.message.state == "failed") for row in found)
    return {
        "answer": answer,
        "rows": found,
        "waiting": waiting,
        "failed": failed,
        "sent": len(found) - waiting - failed,
    }


@login_required
@require_safe
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Incident, pk=pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new one (with a ticket in it where `?ticket=` names one), or the one with this id."""
    agent = agent_of(request)
    found = get_object_or_404(Incident, pk=pk) if pk else Incident()
    if pk and not incidents.may_change(agent, found):
        raise PermissionDenied
    form = IncidentForm(request.POST or None, incident=found, agent=agent)
    if request.method == "POST" and form.is_valid():
        saved = incidents.save_incident(agent, found, form.cleaned_data)
        incidents.link(agent, saved, _visible(agent, [request.GET.get("ticket", "")]) if not pk else [])
        messages.success(request, _("Saved."))
        return redirect("incident", saved.pk)
    context = {"form": form, "incident": found if pk else None}
    return render(request, "automation/incidents/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Over, or (`resolved=0`) open again. After resolving the last answer is offered to all."""
    found = get_object_or_404(Incident, pk=pk)
    if not incidents.may_change(agent_of(request), found):
        raise PermissionDenied
    over = request.POST.get("resolved", "1") == "1"
    incidents.resolve(agent_of(request), found, resolved=over)
    again = over and answering.to_answer(agent_of(request), found).exists()
    return redirect(f"/incidents/{pk}/" + ("?answer=last#answer" if again else ""))


def _visible(agent: User, given: list[str]) -> list[int]:
    numbers = {int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 18}
    return list(visible_tickets(agent).filter(pk__in=numbers).values_list("pk", flat=True))


@login_required
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link (or with `out` take out) tickets: ticked ones, and numbers that were typed (`numbers`: #12, 13)."""
    agent, found = agent_of(request), get_object_or_404(Incident, pk=pk)
    typed = request.POST.get("numbers", "")[:2000].replace("#", " ").replace(",", " ").split()
    wanted = [*request.POST.getlist("ticket")[:500], *typed[:200]]
    numbers = _visible(agent, wanted)
    if request.POST.get("out"):
        n = sum(incidents.unlink(agent, found, number) for number in numbers)
        said = ngettext("%(n)s ticket taken out.", "%(n)s tickets taken out.", n)
    else:
        n = incidents.link(agent, found, numbers)
        said = ngettext("%(n)s ticket linked.", "%(n)s tickets linked.", n)
    unknown = [text for text in typed if text not in {str(number) for number in numbers}]
    if unknown:
        messages.error(request, _("Not found: %(numbers)s") % {"numbers": ", ".join(unknown)[:200]})
    if n or not unknown:
        messages.success(request, said % {"n": n})
    back = request.POST.get("back", "")
    return redirect("ticket", int(back)) if back in {str(number) for number in numbers} else redirect("incident", pk)


@login_required
@require_POST
def add_similar(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Incident, pk=pk)
    n = similar.add_similar(found)
    said = ngettext("%(n)s similar ticket found.", "%(n)s similar tickets found.", n) % {"n": n}
    messages.success(request, said if found.words else _("Write the words of the topic first."))
    return redirect("incident", pk)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer to all linked tickets that this agent sees."""
    agent, found = agent_of(request), get_object_or_404(Incident, pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid() and not answering.to_answer(agent, found, also_done=form.cleaned_data["also_done"]).exists():
        form.add_error(None, _("There is no ticket to answer."))
    if not form.is_valid():
        return _page(request, found, form)
    answering.answer_all(agent, found, **form.cleaned_data)
    return redirect(f"/incidents/{pk}/#answers")


@login_required
@require_safe
def results(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    """What became of one answer, asked for again while some of it is under way."""
    found = get_object_or_404(Incident, pk=pk)
    given = get_object_or_404(found.answers.select_related("by"), pk=answer)
    return render(request, "automation/incidents/_results.html", {"one": _results(agent_of(request), given)})


@login_required
@require_POST
def retry(request: HttpRequest, pk: int, reply: int) -> HttpResponse:
    seen = IncidentReply.objects.filter(answer__incident=pk, ticket__in=visible_tickets(agent_of(request)))
    row = get_object_or_404(seen.select_related("answer"), pk=reply)
    answering.try_again(row)
    return redirect(f"/incidents/{pk}/#answers")


@login_required
@require_POST
def take_suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an incident of it, or (`no`) remember that it is none."""
    agent = agent_of(request)
    seen = [one["suggestion"] for one in detect.for_agent(agent) if one["suggestion"].pk == pk]
    if not seen:
        messages.error(request, _("Somebody has decided on this already."))
        return redirect("incidents")
    if request.POST.get("no"):
        incidents.dismiss(agent, seen[0])
        messages.success(request, _("Remembered. The same topic isn’t suggested again for a week, unless it grows."))
        return redirect("incidents")
    title = (", ".join(seen[0].words) or _("Incident"))[:150]
    opened = incidents.open_suggested(agent, seen[0], title[:1].upper() + title[1:])
    return redirect("incident-edit" if incidents.may_change(agent, opened) else "incident", opened.pk)


@login_required
@require_POST
def draft(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put the known answer into the agent's own draft on a ticket; what they typed stays above it."""
    found = get_object_or_404(Incident, pk=pk)
    similar.draft_answer(agent_of(request), found, get_object_or_404(visible_tickets(agent_of(request)), pk=number))
    return redirect("ticket", number)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=IncidentSettings.current())
    if request.method == "POST" and form.is_valid():
        incidents.save_settings(agent_of(request), form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("incident-settings")
    return render(request, "settings/incidents.html", {"form": form}, status=422 if form.errors else 200)
