"""/reports/answers/: the answers to surveys behind a figure or a theme, with their words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import manager_required
from core.mood import MOODS
from reports import links
from reports.answers_behind import BANDS, Asked, page, rows
from reports.satisfaction.kinds import NAMES
from reports.views.frame import Frame, answer
from surveys.models import Survey, Theme
from surveys.themes.names import title_of


@require_safe
@manager_required
def answers_page(request: HttpRequest) -> HttpResponse:
    """`reports.answers_behind.Asked` says what the address narrows to; period and scope are those of the report."""
    asked = Asked.of(request.GET)
    frame = Frame.of(request, asked.params())
    theme = Theme.objects.filter(pk=asked.theme).first() if asked.theme else None
    language = get_language() or ""
    found = rows(asked, frame.scope, frame.period)
    listed, cursor = page(found, theme, language, request.GET.get("cursor", ""))
    address = links.answers(frame.scope, frame.period, **asked.params())
    context = frame.context() | {
        "rows": listed,
        "total": found.count(),
        "title": title_of(theme) if theme else _("Answers to surveys"),
        "following": f"{address}&{urlencode({'cursor': cursor})}" if cursor else "",
        "bands": _bands(frame, asked),
        "chips": _chips(frame, asked, theme, language),
    }
    return answer(request, "reports/answers.html", context)


def _address(frame: Frame, asked: Asked) -> str:
    return links.answers(frame.scope, frame.period, **asked.params())


def _bands(frame: Frame, asked: Asked) -> list[tuple[Any, str, bool]]:
    """(words, address, is it this one)"""
    ways = {"": _("All"), **BANDS}
    return [(words, _address(frame, replace(asked, score=key)), asked.score == key) for key, words in ways.items()]


def _chips(frame: Frame, asked: Asked, theme: Theme | None, language: str) -> list[tuple[str, str]]:
    """What the list is narrowed to, and the address without it."""
    found: list[tuple[str, dict[str, Any]]] = []
    if asked.kind:
        found.append((NAMES[asked.kind], {"kind": ""}))
    if asked.score and asked.score not in BANDS:
        found.append((_("Score %(score)s") % {"score": asked.score.replace("-", "–")}, {"score": ""}))
    if asked.reason:
        survey = Survey.objects.filter(pk=asked.survey).first() if asked.survey else None
        found.append(
            (survey.reason_label(asked.reason, language) if survey else asked.reason, {"reason": "", "survey": 0})
        )
    if asked.mood:
        found.append((str(dict(MOODS)[asked.mood]), {"mood": ""}))
    if theme:
        found.append((title_of(theme), {"theme": 0}))
    if asked.words:
        found.append((_("With words"), {"words": False}))
    return [(words, _address(frame, replace(asked, **without))) for words, without in found]
