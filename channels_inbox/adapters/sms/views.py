"""The page behind the link in a text message: an answer's files, to be saved."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from channels_inbox.adapters.sms.links import GOOD_FOR_DAYS, PURPOSE
from core import filetypes
from core.tokens import BadToken, ExpiredToken, read_token
from tickets.models import Attachment, FileState, Message, MessageKind

SAFE_TYPES = filetypes.PICTURES | filetypes.SOUNDS | filetypes.FILMS | {"application/pdf"}


def _message(token: str) -> Message:
    """Raises BadToken, ExpiredToken, Http404."""
    number = read_token(PURPOSE, token, GOOD_FOR_DAYS * 86_400)
    found = Message.objects.select_related("ticket").filter(pk=number, kind=MessageKind.OUTBOUND).first()
    if found is None:
        raise Http404
    return found


def _files(message: Message) -> QuerySet[Attachment]:
    return Attachment.objects.filter(message=message, state=FileState.READY).order_by("pk")


@require_GET
@never_cache
def files(request: HttpRequest, token: str) -> HttpResponse:
    """200 with the files, 410 past its time, 404 for anything else."""
    try:
        message = _message(token)
    except ExpiredToken:
        return _closed(render(request, "channels_inbox/sms_files.html", {"expired": True}, status=410))
    except BadToken:
        raise Http404 from None
    with translation.override(message.ticket.language or settings.LANGUAGE_CODE):
        context = {"files": _files(message), "token": token, "days": GOOD_FOR_DAYS}
        return _closed(render(request, "channels_inbox/sms_files.html", context))


@require_GET
@never_cache
def download(request: HttpRequest, token: str, public_id: UUID) -> HttpResponse:
    """One of the files, always as a download."""
    try:
        attachment = _files(_message(token)).filter(public_id=public_id).first()
    except BadToken:
        raise Http404 from None
    if attachment is None:
        raise Http404
    with attachment.file.open("rb") as stored:
        content = stored.read()
    kind = attachment.content_type if attachment.content_type in SAFE_TYPES else filetypes.UNKNOWN
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _closed(response)


def _closed(response: HttpResponse) -> HttpResponse:
    """Not for search engines, and the address isn't told to others."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
