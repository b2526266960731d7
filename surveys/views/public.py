"""The customer's page: one question, then perhaps some words.

GET never records anything (scanners and previews open links); only a person's POST does. The unguessable token in the
address is the authority, so the page needs neither cookie nor CSRF token: whoever could forge the request would have to
know the token, and then could open the page anyway. The same holds for other origins: the chat widget posts from the
shop's page.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys import answering
from surveys.choices import choice
from surveys.models import INTERACTIONS, Moment, Survey, SurveyAnswer, SurveyInvitation
from surveys.models.answer import MAX_COMMENT
from surveys.views import pages

Found = SurveyInvitation | None


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """/s/<token>/ for people and, asked for JSON, for the chat widget."""
    try:
        invitation: Found = answering.find(token)
    except answering.UnknownSurvey:
        invitation = None
    language = pages.language_of(request, invitation.language if invitation else "")
    with translation.override(language):
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = "GET, POST"
            response["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        elif invitation is None:
            response = pages.refuse(
                request,
                404,
                _("This survey is not known."),
                _("Perhaps the link was cut off. Open it again from our message."),
            )
        elif request.method == "POST":
            response = _post(request, token, invitation)
        else:
            response = _show(request, invitation)
    if pages.wants_json(request) or request.method == "OPTIONS":
        # No cookie has a meaning here, so any origin may ask; credentials are not allowed.
        response["Access-Control-Allow-Origin"] = "*"
    return pages.private(response, language)


def _of(invitation: SurveyInvitation) -> Survey:
    assert invitation.survey is not None  # find() gives no other
    return invitation.survey


def _post(request: HttpRequest, token: str, invitation: SurveyInvitation) -> HttpResponse:
    action = request.POST.get("action", "answer")
    if action in {"stop", "allow"} and invitation.customer is not None:
        return _want(request, invitation, action == "allow")
    score = pages.score_of(_of(invitation), request.POST.get("score", ""))
    if score is None:
        return _ask_again(request, invitation)
    comment = request.POST.get("comment")
    # Boxes that nobody ticked send nothing: the form that has them says so.
    reasons = request.POST.getlist("reasons") if "reasons" in request.POST or action == "more" else None
    via = "chat" if request.POST.get("via") == "chat" else "page"
    try:
        answering.answer(token, score, comment, reasons, via=via, language=pages.current())
    except answering.ExpiredSurvey:
        return _expired(request)
    except answering.AnswerIsFinal:
        return pages.refuse(
            request, 409, _("Thank you, we have your answer."), _("It can't be changed any more: 24 hours have passed.")
        )
    if pages.wants_json(request):
        return _as_json(answering.find(token))
    more = "" if action == "more" or comment is not None else "more=1&"
    return HttpResponseRedirect(f"{request.path}?{more}{pages.query_of(request)}", status=303)


def _want(request: HttpRequest, invitation: SurveyInvitation, allowed: bool) -> HttpResponse:
    assert invitation.customer is not None  # asked for by the caller
    words = _("I want surveys again") if allowed else _("I don't want any more surveys")
    answering.set_wanted(invitation.customer, allowed, words=words)
    if pages.wants_json(request):
        return JsonResponse({"ok": True, "surveys": allowed})
    return HttpResponseRedirect(f"{request.path}?stop=1&{pages.query_of(request)}", status=303)


def _show(request: HttpRequest, invitation: SurveyInvitation) -> HttpResponse:
    given = answering.answer_of(invitation)
    if pages.wants_json(request):
        return _as_json(invitation)
    if given is None and invitation.is_expired:
        return _expired(request)
    if "stop" in request.GET and invitation.customer is not None:
        return render(request, "surveys/stop.html", _context(request, invitation))
    if given is None or _wants_to_change(request, invitation, given):
        return render(request, "surveys/ask.html", _context(request, invitation))
    if "more" in request.GET and given.is_changeable:
        return render(request, "surveys/more.html", _context(request, invitation) | _more(invitation, given))
    return render(request, "surveys/thanks.html", _context(request, invitation) | _more(invitation, given))


def _wants_to_change(request: HttpRequest, invitation: SurveyInvitation, given: SurveyAnswer) -> bool:
    """They said so, or opted for another one's link in the mail."""
    other = pages.score_of(_of(invitation), request.GET.get("score", "")) not in {None, given.score}
    return given.is_changeable and ("change" in request.GET or other)


def _ask_again(request: HttpRequest, invitation: SurveyInvitation) -> HttpResponse:
    sentence = _("Choose one first.")
    if pages.wants_json(request):
        return JsonResponse({"ok": False, "error": sentence}, status=422)
    kept = request.POST.get("comment", "")[:MAX_COMMENT]
    return render(
        request,
        "surveys/ask.html",
        _context(request, invitation) | {"error": sentence, "kept": kept},
        status=422,
    )


def _expired(request: HttpRequest) -> HttpResponse:
    return pages.refuse(
        request, 410, _("This survey has expired."), _("Thank you for wanting to tell us. Write to us any time.")
    )


def _context(request: HttpRequest, invitation: SurveyInvitation) -> dict[str, Any]:
    given, asked = answering.answer_of(invitation), _of(invitation)
    chosen = pages.score_of(asked, request.GET.get("score", ""))
    about = invitation.ticket.subject if invitation.ticket and invitation.moment in INTERACTIONS else ""
    return pages.question(request, asked) | {
        "survey": invitation,
        "answer": given,
        "chosen": chosen if chosen is not None else given.score if given else None,
        "about": about,
        "may_stop": invitation.customer is not None,
    }


def _more(invitation: SurveyInvitation, given: SurveyAnswer) -> dict[str, Any]:
    """What belongs to the score that was given."""
    asked = _of(invitation)
    return {
        "mark": choice(given.kind, asked.look, given.score),
        "follow_up": asked.follow_up(given.score, pages.current()),
        "ticked": [asked.reason_label(key, pages.current()) for key in given.reasons],
        "review_url": asked.review_url if given.is_happy and invitation.moment != Moment.OPEN else "",
    }


def _as_json(invitation: SurveyInvitation) -> JsonResponse:
    given, asked = answering.answer_of(invitation), _of(invitation)
    question = pages.choices_of(asked, pages.current())
    words = asked.words(pages.current())
    data = {
        "ok": True,
        "kind": asked.kind,
        "look": asked.look,
        "question": words.question,
        "low": words.low,
        "high": words.high,
        "choices": [{"score": one.score, "label": one.label} for one in question],
        "score": given.score if given else None,
        "comment": given.comment if given else "",
        "reasons": given.reasons if given else [],
        "changeable_until": given.changeable_until.isoformat() if given else None,
        "expired": given is None and invitation.is_expired,
        "thanks": words.thanks,
    }
    if given is not None:
        follow_up = asked.follow_up(given.score, pages.current())
        data |= {
            "comment_label": follow_up.question,
            "offered": [{"key": one.key, "label": one.label} for one in follow_up.reasons],
            "review_url": asked.review_url if given.is_happy else "",
        }
    return JsonResponse(data)
