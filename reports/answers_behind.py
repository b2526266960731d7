"""The answers behind a figure, a mark or a theme, with their words, a page at a time. Those without a ticket are here, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.mood import MOODS
from reports.figures.satisfaction import KINDS, answers
from reports.period import Period
from reports.scope import Scope
from reports.tickets_behind import read_cursor, write_cursor
from surveys import scores
from surveys.models import AnswerTheme, Survey, SurveyAnswer, Theme
from surveys.themes import keeping
from surveys.themes.names import title_of

PAGE_ROWS = 50
BANDS: dict[str, str | Promise] = {"unhappy": _("Unhappy"), "between": _("In between"), "happy": _("Happy")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to beside scope and period; "" and 0 stand for everything. `score` is a band (BANDS), one score
    or "LOW-HIGH"; `survey` and `reason` a ticked reason; `words` leaves out answers without a comment."""

    kind: str = ""
    score: str = ""
    theme: int = 0
    survey: int = 0
    reason: str = ""
    mood: str = ""
    words: bool = False

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Asked:
        """From an address; what makes no sense there counts as not asked for."""
        kind, score, mood = query.get("kind", ""), query.get("score", ""), query.get("mood", "")
        return cls(
            kind=kind if kind in KINDS else "",
            score=score if score in BANDS or _limits(score) else "",
            theme=_id(query.get("theme", "")),
            survey=_id(query.get("survey", "")),
            reason=str(query.get("reason", "")).replace("\x00", "")[:40],
            mood=mood if mood in dict(MOODS) else "",
            words=query.get("words", "") == "1",
        )

    def params(self) -> dict[str, str]:
        """For links; what is not set stays out."""
        names = ("kind", "score", "theme", "survey", "reason", "mood")
        found = {name: str(value) for name in names if (value := getattr(self, name))}
        return found | ({"words": "1"} if self.words else {})


@dataclass(frozen=True, slots=True)
class Row:
    """`pieces` is the comment cut into (text, marked). Of an answer without a ticket the customer is not known."""

    answer: SurveyAnswer
    pieces: list[tuple[str, bool]]
    themes: list[tuple[int, str]]
    reasons: list[str]

    @property
    def kind(self) -> str:
        return scores.SHORT[scores.Kind(self.answer.kind)]

    @property
    def high(self) -> int:
        return scores.scale(self.answer.kind).high


def rows(asked: Asked, scope: Scope, period: Period) -> QuerySet[SurveyAnswer]:
    found = answers(asked.kind, scope, period).filter(score_q(asked.score))
    if asked.theme:
        found = found.filter(theme_links__theme=asked.theme)
    if asked.survey:
        found = found.filter(invitation__survey=asked.survey)
    if asked.reason:
        found = found.filter(reasons__contains=[asked.reason])
    if asked.mood:
        found = found.filter(mood=asked.mood)
    return found.exclude(comment="") if asked.words or asked.theme or asked.mood else found


def score_q(score: str) -> Q:
    if score == "happy":
        return scores.happy_q()
    if score == "unhappy":
        return scores.unhappy_q()
    if score == "between":
        return ~scores.happy_q() & ~scores.unhappy_q()
    limits = _limits(score)
    return Q(score__gte=limits[0], score__lte=limits[1]) if limits else Q()


def page(
    found: QuerySet[SurveyAnswer], theme: Theme | None, language: str, cursor: str = "", *, most: int = PAGE_ROWS
) -> tuple[list[Row], str]:
    """One page, the newest first, and the cursor of the next one ("" at the end); a constant number of queries."""
    if after := read_cursor(cursor):
        at, pk = after
        found = found.filter(Q(answered_at__lt=at) | Q(answered_at=at, pk__lt=pk))
    found = found.select_related(
        "invitation__ticket__customer", "invitation__customer", "invitation__survey", "invitation__agent"
    )
    links = AnswerTheme.objects.select_related("theme").order_by("theme__key")
    found = found.prefetch_related("invitation__ticket__customer__identities", Prefetch("theme_links", links))
    listed = list(found.order_by("-answered_at", "-pk")[: most + 1])
    more, listed = len(listed) > most, listed[:most]
    following = write_cursor(listed[-1].answered_at, listed[-1].pk) if more else ""
    return [_row(one, theme, language) for one in listed], following


def _row(answer: SurveyAnswer, theme: Theme | None, language: str) -> Row:
    themes = [link.theme for link in answer.theme_links.all()]
    marks: Sequence[Theme] = [theme] if theme else themes
    pieces = keeping.marked(answer.comment, answer.comment_language, marks) if answer.comment else []
    survey: Survey | None = answer.invitation.survey
    reasons = [survey.reason_label(key, language) for key in answer.reasons] if survey else []
    return Row(answer, pieces, [(one.pk, title_of(one)) for one in themes], reasons)


def _limits(score: Any) -> tuple[int, int] | None:
    """A score, or two with a dash between."""
    low, dash, high = str(score).partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 3 for part in ((low, high) if dash else (low,))):
        return None
    return int(low), int(high if dash else low)


def _id(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
