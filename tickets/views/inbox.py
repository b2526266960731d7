"""The list of tickets, its next pages, the numbers beside the views, and what a page missed while it was away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from accounts.access import team_ids
from accounts.models import Team, User
from tickets import channel_info, keeping, partials
from tickets.access import visible_tickets
from tickets.models import ReadMark, Ticket
from tickets.views.agent import agent_of
from tickets.views.listing import Listing, sorts_of

# Row ids don't follow commit order; a writer is cut off after 15 s (transaction_timeout).
OVERLAP = timedelta(seconds=30)
CATCH_UP_ROWS = 200
CATCH_UP_MESSAGES = 50


def list_context(request: HttpRequest, agent: User) -> dict[str, Any]:
    """What the list pane shows: one page of rows, with what this agent has read of them."""
    listing = Listing.from_query(request.GET, agent)
    rows, cursor = listing.page(agent, request.GET.get("after", ""))
    return {
        "listing": listing,
        "list_name": _name(listing),
        "may_change_view": listing.saved is not None and keeping.may_change(agent, listing.saved),
        "sorts": sorts_of(listing.base).items(),
        "rows": rows,
        "cursor": cursor,
        "reads": read_marks(agent, rows),
        "query": listing.query(),
        "scope": {
            "view": listing.view,
            "team": listing.team,
            "channel": listing.channel,
            "assignee": listing.assignee,
            "sort": listing.sort,
            "live": listing.is_live,
            "now": timezone.now().isoformat(),
            "user": agent.pk,
            "all": agent.sees_everything,
            "teams": sorted(team_ids(agent)),
        },
    }


def _name(listing: Listing) -> str:
    if listing.team and listing.view == "open":
        team = Team.objects.filter(pk=listing.team).first()
        return team.name if team else listing.name
    if listing.channel and listing.view == "open":
        return str(channel_info.get(listing.channel).name)
    return listing.name


def read_marks(agent: User, rows: list[Ticket]) -> dict[int, str]:
    """Ticket number -> when the agent read it last, for the rows given. The browser compares."""
    marks = ReadMark.objects.filter(user=agent, ticket__in=[row.pk for row in rows])
    return {ticket: at.isoformat() for ticket, at in marks.values_list("ticket_id", "read_at")}


def page(request: HttpRequest, **context: Any) -> HttpResponse:
    """The three panes."""
    return render(request, "tickets/inbox.html", list_context(request, agent_of(request)) | context)


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Target") == "list":
        return render(request, "tickets/_list.html", list_context(request, agent_of(request)))
    return page(request)


@login_required
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The next page of rows."""
    return render(request, "tickets/_rows.html", list_context(request, agent_of(request)))


@login_required
@require_safe
def rail(request: HttpRequest) -> HttpResponse:
    """The numbers as they are now: only here those of saved views are counted, a page doesn't wait for them."""
    agent = agent_of(request)
    listing = Listing.from_query(request.GET, agent) if request.GET.get("on") == "inbox" else None
    return render(request, "tickets/_rail_page.html", {"listing": listing, "count_saved": True})


@login_required
@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Which of the tickets `n` (numbers between commas) belong to a list whose rows only the server can decide on."""
    agent = agent_of(request)
    asked = [int(n) for n in request.GET.get("n", "").split(",")[:CATCH_UP_ROWS] if n.isdecimal() and len(n) < 18]
    found = set(Listing.from_query(request.GET, agent).tickets(agent).filter(pk__in=asked).values_list("pk", flat=True))
    return JsonResponse({"here": {n: n in found for n in asked}})


@login_required
@require_safe
def catch_up(request: HttpRequest) -> HttpResponse:
    """What changed since a moment (`since`, ISO), as the same hints that the socket sends; the truth behind it.

    `ticket` is the one that is open: it always comes, with the end of its thread. `{"reload": true}` when too much was missed.
    """
    agent = agent_of(request)
    now = timezone.now()
    since = _moment(request.GET.get("since", ""))
    if since is None:
        return JsonResponse({"error": "since"}, status=400)
    visible = visible_tickets(agent).select_related("customer", "inbox", "team", "assignee")
    visible = visible.prefetch_related("tags", "customer__identities")
    changed = {
        t.pk: t for t in visible.filter(changed_at__gte=since - OVERLAP).order_by("changed_at")[: CATCH_UP_ROWS + 1]
    }
    if len(changed) > CATCH_UP_ROWS:
        return JsonResponse({"now": now.isoformat(), "reload": True, "changes": []})
    open_number = request.GET.get("ticket", "")
    hints: list[dict[str, Any]] = []
    if open_number.isdecimal() and len(open_number) < 18:
        number = int(open_number)
        ticket = changed.pop(number, None) or visible.filter(pk=number).first()
        if ticket is None:
            hints.append({"type": "gone", "ticket": number})
        else:
            messages = ticket.messages.select_related("author", "customer").prefetch_related("attachments")
            happened = ticket.events.select_related("actor").filter(at__gte=since - OVERLAP)
            html = partials.render(ticket, messages.order_by("-sent_at", "-pk")[:CATCH_UP_MESSAGES], happened)
            hints.append(partials.payload(ticket, html))
    hints += [partials.payload(ticket, partials.render(ticket)) for ticket in changed.values()]
    listing = Listing.from_query(request.GET, agent)
    if hints and not listing.is_live:
        numbers = [hint["ticket"] for hint in hints]
        belong = set(listing.tickets(agent).filter(pk__in=numbers).values_list("pk", flat=True))
        for hint in hints:
            hint["here"] = hint["ticket"] in belong
    for hint in hints:
        hint.get("facts", {}).pop("followers", None)
    return JsonResponse({"now": now.isoformat(), "changes": hints})


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    # Years at the ends of the calendar can't be moved by the overlap.
    return moment if moment is not None and moment.tzinfo is not None and 1900 < moment.year < 9000 else None
