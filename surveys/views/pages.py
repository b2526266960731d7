"""What the customer's two doors share: the page's language, its headers and its kind refusals."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from surveys.choices import choices_of, scores_of
from surveys.models import Survey


def language_of(request: HttpRequest, preferred: str = "") -> str:
    """The switch on the page, else the survey's language, else the browser's."""
    known = {code for code, _name in settings.LANGUAGES}
    for wanted in (request.GET.get("lang", ""), preferred):
        if wanted in known:
            return wanted
    return translation.get_language_from_request(request)


def current() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The switch."""
    query = request.GET.copy()
    found = []
    for code, _name in settings.LANGUAGES:
        query["lang"] = code
        name = translation.get_language_info(code)["name_local"]
        found.append({"code": code, "name": name, "current": code == current(), "query": query.urlencode()})
    return found


def query_of(request: HttpRequest) -> str:
    """What a form's address keeps: the language that was chosen on the page."""
    lang = request.GET.get("lang", "")
    return f"lang={lang}" if lang in dict(settings.LANGUAGES) else ""


def score_of(survey: Survey, text: str) -> int | None:
    """The score that was tapped; None for anything that the survey doesn't offer."""
    offered = {str(score): score for score in scores_of(survey.kind, survey.look)}
    return offered.get(text)


def question(request: HttpRequest, survey: Survey) -> dict[str, Any]:
    """The question as the page shows it."""
    words = survey.words(current())
    return {
        "words": words,
        "question": words.question,
        "choices": choices_of(survey, current()),
        "look": survey.look,
        "languages": languages(request),
        "lang": request.GET.get("lang", ""),
    }


def private(response: HttpResponse, language: str) -> HttpResponse:
    """The headers of a page whose address is its key."""
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and "application/json" in request.headers.get("Accept", "")


def refuse(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"ok": False, "error": f"{title} {text}"}, status=status)
    context = {"title": title, "text": text, "languages": languages(request)}
    return render(request, "surveys/sorry.html", context, status=status)
