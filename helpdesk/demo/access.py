"""Who may see the demo's pages, and in which language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

View = Callable[..., HttpResponse]
LANGUAGE_COOKIE = "demo_language"
DAY_S = 86_400


def demo_only(view: View) -> View:
    """404 outside the demo; inside it, the page speaks the language the customer chose (`?lang=`), else the browser's."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        known = dict(settings.LANGUAGES)
        asked = request.GET.get("lang", "")
        kept = request.COOKIES.get(LANGUAGE_COOKIE, "")
        language = next((code for code in (asked, kept) if code in known), translation.get_language() or "en")
        with translation.override(language):
            response = view(request, *args, **kwargs)
        if asked in known:
            response.set_cookie(LANGUAGE_COOKIE, asked, max_age=30 * DAY_S, samesite="Lax")
        return response

    return inner
