"""The page after sending. The address that is answered to travels encrypted: addresses stand in logs and histories."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.fields import DecryptionError, decrypt, encrypt
from tickets.models import Inbox

PARAMETER = "sent"


def redirect(request: HttpRequest, inbox: Inbox, to: str) -> HttpResponse:
    """Away from the POST, so that loading the page anew sends nothing again."""
    query = request.GET.copy()
    for name in ("known", "topic"):
        query.pop(name, None)
    query[PARAMETER] = encrypt(json.dumps([inbox.public_id, to]))
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}", status=303)


def sent_to(request: HttpRequest, inbox: Inbox) -> str | None:
    """The address that the page just took a message from; None when this isn't the page after sending."""
    token = request.GET.get(PARAMETER, "")
    if not token or not token.isascii():
        return None
    try:
        public_id, to = json.loads(decrypt(token))
    except (DecryptionError, ValueError, TypeError):
        return None
    return str(to) if public_id == inbox.public_id else None


def again_query(request: HttpRequest) -> str:
    """The query of the empty form."""
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    return query.urlencode()
