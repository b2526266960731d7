"""What a page gets back from an action: the same hint that everybody else gets by the socket, or a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, JsonResponse

from tickets import partials
from tickets.access import get_ticket_for, visible_tickets
from tickets.models import Message, Ticket, TicketEvent
from tickets.views.agent import agent_of


def changed(request: HttpRequest, before: Ticket, messages: Iterable[Message] = (), **more: Any) -> JsonResponse:
    """The ticket as it is now, with the events since `before` was read. A removal when it is no longer theirs."""
    agent = agent_of(request)
    if not visible_tickets(agent).filter(pk=before.pk).exists():
        return JsonResponse({"changes": [{"type": "gone", "ticket": before.pk}], **more})
    ticket = get_ticket_for(agent, before.pk)
    events = TicketEvent.objects.select_related("actor").filter(ticket=ticket, at__gte=before.changed_at)
    hint = partials.payload(ticket, partials.render(ticket, messages, events))
    hint["facts"].pop("followers")
    return JsonResponse({"changes": [hint], **more})


def refused(sentence: object, status: int = 422) -> JsonResponse:
    return JsonResponse({"error": str(sentence)}, status=status)
