"""The widget's HTTP side: the script, its settings, uploads, and downloads of what the team sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from channels_inbox.adapters.webchat import limits, uploads, words
from channels_inbox.adapters.webchat.access import find_inbox, origin_allowed
from channels_inbox.adapters.webchat.history import FILE_LINK_S, FILE_PURPOSE, visible
from channels_inbox.adapters.webchat.script import script
from channels_inbox.adapters.webchat.sessions import TOKEN
from channels_inbox.models import ChatSession
from core.tokens import BadToken, read_token
from tickets import hooks
from tickets.models import Attachment

View = Callable[..., HttpResponse]
SCRIPT_AGE_S = 300
# Short: it says what customers should know right now.
CONFIG_AGE_S = 10
SAFE_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}


def any_origin(view: View) -> View:
    """Readable by scripts of every page. Nothing here looks at cookies, so no page gains anything by asking."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return inner


@require_GET
@gzip_page
@any_origin
def widget(request: HttpRequest) -> HttpResponse:
    """The widget itself; short-lived in caches so that a new release reaches the shops' pages soon."""
    content, etag = script()
    response: HttpResponse
    # Compressed, the same script has the weak form of its tag.
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/javascript; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={0 if settings.DEMO else SCRIPT_AGE_S}"
    return response


@require_GET
@any_origin
def config(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the closed widget needs: its words in the customer's language, brand, hue, position. 404 for no such inbox."""
    inbox = find_inbox(public_id)
    if inbox is None:
        return JsonResponse({"error": "unknown inbox"}, status=404)
    chat = inbox.connection.settings
    language = words.pick_language(request.GET.get("language", "")[:20], inbox)
    greeting = str(chat.get(f"greeting_{language}") or "")
    response = JsonResponse(
        {
            "language": language,
            "hue": _hue(chat.get("hue")),
            "position": "left" if chat.get("position") == "left" else "right",
            "askEmail": bool(chat.get("ask_email", True)),
            "maxText": 4000,
            "words": words.for_widget(language, greeting),
            "notices": hooks.notices_for(inbox, language),
        }
    )
    response.headers["Cache-Control"] = f"public, max-age={CONFIG_AGE_S}"
    return response


def _hue(value: Any) -> int:
    return value if isinstance(value, int) and 0 <= value <= 360 else settings.BRAND_HUE


# The visitor's token is the authority; no cookie is read, so there is nothing to forge.
@csrf_exempt
@require_POST
@never_cache
@any_origin
def upload(request: HttpRequest) -> HttpResponse:
    """One file for the next message: fields `inbox`, `token`, `file`. Answers its signed name, or a kind sentence."""
    inbox = find_inbox(request.POST.get("inbox", ""))
    token = request.POST.get("token", "")
    file = request.FILES.get("file")
    if inbox is None or not TOKEN.match(token) or file is None:
        return JsonResponse({"error": "bad request"}, status=400)
    with translation.override(words.pick_language(request.POST.get("language", "")[:20], inbox)):
        if not origin_allowed(request.headers.get("Origin", ""), inbox.connection.settings):
            return JsonResponse({"error": _("The chat is not available on this page.")}, status=403)
        address = str(request.META.get("REMOTE_ADDR", ""))
        if not limits.allowed("uploads", address, limits.UPLOADS_PER_HOUR, 3600):
            return JsonResponse({"error": _("That was a lot of files. Please wait a while.")}, status=429)
        try:
            kept = uploads.keep(token, file)
        except uploads.UploadRefused as refused:
            sentence = {
                "tooLarge": _("Please choose a file of at most 10 MB."),
                "badType": _("This kind of file can't be sent here. Pictures, PDF and office files can."),
            }[refused.code]
            return JsonResponse({"error": sentence}, status=422)
    return JsonResponse({"file": kept.token, "name": kept.name, "size": kept.size})


@require_GET
@never_cache
def download(request: HttpRequest, token: str) -> HttpResponse:
    """A file of the conversation by its short-lived link, always as a download."""
    try:
        public_id, session_id = read_token(FILE_PURPOSE, token, FILE_LINK_S)
        session = ChatSession.objects.select_related("identity").get(pk=session_id)
        attachment = Attachment.objects.get(public_id=public_id, message__in=visible(session))
    except (BadToken, ValueError, TypeError, ValidationError, ChatSession.DoesNotExist, Attachment.DoesNotExist):
        raise Http404 from None
    with attachment.file.open("rb") as stored:
        content = stored.read()
    kind = attachment.content_type if attachment.content_type in SAFE_TYPES else "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
