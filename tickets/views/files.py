"""A customer's mail body in its frame, the whole text of a message, and attachments; each behind the one door."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from core.html import sanitize_message_html
from core.tokens import BadToken, make_token, read_token
from tickets.access import get_attachment_for, get_message_for
from tickets.models import Attachment
from tickets.views.agent import agent_of

SHOWN_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
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
def attachment(request: HttpRequest, public_id: Any, name: str) -> FileResponse:
    """A file as a download; pictures of safe types may be shown in the page. The name in the URL is decoration."""
    key = request.GET.get("key", "")
    if key:
        found = _by_key(key, public_id)
    elif request.user.is_authenticated:
        found = get_attachment_for(request.user, public_id)
    else:
        raise Http404
    shown = found.content_type in SHOWN_TYPES
    inline = shown and request.GET.get("inline") == "1"
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=not inline,
        filename=found.name,
        content_type=found.content_type if shown else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    # Shown inside the mail's frame, which counts as another site.
    response["Cross-Origin-Resource-Policy"] = "cross-origin" if key else "same-origin"
    return response


def _by_key(key: str, public_id: Any) -> Attachment:
    try:
        opened = read_token("inline-image", key, INLINE_KEY_S)
    except BadToken as error:
        raise Http404 from error
    found = Attachment.objects.filter(public_id=public_id).first()
    if opened != str(public_id) or found is None or found.content_type not in SHOWN_TYPES:
        raise Http404
    return found
