"""The customer's page: one question, then perhaps some words.

GET never records anything (scanners and previews open links); only a person's POST does. The unguessable token in the
address is the authority, so the page needs neither cookie nor CSRF token: whoever could forge the request would have to
know the token, and then could open the page anyway. The same holds for other origins: the chat widget posts from the
shop's page.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys import answering
from surveys.faces import FACES
from surveys.models import SurveyAnswer, SurveyInvitation, SurveySettings

Found = SurveyInvitation | None


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """/s/<token>/ for people and, asked for JSON, for the chat widget."""
    try:
        invitation: Found = answering.find(token)
    except answering.UnknownSurvey:
        invitation = None
    language = _language(request, invitation)
    with translation.override(language):
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = "GET, POST"
            response["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        elif invitation is None:
            response = _refuse(
                request,
                404,
                _("This survey is not known."),
                _("Perhaps the link was cut off. Open it again from our message."),
            )
        elif request.method == "POST":
            response = _post(request, token, invitation)
        else:
            response = _show(request, invitation)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    if _wants_json(request) or request.method == "OPTIONS":
        # No cookie has a meaning here, so any origin may ask; credentials are not allowed.
        response["Access-Control-Allow-Origin"] = "*"
    return response


def _post(request: HttpRequest, token: str, invitation: SurveyInvitation) -> HttpResponse:
    action = request.POST.get("action", "answer")
    if action in {"stop", "allow"}:
        return _want(request, invitation, action == "allow")
    score = _score(request.POST.get("score", ""))
    if score is None:
        return _ask_again(request, invitation)
    comment = request.POST.get("comment")
    via = "chat" if request.POST.get("via") == "chat" else "page"
    try:
        answering.answer(token, score, comment, via=via)
    except answering.ExpiredSurvey:
        return _expired(request)
    except answering.AnswerIsFinal:
        return _refuse(
            request, 409, _("Thank you, we have your answer."), _("It can't be changed any more: 24 hours have passed.")
        )
    if _wants_json(request):
        return _as_json(answering.find(token))
    return HttpResponseRedirect(f"{request.path}?{_query(request)}", status=303)


def _want(request: HttpRequest, invitation: SurveyInvitation, allowed: bool) -> HttpResponse:
    words = _("I want surveys again") if allowed else _("I don't want any more surveys")
    answering.set_wanted(invitation.customer, allowed, words=words)
    if _wants_json(request):
        return JsonResponse({"ok": True, "surveys": allowed})
    return HttpResponseRedirect(f"{request.path}?stop=1&{_query(request)}", status=303)


def _show(request: HttpRequest, invitation: SurveyInvitation) -> HttpResponse:
    given = answering.answer_of(invitation)
    if _wants_json(request):
        return _as_json(invitation)
    if given is None and invitation.is_expired:
        return _expired(request)
    if "stop" in request.GET:
        return render(request, "surveys/stop.html", _context(request, invitation))
    if given is None or _wants_to_change(request, given):
        return render(request, "surveys/ask.html", _context(request, invitation))
    return render(request, "surveys/thanks.html", _context(request, invitation))


def _wants_to_change(request: HttpRequest, given: SurveyAnswer) -> bool:
    """They said so, or opened another face's link from the mail."""
    other = _score(request.GET.get("score", "")) not in {None, given.score}
    return given.is_changeable and ("change" in request.GET or other)


def _ask_again(request: HttpRequest, invitation: SurveyInvitation) -> HttpResponse:
    sentence = _("Choose a face first.")
    if _wants_json(request):
        return JsonResponse({"ok": False, "error": sentence}, status=422)
    context = _context(request, invitation) | {"error": sentence, "comment": request.POST.get("comment", "")[:2000]}
    return render(request, "surveys/ask.html", context, status=422)


def _expired(request: HttpRequest) -> HttpResponse:
    return _refuse(
        request, 410, _("This survey has expired."), _("Thank you for wanting to tell us. Write to us any time.")
    )


def _refuse(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"ok": False, "error": f"{title} {text}"}, status=status)
    context = {"title": title, "text": text, "languages": _languages(request)}
    return render(request, "surveys/sorry.html", context, status=status)


def _context(request: HttpRequest, invitation: SurveyInvitation) -> dict[str, Any]:
    given = answering.answer_of(invitation)
    chosen = _score(request.GET.get("score", "")) or (given.score if given else None)
    return {
        "survey": invitation,
        "question": SurveySettings.current().question(translation.get_language() or settings.LANGUAGE_CODE),
        "faces": FACES,
        "answer": given,
        "chosen": chosen,
        "face": FACES[given.score - 1] if given else None,
        "comment": given.comment if given else "",
        "about": invitation.ticket.subject,
        "languages": _languages(request),
        "lang": request.GET.get("lang", ""),
    }


def _as_json(invitation: SurveyInvitation) -> JsonResponse:
    given = answering.answer_of(invitation)
    data = {
        "ok": True,
        "question": SurveySettings.current().question(translation.get_language() or settings.LANGUAGE_CODE),
        "faces": [str(face.label) for face in FACES],
        "score": given.score if given else None,
        "comment": given.comment if given else "",
        "changeable_until": given.changeable_until.isoformat() if given else None,
        "expired": given is None and invitation.is_expired,
        "thanks": _("Thank you!"),
        "comment_label": _("What could we do better? (optional)"),
    }
    return JsonResponse(data)


def _language(request: HttpRequest, invitation: Found) -> str:
    """The switch on the page, else the survey's language, else the browser's."""
    known = {code for code, _name in settings.LANGUAGES}
    wanted = request.GET.get("lang", "")
    if wanted in known:
        return wanted
    if invitation is not None and invitation.language in known:
        return invitation.language
    return translation.get_language_from_request(request)


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    current = translation.get_language()
    query = request.GET.copy()
    found = []
    for code, _name in settings.LANGUAGES:
        query["lang"] = code
        name = translation.get_language_info(code)["name_local"]
        found.append({"code": code, "name": name, "current": code == current, "query": query.urlencode()})
    return found


def _query(request: HttpRequest) -> str:
    lang = request.GET.get("lang", "")
    return f"lang={lang}" if lang in dict(settings.LANGUAGES) else ""


def _score(text: str) -> int | None:
    return int(text) if text in {"1", "2", "3", "4", "5"} else None


def _wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and "application/json" in request.headers.get("Accept", "")
