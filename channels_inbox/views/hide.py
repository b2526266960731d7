"""A customer's public message is hidden from the public where it was said, or shown again."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.access import agent_of
from channels_inbox import registry
from channels_inbox.contract import AdapterError
from channels_inbox.models import Connection
from tickets import actions
from tickets.access import get_message_for, get_ticket_for
from tickets.actor import Actor
from tickets.templatetags.inbox import can_hide
from tickets.views.answers import changed, refused


@login_required
@require_POST
def hide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """`hidden` is yes or no. The provider is asked first, outside any transaction: what it refuses isn't noted."""
    agent = agent_of(request)
    message = get_message_for(agent, public_id)
    connection = Connection.objects.select_related("inbox").filter(inbox=message.inbox_id).first()
    if not can_hide(message) or connection is None or not connection.inbox.is_active:
        raise Http404
    ticket, hidden = get_ticket_for(agent, message.ticket_id), request.POST.get("hidden") == "yes"
    # What an adapter offers beside the contract's core is looked up by name.
    adapter = cast(Any, registry.adapter(message.channel))
    try:
        adapter.hide(message.external_id, hidden, connection.settings, connection.secrets)
    except AdapterError as error:
        return refused(error.message)
    return changed(request, ticket, [actions.set_hidden(Actor.agent(agent), message, hidden)])
