"""The pieces of a ticket that are the same for every agent: the page, the catch-up view and the socket all send these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from tickets.events import Kind
from tickets.models import Message, Ticket, TicketEvent

# What the messages themselves already show.
SILENT = {Kind.CREATED, Kind.RECEIVED, Kind.REPLIED, Kind.NOTED, Kind.AMENDED}
Item = Message | TicketEvent


def thread(messages: Iterable[Message], events: Iterable[TicketEvent]) -> list[dict[str, Any]]:
    """Messages and events as one flow, oldest first."""
    items: list[dict[str, Any]] = [{"message": m, "at": m.sent_at, "rank": m.pk} for m in messages]
    items += [{"event": e, "at": e.at, "rank": e.pk} for e in events if e.kind not in SILENT]
    return sorted(items, key=lambda item: (item["at"], "event" in item, item["rank"]))


def payload(ticket: Ticket, html: str, followers: Sequence[int] = ()) -> dict[str, Any]:
    """What browsers get of a changed ticket: DESIGN.md, rule 6."""
    return {
        "type": "ticket",
        "ticket": ticket.pk,
        "version": ticket.version,
        "target": f"row-{ticket.pk}",
        "html": html,
        "facts": ticket.facts() | {"followers": list(followers)},
    }


def render(ticket: Ticket, messages: Iterable[Message] = (), events: Iterable[TicketEvent] = ()) -> str:
    """The row, the header's fields and these items of the thread, in the active language."""
    context = {"ticket": ticket, "items": thread(messages, events), "brand_name": settings.BRAND_NAME}
    return render_to_string("tickets/_update.html", context)
