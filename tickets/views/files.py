"""A customer's mail body in its frame, the whole text of a message, and attachments; each behind the one door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from core import mail_files, pictures
from core.filetypes import FILMS, PICTURES, SOUNDS, UNKNOWN
from core.html import sanitize_message_html
from core.ranges import NotSatisfiable, parse_range
from core.storage import read_slice
from core.tokens import BadToken, make_token, read_token
from tickets import hooks
from tickets.access import get_attachment_for, get_message_for
from tickets.models import Attachment
from tickets.views.agent import agent_of

SHOWN_TYPES = PICTURES | SOUNDS | FILMS
INLINE_KEY_S = 3600


def _policy(*, remote_images: bool) -> str:
    """Sandboxed without scripts, forms or an origin of its own; links open in a new window."""
    images = "'self' data:" + (" https:" if remote_images else "")
    return (
        f"default-src 'none'; img-src {images}; style-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )


@login_required
@require_safe
@xframe_options_sameorigin
def message_body(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The sanitised HTML of a message, for the sandboxed frame. `?images=1` also loads what lies elsewhere."""
    message = get_message_for(agent_of(request), public_id)
    images = request.GET.get("images") == "1"
    inline = {a.content_id: _inline_url(a) for a in message.attachments.all() if a.content_id and a.is_image}
    body = sanitize_message_html(message.html, images=images, cid_urls=inline)
    response = render(request, "tickets/mail_body.html", {"body": body})
    response["Content-Security-Policy"] = _policy(remote_images=images)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _inline_url(attachment: Attachment) -> str:
    """The frame has no origin and so no cookies: a short-lived key opens just this picture."""
    url = reverse("attachment", args=[attachment.public_id, quote(attachment.name, safe="") or "file"])
    return f"{url}?inline=1&key={make_token('inline-image', str(attachment.public_id))}"


@login_required
@require_safe
def message_full(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The whole text with what was quoted, and how many pictures the original would load from elsewhere."""
    message = get_message_for(agent_of(request), public_id)
    return render(request, "tickets/_full.html", {"message": message})


@require_safe
def attachment(request: HttpRequest, public_id: Any, name: str) -> HttpResponseBase:
    """A file as a download; pictures, sound and film that are what they say may be shown in the page, in parts if asked
    (players jump). The name in the URL is decoration.
    """
    key = request.GET.get("key", "")
    if key:
        found = _by_key(key, public_id)
    elif request.user.is_authenticated:
        found = get_attachment_for(request.user, public_id)
    else:
        raise Http404
    shown = found.content_type in SHOWN_TYPES
    words = None if shown else _private_taken_out(found.file)
    inline = shown and request.GET.get("inline") == "1"
    if words is None:
        response = _stored(request, found.file, found.content_type if shown else UNKNOWN, str(found.public_id))
    else:
        response = _part(request, len(words), partial(_slice, words), UNKNOWN, f"{found.public_id}-words")
    response["Content-Disposition"] = content_disposition_header(not inline, found.name) or "attachment"
    response["Cache-Control"] = "private, max-age=3600"
    # Shown inside the mail's frame, which counts as another site.
    response["Cross-Origin-Resource-Policy"] = "cross-origin" if key else "same-origin"
    return response


@login_required
@require_safe
def thumbnail(request: HttpRequest, public_id: Any) -> HttpResponseBase:
    """The small picture of a picture, once there is one (the template tag `thumbnail_url` knows)."""
    found = get_attachment_for(agent_of(request), public_id)
    response = _stored(request, found.thumbnail, pictures.CONTENT_TYPE, f"{found.public_id}-small")
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, max-age=86400"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _private_taken_out(stored: FieldFile) -> bytes | None:
    """A text or a mail without the links that are for one person alone (a survey's), as the message itself is shown; None
    for what holds none. What is stored stays as it came: it is the evidence.
    """
    try:
        if not stored or not mail_files.is_text(b"".join(read_slice(stored, 0, min(stored.size, mail_files.HEAD)))):
            return None
        whole = b"".join(read_slice(stored, 0, stored.size))
    except FileNotFoundError as error:
        raise Http404 from error
    words = mail_files.changed(whole, hooks.without_private)
    return None if words == whole else words


def _slice(words: bytes, start: int, length: int) -> Iterator[bytes]:
    yield words[start : start + length]


def _stored(request: HttpRequest, stored: FieldFile, content_type: str, version: str) -> HttpResponseBase:
    """A stored file never changes, so its id is its version."""
    if not stored:
        raise Http404  # on its way, or taken back
    try:
        size = stored.size
    except FileNotFoundError as error:
        raise Http404 from error
    return _part(request, size, partial(read_slice, stored), content_type, version)


def _part(
    request: HttpRequest, size: int, read: Callable[[int, int], Iterator[bytes]], content_type: str, version: str
) -> HttpResponseBase:
    """The bytes, or the part of them that is asked for; 304 for who has them, 416 for what lies past the end."""
    etag = f'"{version}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return _safe(known)
    asked = request.headers.get("Range", "") if request.method == "GET" else ""
    # If-Range: the part only when it is a part of what they have, else all of it.
    if request.headers.get("If-Range", etag) != etag:
        asked = ""
    try:
        part = parse_range(asked, size)
    except NotSatisfiable:
        return _safe(HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}))
    start, end = part or (0, size - 1)
    response = StreamingHttpResponse(
        read(start, end - start + 1), status=206 if part else 200, content_type=content_type
    )
    response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    if part:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return _safe(response)


def _safe(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _by_key(key: str, public_id: Any) -> Attachment:
    try:
        opened = read_token("inline-image", key, INLINE_KEY_S)
    except BadToken as error:
        raise Http404 from error
    found = Attachment.objects.filter(public_id=public_id).first()
    if opened != str(public_id) or found is None or found.content_type not in PICTURES:
        raise Http404
    return found
