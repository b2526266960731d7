"""The open page: anybody with its address may say how it was, without having been asked.

Each opening carries a signed submission token; however often its form is sent, it is one answer, which then lives at
/s/<token>/ like any other: words can be added, and it can be changed for a day. An e-mail typed here is only a claim.
"""

from __future__ import annotations

import logging
from datetime import timedelta

import redis
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_ratelimit.core import is_ratelimited

from core.tokens import BadToken, hash_token, make_token, random_token, read_token
from surveys import answering
from surveys.models import Moment, State, Survey, SurveyAnswer, SurveyInvitation
from surveys.views import pages

log = logging.getLogger(__name__)

PURPOSE = "survey-feedback"
GOOD_FOR_S = 24 * 3600
# Whole offices, and everybody in a shop's Wi-Fi, share an address.
RATE = "60/h"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, public_id: str) -> HttpResponse:
    """/feedback/<public id>/: the question of an open survey."""
    known = Survey.objects.filter(moment=Moment.OPEN, is_active=True, archived_at__isnull=True)
    # Postgres can't be asked for a NUL.
    survey = None if "\x00" in public_id else known.filter(public_id=public_id).first()
    language = pages.language_of(request)
    with translation.override(language):
        if survey is None:
            response = pages.refuse(
                request, 404, _("This page is not known."), _("Perhaps the link was cut off, or nobody asks any more.")
            )
        elif request.method == "POST":
            response = _post(request, survey)
        else:
            response = _ask(request, survey, pages.score_of(survey, request.GET.get("score", "")))
    return pages.private(response, language)


def _ask(request: HttpRequest, survey: Survey, chosen: int | None, *, status: int = 200, **more: str) -> HttpResponse:
    token = make_token(PURPOSE, [survey.public_id, random_token()])
    context = pages.question(request, survey) | {"chosen": chosen, "submission": token, **more}
    return render(request, "surveys/feedback.html", context, status=status)


def _post(request: HttpRequest, survey: Survey) -> HttpResponse:
    score = pages.score_of(survey, request.POST.get("score", ""))
    email, token = request.POST.get("email", "").strip(), request.POST.get("submission", "")
    if score is None:
        return _ask(request, survey, None, status=422, error=_("Choose one first."), email=email[:254])
    if email:
        try:
            validate_email(email)
        except ValidationError:
            sentence = _("Please check this address, or leave it empty.")
            return _ask(request, survey, score, status=422, email_error=sentence, email=email[:254])
    try:
        if read_token(PURPOSE, token, GOOD_FOR_S)[0] != survey.public_id:
            raise BadToken
    except BadToken:
        sentence = _("This page was open for too long. Please send it once more.")
        return _ask(request, survey, score, status=409, error=sentence, email=email)
    if _too_many(request, survey):
        return pages.refuse(request, 429, _("That was a lot."), _("Please try again in an hour."))
    try:
        _keep(survey, token, score, email)
    except answering.AnswerIsFinal:
        return pages.refuse(
            request, 409, _("Thank you, we have your answer."), _("It can't be changed any more: 24 hours have passed.")
        )
    return HttpResponseRedirect(f"{reverse('survey', args=[token])}?more=1&{pages.query_of(request)}", status=303)


@transaction.atomic
def _keep(survey: Survey, token: str, score: int, email: str) -> None:
    now = timezone.now()
    invitation, _created = SurveyInvitation.objects.get_or_create(
        token_hash=hash_token(token),
        defaults={
            "survey": survey,
            "kind": survey.kind,
            "moment": Moment.OPEN,
            "state": State.UNASKED,
            "language": pages.current(),
            "expires_at": now + timedelta(seconds=GOOD_FOR_S),
        },
    )
    given = answering.answer(invitation, score, via="open", language=pages.current())
    if email and not given.claimed_email:
        SurveyAnswer.objects.filter(pk=given.pk).update(claimed_email=email[:254])


def _too_many(request: HttpRequest, survey: Survey) -> bool:
    try:
        return bool(is_ratelimited(request, group=f"feedback:{survey.pk}", key="ip", rate=RATE, increment=True))
    except (redis.RedisError, OSError) as error:
        # People must be able to answer while Redis is away.
        log.warning("Answers can't be counted: %s", error)
        return False
