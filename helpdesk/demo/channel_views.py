"""/demo/ for every channel with a stand-in: a column each, and behind it the provider's HTTP API."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from channels_inbox.contract.demo import ApiCall, Button
from helpdesk.demo import channels, talks
from helpdesk.demo.access import demo_only

LONGEST_TEXT = 4_000
LONGEST_FIELD = 300


def talk_context(column: channels.Column, number: str) -> dict[str, Any]:
    """What one person sees of a channel; `seen` says which state of it that is."""
    person = column.person(number)
    lines = talks.lines(column.kind, person, column.demo.people)
    number = str(list(column.demo.people).index(person))
    buttons = sum(len(line.buttons) for line in lines)
    seen = f"{number}.{lines[-1].key if lines else 0}.{len(lines)}.{buttons}"
    return {"column": column, "person": person, "number": number, "lines": lines, "seen": seen}


def _column(kind: str) -> channels.Column:
    column = channels.column(kind)
    if column is None:
        raise Http404
    return column


@require_GET
@never_cache
@demo_only
def talk(request: HttpRequest, kind: str) -> HttpResponse:
    """The conversation; 204 while it is as the page has it (`?seen=`)."""
    context = talk_context(_column(kind), request.GET.get("person", ""))
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "demo/talk.html", context)


@require_POST
@never_cache
@demo_only
def write(request: HttpRequest, kind: str) -> HttpResponse:
    """Say something as one of the people, and show the conversation."""
    column = _column(kind)
    number = request.POST.get("person", "")
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()[:LONGEST_TEXT]
    extra = {f.name: request.POST.get(f"extra-{f.name}", "")[:LONGEST_FIELD] for f in column.demo.fields}
    payload, under = (request.POST.get(name, "")[:LONGEST_FIELD] for name in ("tap", "under"))
    error = ""
    if payload:
        try:
            channels.tap(column, column.person(number), Button(text, payload), under)
        except channels.NotTaken as refusal:
            error = str(refusal)
    elif not text and not any(channels.is_changed(field, extra) for field in column.demo.fields):
        error = _("Write something first.")
    else:
        try:
            channels.write(column, column.person(number), text, extra)
        except channels.NotTaken as refusal:
            error = str(refusal)
    if not request.headers.get("HX-Request") and not error:
        return HttpResponseRedirect(f"{reverse('demo:page')}?show={kind}")
    context = talk_context(column, number) | {"error": error}
    response = render(request, "demo/talk.html", context)
    if not error:
        response.headers["HX-Trigger"] = "demo-said"
    return response


@csrf_exempt
@never_cache
def api(request: HttpRequest, kind: str, path: str) -> HttpResponse:
    """The provider's API, for our own worker on this machine only."""
    if not settings.DEMO or kind not in channels.kinds() or not _from_here(request):
        raise Http404
    call = ApiCall(
        request.method or "GET",
        path,
        {name: str(value) for name, value in request.GET.items()},
        {name.lower(): value for name, value in request.headers.items()},
        request.body,
    )
    answer = channels.serve(kind, call)
    return HttpResponse(
        answer.body, status=answer.status, content_type=answer.content_type, headers=dict(answer.headers)
    )


def _from_here(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
