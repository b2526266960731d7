"""Replies, notes and what isn't sent yet."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from tickets import actions, channel_info, hooks, mentions
from tickets.access import get_ticket_for
from tickets.actor import Actor
from tickets.models import Draft, Message, Status, Ticket
from tickets.views.agent import agent_of
from tickets.views.answers import changed, refused

MAX_CC = 20
MAX_FILES = 10
MAX_TEXT = 100_000
AFTER_REPLY = {"", Status.RESOLVED, Status.PENDING, Status.ON_HOLD, Status.OPEN}


class Unusable(ValueError):
    """What was filled in can't be used; the message says why."""


def read_files(request: HttpRequest) -> list[actions.NewFile]:
    files = request.FILES.getlist("files")
    if len(files) > MAX_FILES:
        raise Unusable(_("%(n)s files at most.") % {"n": MAX_FILES})
    for item in files:
        if (item.size or 0) > settings.ATTACHMENT_MAX_BYTES:
            limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
            raise Unusable(_("%(name)s is larger than %(n)s MB.") % {"name": item.name, "n": limit})
    return [actions.NewFile(item.name or "", item.content_type or "", item.read()) for item in files]


def read_cc(text: str) -> list[str]:
    """Addresses between commas, semicolons or spaces."""
    addresses = list(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))
    if len(addresses) > MAX_CC:
        raise Unusable(_("%(n)s addresses in CC at most.") % {"n": MAX_CC})
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError as error:
            raise Unusable(_("%(address)s isn't an e-mail address.") % {"address": address}) from error
    return addresses


def read_text(request: HttpRequest) -> str:
    # Browsers send line ends as CR LF; providers count characters.
    text = request.POST.get("text", "").replace("\x00", "").replace("\r\n", "\n")
    if len(text) > MAX_TEXT:
        raise Unusable(_("This text is too long."))
    return text


def signed(agent: User, ticket: Ticket, text: str, route_key: str) -> str:
    """The text with the agent's signature below, where the answer goes by mail and doesn't end with it already."""
    signature = agent.signature.strip().replace("\r\n", "\n")
    if not signature or not text.strip() or signature in text:
        return text
    routes = [r for r in hooks.reply_routes(ticket) if (r.key == route_key if route_key else r.available)]
    by_mail = bool(routes) and channel_info.get(routes[0].channel).subject
    return f"{text.rstrip()}\n\n{signature}" if by_mail else text


def _write(
    request: HttpRequest, number: int, kind: str, act: Callable[[Actor, str], Message], *, keeps_draft: bool = False
) -> HttpResponse:
    agent = agent_of(request)
    ticket = get_ticket_for(agent, number)
    try:
        message = act(Actor.agent(agent), read_text(request))
    except ValueError as error:  # Unusable, ReplyRefused and the actions' own: each says what to do
        return refused(error)
    if not keeps_draft:
        Draft.objects.filter(user=agent, ticket=ticket, kind=kind).delete()
    return changed(request, ticket, [message])


@login_required
@require_POST
def reply(request: HttpRequest, number: int) -> HttpResponse:
    """Send an answer; `status` moves the ticket along with it. A `template` leaves what was typed for later."""

    def act(actor: Actor, text: str) -> Message:
        status = request.POST.get("status", "")
        if status not in AFTER_REPLY:
            raise Unusable(_("This status is unknown."))
        route_key = request.POST.get("route", "")[:60]
        ticket = get_ticket_for(agent_of(request), number)
        return actions.reply(
            actor,
            number,
            signed(agent_of(request), ticket, text, route_key),
            route_key=route_key,
            cc=read_cc(request.POST.get("cc", "")),
            attachments=read_files(request),
            status=status,
            choices=actions.Choices(
                template=request.POST.get("template", "")[:600],
                values=request.POST.getlist("value")[:20],
                quick_replies=request.POST.getlist("button")[:20],
                public_ok=request.POST.get("public") == "yes",
            ),
            client_id=request.POST.get("client_id", "")[:64],
        )

    return _write(request, number, "reply", act, keeps_draft=bool(request.POST.get("template")))


@login_required
@require_POST
def note(request: HttpRequest, number: int) -> HttpResponse:
    def act(actor: Actor, text: str) -> Message:
        client_id = request.POST.get("client_id", "")[:64]
        return actions.add_note(actor, number, text, attachments=read_files(request), client_id=client_id)

    return _write(request, number, "note", act)


@login_required
@require_safe
def colleagues(request: HttpRequest, number: int) -> HttpResponse:
    """Whom a note can name by what was typed behind the @ (`q`), as options of a list."""
    agent = agent_of(request)
    words = request.GET.get("q", "").replace("\x00", "")[:80]
    people = mentions.whom(agent, get_ticket_for(agent, number), words)
    return render(request, "tickets/_colleagues.html", {"people": people})


@login_required
@require_POST
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is being typed; an empty text lets go of it."""
    ticket = get_ticket_for(agent_of(request), number)
    kind = request.POST.get("kind", "")
    if kind not in {"reply", "note"}:
        return refused(_("This kind of draft is unknown."), 400)
    try:
        text = read_text(request)
    except Unusable as error:
        return refused(error)
    if text.strip():
        Draft.objects.update_or_create(user=agent_of(request), ticket=ticket, kind=kind, defaults={"text": text})
    else:
        Draft.objects.filter(user=agent_of(request), ticket=ticket, kind=kind).delete()
    return HttpResponse(status=204)
