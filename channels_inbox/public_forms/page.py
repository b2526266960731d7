"""What every public form's page shares: its inbox, its language, who may frame it, and its headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tickets import hooks
from tickets.models import Inbox

View = Callable[[HttpRequest, Inbox], HttpResponse]
FRAMED = "frame"
THEMES = ("light", "dark", "auto")


def find_inbox(kind: str, public_id: str) -> Inbox:
    """The active inbox of this channel. Raises Http404; scanners send anything, NUL too."""
    if not public_id.isascii() or not public_id.isprintable():
        raise Http404
    inboxes = Inbox.objects.select_related("connection", "team")
    inbox = inboxes.filter(public_id=public_id[:24], channel=kind, is_active=True, connection__isnull=False).first()
    if inbox is None:
        raise Http404
    return inbox


def pick_language(request: HttpRequest, inbox: Inbox) -> str:
    """What the page asks for (`?lang=`, "pl-PL" too), else the first of the browser's that we speak, else the inbox's."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500])
    for wanted in [request.GET.get("lang", ""), *(code for code, _weight in accepted)]:
        code = wanted[:20].strip().lower().replace("_", "-").partition("-")[0]
        if code in dict(settings.LANGUAGES):
            return code
    return inbox.language


def public_page(kind: str, *, framed: bool = False) -> Callable[[View], Callable[..., HttpResponse]]:
    """A view of `/c/<kind>/<inbox public id>/`: called with the inbox, in the visitor's language, without cookies' CSRF
    (see the package's docstring). With `framed`, pages that the owner named (or all) may show it in a frame."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def inner(request: HttpRequest, public_id: str) -> HttpResponse:
            inbox = find_inbox(kind, public_id)
            language = pick_language(request, inbox)
            with translation.override(language):
                response = view(request, inbox)
            response["Content-Language"] = language
            # Not "no-store": who goes back to correct an address finds what they typed.
            response["Cache-Control"] = "private, no-cache"
            # What the shop's page passed stands in the address.
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex, nofollow"
            patch_vary_headers(response, ["Accept-Language"])
            if framed:
                response.xframe_options_exempt = True
                response._csp_replace = {"frame-ancestors": ancestors(inbox.connection.settings)}  # type: ignore[attr-defined]
            return response

        return inner

    return decorate


def ancestors(form_settings: Mapping[str, Any]) -> list[str]:
    """Who may frame the page (CSP 3, 6.4.2.1): our own pages and those the owner named; every page when none is named."""
    named = [str(origin) for origin in form_settings.get("allowed_origins") or []]
    return [SELF, *named] if named else ["*"]


def context(request: HttpRequest, inbox: Inbox) -> dict[str, Any]:
    """What templates/channels_inbox/public/base.html needs."""
    framed = FRAMED in request.GET
    theme = request.GET.get("theme", "")
    return {
        "inbox": inbox,
        "framed": framed,
        # A shop's page is light until it says otherwise; our own page follows the visitor's system.
        "theme": theme if theme in THEMES else "light" if framed else "auto",
        "languages": languages(request),
        "notices": hooks.notices_for(inbox, translation.get_language() or inbox.language),
    }


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The page's own switch; what else stands in the address stays."""
    current, query, found = translation.get_language(), request.GET.copy(), []
    query.pop("sent", None)
    for code, _name in settings.LANGUAGES:
        query["lang"] = code
        name = translation.get_language_info(code)["name_local"]
        found.append({"code": code, "name": name, "current": code == current, "query": query.urlencode()})
    return found
