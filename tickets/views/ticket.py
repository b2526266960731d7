"""One ticket: its conversation, what is known of the customer, and the pieces that the page asks for again."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role, Skill, Team, User
from customers.access import visible_customers
from customers.models import JoinSuggestion
from tickets import channel_info, hooks, notices, panels, partials
from tickets.access import get_ticket_for, visible_tickets
from tickets.models import Draft, Follower, Message, Priority, ReadMark, Status, Tag, Ticket
from tickets.views.agent import agent_of
from tickets.views.inbox import page

THREAD_MESSAGES = 100
OTHER_TICKETS = 8


def mark_read(agent: User, ticket: Ticket) -> None:
    ReadMark.objects.update_or_create(user=agent, ticket=ticket, defaults={"read_at": timezone.now()})
    notices.mark_read(agent, ticket=ticket)


def thread_context(ticket: Ticket, before: int = 0) -> dict[str, Any]:
    """The last messages (or those before a message's id) with the events between them; a constant number of queries."""
    messages = ticket.messages.select_related("author", "customer").prefetch_related("attachments")
    edge = Message.objects.filter(ticket=ticket, pk=before).first() if before else None
    if before and edge is None:
        raise Http404
    if edge is not None:
        messages = messages.filter(Q(sent_at__lt=edge.sent_at) | Q(sent_at=edge.sent_at, pk__lt=edge.pk))
    found = list(messages.order_by("-sent_at", "-pk")[: THREAD_MESSAGES + 1])
    earlier = len(found) > THREAD_MESSAGES
    found = found[:THREAD_MESSAGES][::-1]
    events = ticket.events.select_related("actor")
    if earlier:
        events = events.filter(at__gte=found[0].sent_at)
    if edge is not None:
        events = events.filter(at__lt=edge.sent_at)
    return {"items": partials.thread(found, events), "earlier": found[0].pk if earlier else 0}


def route_context(ticket: Ticket) -> dict[str, Any]:
    """The ways an answer can go, best first, as the composer offers them."""
    found = hooks.reply_routes(ticket)
    routes: list[dict[str, Any]] = [
        {"route": route, "info": channel_info.get(route.channel), "key": route.key} for route in found
    ]
    chosen = next((item for item in routes if item["route"].available), None)
    told_apart = {(route.channel, route.identity.pk) for route in found if route.public}
    rules = {
        item["key"]: route_rules(item["route"], item["info"])
        | {"private": (item["route"].channel, item["route"].identity.pk) in told_apart and not item["route"].public}
        for item in routes
    }
    return {"routes": routes, "chosen": chosen, "rules": rules}


def route_rules(route: hooks.Route, info: channel_info.ChannelInfo) -> dict[str, Any]:
    """What the browser must know of one way to answer: static/js/inbox/route.js."""
    return {
        "cc": info.cc,
        "mail": info.subject,
        "max": route.limit or info.max_length,
        "counter": route.counter or info.counter,
        "formatting": info.formatting,
        "files": info.files if info.attachments and not route.templates_only else 0,
        "buttons": info.quick_replies,
        "public": route.public,
        "until": route.open_until.isoformat() if route.open_until else "",
        "templates_only": route.templates_only,
        "templates": [
            {"key": one.key, "name": one.name, "language": one.language, "body": one.body, "fields": list(one.fields)}
            for one in route.templates
        ],
        "note": route.note,
    }


def customer_context(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """The side panel: who it is, what is known, what else they wrote, and the boxes of the apps above."""
    customer = ticket.customer
    others = visible_tickets(agent_of(request)).filter(customer=customer).exclude(pk=ticket.pk)
    # A visitor may name anybody's address: whose it is, is told to those who may see that person.
    suggestions = JoinSuggestion.objects.filter(
        customer=customer, settled_at__isnull=True, other__in=visible_customers(agent_of(request))
    )
    return {
        "customer": customer,
        "identities": list(customer.identities.all()),
        "other_tickets": others.order_by("-last_activity_at", "-number")[:OTHER_TICKETS],
        "customer_notes": customer.notes.select_related("author")[:5],
        "suggestions": suggestions.select_related("other"),
        "panels": [
            # Templates of our own apps, escaped when they were rendered.
            mark_safe(render_to_string(panel.template, {"ticket": ticket, **context}, request))
            for panel, context in panels.for_ticket(ticket)
        ],
    }


def ticket_context(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    agent = agent_of(request)
    drafts = {draft.kind: draft.text for draft in Draft.objects.filter(user=agent, ticket=ticket)}
    team_mates = Q(memberships__team=ticket.team_id) | Q(role__in=[Role.ADMIN, Role.MANAGER]) | Q(pk=agent.pk)
    return (
        thread_context(ticket)
        | route_context(ticket)
        | customer_context(request, ticket)
        | {
            "ticket": ticket,
            "drafts": drafts,
            "statuses": Status.choices,
            "priorities": Priority.choices[::-1],
            "assignees": User.objects.filter(team_mates, is_active=True).distinct(),
            "teams": Team.objects.all(),
            "all_tags": Tag.objects.values_list("name", flat=True)[:200],
            "skills": Skill.objects.values_list("name", flat=True)[:200],
            "following": Follower.objects.filter(user=agent, ticket=ticket).exists(),
        }
    )


@login_required
@require_safe
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """The whole page, or only the conversation when the list beside it is there already."""
    found = get_ticket_for(agent_of(request), number)
    context = ticket_context(request, found)
    mark_read(agent_of(request), found)
    if request.headers.get("HX-Target") == "ticket":
        return render(request, "tickets/_ticket.html", context)
    return page(request, **context)


@login_required
@require_safe
def earlier(request: HttpRequest, number: int) -> HttpResponse:
    found = get_ticket_for(agent_of(request), number)
    before = request.GET.get("before", "")
    if not before.isdecimal() or len(before) > 17:
        raise Http404
    return render(request, "tickets/_items.html", thread_context(found, int(before)) | {"ticket": found})


@login_required
@require_safe
def routes(request: HttpRequest, number: int) -> HttpResponse:
    found = get_ticket_for(agent_of(request), number)
    return render(request, "tickets/_routes.html", route_context(found) | {"ticket": found})


@login_required
@require_safe
def customer_panel(request: HttpRequest, number: int) -> HttpResponse:
    found = get_ticket_for(agent_of(request), number)
    return render(request, "tickets/_customer.html", customer_context(request, found) | {"ticket": found})


@login_required
@require_POST
def read(request: HttpRequest, number: int) -> HttpResponse:
    """The agent has the ticket before their eyes now."""
    mark_read(agent_of(request), get_ticket_for(agent_of(request), number))
    return HttpResponse(status=204)
