"""A customer's file that couldn't be fetched from the provider: an agent asks once more."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_of
from channels_inbox import media
from tickets.access import get_attachment_for, get_ticket_for
from tickets.views.answers import changed, refused


@login_required
@require_POST
def retry(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Answers as every change of a ticket does: with its message as it is now."""
    agent = agent_of(request)
    attachment = get_attachment_for(agent, public_id)
    ticket = get_ticket_for(agent, attachment.message.ticket_id)
    if not media.retry(attachment):
        return refused(_("Somebody was quicker: the file is on its way already, or here."))
    return changed(request, ticket, [attachment.message])
