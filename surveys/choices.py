"""What a survey offers to tap: faces, stars, thumbs or numbers, each with a name that a screen reader says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from surveys import scores
from surveys.faces import FACES, MOUTHS
from surveys.models.survey import Look, Survey
from surveys.scores import Kind


@dataclass(frozen=True, slots=True)
class Choice:
    """`label` names it alone; `caption` stands under the drawing, where it has one. `mouth` is a face's."""

    score: int
    label: str
    look: str
    caption: str = ""
    mouth: str = ""


def scores_of(kind: str, look: str) -> Sequence[int]:
    """The scores that may be given."""
    return scores.THUMBS if kind == Kind.CSAT and look == Look.THUMBS else scores.scale(kind).scores


def choices_of(survey: Survey, language: str) -> list[Choice]:
    """In the active language, which is to be `language`; the ends of a scale of numbers carry the survey's own words."""
    words = survey.words(language)
    low, *_between, high = scores_of(survey.kind, survey.look)
    ends = {low: words.low, high: words.high}
    return [
        choice(survey.kind, survey.look, score, ends.get(score, "")) for score in scores_of(survey.kind, survey.look)
    ]


def choice(kind: str, look: str, score: int, end: str = "") -> Choice:
    """One of them, in the active language."""
    if kind != Kind.CSAT:
        return Choice(score, f"{score} – {end}" if end else str(score), Look.NUMBERS.value)
    if look == Look.STARS:
        return Choice(score, ngettext("%(n)s star", "%(n)s stars", score) % {"n": score}, look)
    if look == Look.THUMBS and score in scores.THUMBS:
        label = pgettext("survey thumb", "Good") if score == max(scores.THUMBS) else pgettext("survey thumb", "Bad")
        return Choice(score, label, look, label)
    face = FACES[score - 1]
    return Choice(score, str(face.label), Look.FACES.value, str(face.label), MOUTHS[score])


def in_words(kind: str, score: int) -> str:
    """What a score means, for agents: the face's name, promoter or detractor, easy or hard."""
    if kind == Kind.CSAT:
        return str(FACES[score - 1].label)
    happy, unhappy = scores.is_happy(kind, score), scores.is_unhappy(kind, score)
    if kind == Kind.NPS:
        return _("Promoter") if happy else _("Detractor") if unhappy else pgettext("NPS", "Passive")
    return (
        pgettext("CES", "It was easy")
        if happy
        else pgettext("CES", "It was hard")
        if unhappy
        else pgettext("CES", "Neither easy nor hard")
    )
