"""Macros at an open ticket: what can be applied, applying one, and its trace."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tickets.access import get_ticket_for, visible_tickets
from tickets.macros import apply, offers, usable_macros
from tickets.models import MacroUse
from tickets.views.agent import agent_of
from tickets.views.answers import changed
from tickets.vocabulary import describe_effect

PUT_IN = gettext_lazy("put an answer into the composer")


@login_required
@require_safe
def offered(request: HttpRequest, number: int) -> HttpResponse:
    """Macros by the words in `q`, as options of a list; `text=1`: only those with an answer, for the composer."""
    agent = agent_of(request)
    with_text = request.GET.get("text") == "1"
    words = request.GET.get("q", "").replace("\x00", "")[:80]
    found = offers(agent, get_ticket_for(agent, number), words, with_text=with_text)
    return render(request, "tickets/_macros.html", {"offers": found, "with_text": with_text, "words": words})


@login_required
@require_POST
def use(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Apply it; the answer is the ticket as it is now, the `text` for the composer, and what couldn't be done (`told`).
    `text=1`: only the text is wanted."""
    agent = agent_of(request)
    ticket = get_ticket_for(agent, number)
    macro = get_object_or_404(usable_macros(agent), pk=pk)
    before = get_ticket_for(agent, number)
    applied = apply(agent, macro, ticket, only_text=request.POST.get("text") == "1")
    failed = [f"{describe_effect(step)}: {step['error']}" for step in applied.use.did if step["error"]]
    told = _("%(name)s couldn't do everything. %(what)s") % {"name": macro.name, "what": " · ".join(failed)}
    return changed(request, before, applied.notes, text=applied.text, told=told if failed else "")


@login_required
@require_safe
def trace(request: HttpRequest, pk: int) -> HttpResponse:
    """What a macro did to a ticket, for whoever may see the ticket."""
    found = get_object_or_404(
        MacroUse.objects.select_related("macro").filter(ticket__in=visible_tickets(agent_of(request))), pk=pk
    )
    seen: dict[str, dict[Any, str]] = {}
    steps = []
    for step in found.did:
        note = step["error"] or ("" if step["changed"] else _("it was so already"))
        what = str(PUT_IN) if step["effect"] == "answer" else describe_effect(step, seen)
        steps.append({"what": what, "note": note, "bad": bool(step["error"])})
    return render(request, "tickets/_macro_use.html", {"use": found, "steps": steps})
