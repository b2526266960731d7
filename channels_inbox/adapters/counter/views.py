"""The counter's pages: on the customer's phone, at an agent's desk, and the sheet with the code to print."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import agent_of, team_ids
from accounts.models import User
from channels_inbox import ingest
from channels_inbox.accept import accept
from channels_inbox.adapters.counter.payloads import MAX_PLACE, page_url, read_place, ways
from channels_inbox.adapters.counter.request import KIND, CounterForm, consent_words, submission
from channels_inbox.public_forms import guard, opened, page, thanks
from channels_inbox.public_forms.fields import focus_first_error
from channels_inbox.public_forms.wording import in_language
from core.text import clean_line
from core.tokens import BadToken
from tickets.models import Inbox

# Everybody in a shop may come from one address, that of its Wi-Fi.
LIMITS = guard.Limits(aside="60/h", refuse="200/h")
SIZES = ("a5", "a6")


@page.public_page(KIND)
def counter_page(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    """What the code opens on the customer's phone."""
    to = thanks.sent_to(request, inbox)
    if to is not None and request.method != "POST":
        context = page.context(request, inbox) | {"to": to, "again": thanks.again_query(request)}
        return render(request, "channels_inbox/public/thanks.html", context)
    return _fill_in(request, inbox)


def _fill_in(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    offered = ways(inbox)
    if not offered:
        return render(request, "channels_inbox/counter/closed.html", page.context(request, inbox), status=503)
    place = read_place(inbox, request.GET.get("place", ""), request.GET.get("mark", ""))
    words = consent_words(inbox)
    if request.method != "POST":
        form = CounterForm(ways=offered, words=words)
        return _show(request, inbox, form, opened.issue(inbox, place=place, words=words))
    token = request.POST.get("token", "")
    try:
        visit = opened.read(inbox, token)
    except BadToken:
        form = CounterForm(ways=offered, words=words, initial=request.POST.dict())
        sentence = _("This page was open for a long time. Please check it and send it once more.")
        return _show(request, inbox, form, opened.issue(inbox, place=place, words=words), sentence, 422)
    words = str(visit.data.get("words", ""))
    form = CounterForm(request.POST, ways=offered, words=words)
    if not form.is_valid():
        focus_first_error(form)
        return _show(request, inbox, form, token, _("Please check what is marked below."), 422)
    if guard.flooding(request, inbox, LIMITS):
        return _show(request, inbox, form, token, _("That was a lot of messages. Please wait an hour."), 429)
    filled = submission(inbox, form, visit, words, suspicion=guard.suspicion(request, inbox, visit, LIMITS))
    accept(inbox, filled.external_id, filled.to_bytes(), source=KIND)
    return thanks.redirect(request, inbox, filled.address)


def _show(
    request: HttpRequest, inbox: Inbox, form: CounterForm, token: str, notice: str = "", status: int = 200
) -> HttpResponse:
    context = page.context(request, inbox) | {
        "title": in_language(inbox.connection.settings, "title") or _("Write to us"),
        "form": form,
        "token": token,
        "trap": guard.TRAP,
        "notice": notice,
    }
    return render(request, "channels_inbox/counter/page.html", context, status=status)


def _inbox_for(agent: User, public_id: str) -> Inbox:
    """A counter of the agent's teams. Raises Http404."""
    inbox = page.find_inbox(KIND, public_id)
    if not agent.sees_everything and inbox.team_id not in team_ids(agent):
        raise Http404
    return inbox


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, public_id: str) -> HttpResponse:
    """An agent takes it down for somebody who stands before them; the ticket opens at once."""
    agent = agent_of(request)
    inbox = _inbox_for(agent, public_id)
    offered, words = ways(inbox), consent_words(inbox)
    if not offered:
        return _desk(request, inbox, None, "")
    token = request.POST.get("token", "") or opened.issue(inbox, words=words)
    if request.method != "POST":
        return _desk(request, inbox, CounterForm(ways=offered, words=words), token)
    try:
        visit = opened.read(inbox, token)
    except BadToken:
        messages.warning(request, _("This page was open for a long time. Please check it and send it once more."))
        form = CounterForm(ways=offered, words=words, initial=request.POST.dict())
        return _desk(request, inbox, form, opened.issue(inbox, words=words), 422)
    words = str(visit.data.get("words", ""))
    form = CounterForm(request.POST, ways=offered, words=words)
    if not form.is_valid():
        focus_first_error(form)
        return _desk(request, inbox, form, token, 422)
    filled = submission(inbox, form, visit, words, by=agent.name or agent.email)
    event, _new = accept(inbox, filled.external_id, filled.to_bytes(), source=f"{KIND}-desk")
    # Not left to the worker: the agent goes on with the ticket.
    ingest.process(event.pk)
    event.refresh_from_db()
    if event.message is not None:
        return redirect("ticket", event.message.ticket_id)
    messages.success(request, _("It is taken down. The ticket appears in a moment."))
    return redirect("inbox")


def _desk(request: HttpRequest, inbox: Inbox, form: CounterForm | None, token: str, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"inbox": inbox, "form": form, "token": token}
    return render(request, "channels_inbox/counter/desk.html", context, status=status)


@login_required
@require_safe
def sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """The code on a page to print, for the place that `?place=` names."""
    inbox = _inbox_for(agent_of(request), public_id)
    place = clean_line(request.GET.get("place", ""), MAX_PLACE)
    size, languages = request.GET.get("size", ""), request.GET.get("lang", "")
    url = page_url(inbox, place)
    # Level M reads through a fifteen per cent stain (ISO/IEC 18004); the quiet zone of four modules is part of it.
    code = segno.make(url, error="m", micro=False).svg_inline(omitsize=True, border=4, svgclass="code", lineclass=None)
    both = [inbox.language, *(code for code in ("pl", "en") if code != inbox.language)]
    context = {
        "inbox": inbox,
        "place": place,
        "url": url,
        "size": size if size in SIZES else SIZES[0],
        "sizes": SIZES,
        "shown": [languages] if languages in both else both,
        "lang": languages if languages in both else "",
        # Made of our own address; segno writes numbers only.
        "code": mark_safe(code),
    }
    return render(request, "channels_inbox/counter/sheet.html", context)
