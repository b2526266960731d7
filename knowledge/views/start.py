"""/help/: where customers begin. What is going on now, every way to reach the firm, and when it is open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from knowledge.opening import firm_hours, opening
from tickets import channel_info, hooks


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """For everybody, without a cookie and without JavaScript; only the chat needs a script."""
    language = _language(request)
    with translation.override(language):
        hours = firm_hours()
        response = render(
            request,
            "knowledge/start.html",
            {
                "notices": hooks.notices_for(None, language),
                "ways": _ways(),
                "opening": opening(hours, timezone.now()) if hours is not None else None,
                "languages": _languages(),
            },
        )
    response["Content-Language"] = language
    # Short: it says what is going on now.
    response["Cache-Control"] = "public, max-age=10"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _ways() -> list[dict[str, Any]]:
    """With the inbox's name where a channel has several."""
    found = hooks.ways_in()
    kinds = [way.inbox.channel for way in found]
    return [
        {"way": way, "info": channel_info.get(way.inbox.channel), "several": kinds.count(way.inbox.channel) > 1}
        for way in found
    ]


def _language(request: HttpRequest) -> str:
    """What the page's switch says, else the first of the browser's that we speak, else the installation's."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500])
    for wanted in [request.GET.get("lang", ""), *(code for code, _weight in accepted)]:
        code = wanted[:20].strip().lower().replace("_", "-").partition("-")[0]
        if code in dict(settings.LANGUAGES):
            return code
    return settings.LANGUAGE_CODE


def _languages() -> list[dict[str, Any]]:
    current = translation.get_language()
    return [
        {
            "code": code,
            "name": translation.get_language_info(code)["name_local"],
            "current": code == current,
            "query": f"lang={code}",
        }
        for code, _name in settings.LANGUAGES
    ]
