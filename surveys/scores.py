"""What a score means: the one place that says how far each scale goes, who is happy and who isn't.

CSAT 1–5, happy 4 and 5, unhappy 1 and 2 (thumbs are kept as 1 and 5); NPS 0–10, promoters 9 and 10, detractors 0 to 6;
CES 1–7 ("it was easy"), happy 5 to 7, unhappy 1 to 3.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is measured."""

    CSAT = "csat", _("CSAT: how satisfied they are, 1 to 5")
    NPS = "nps", _("NPS: whether they would recommend us, 0 to 10")
    CES = "ces", _("CES: how easy it was, 1 to 7")


SHORT = {Kind.CSAT: "CSAT", Kind.NPS: "NPS", Kind.CES: "CES"}


@dataclass(frozen=True, slots=True)
class Scale:
    """Scores from `low` to `high`; happy from `happy` up, unhappy to `unhappy` and below."""

    low: int
    high: int
    happy: int
    unhappy: int

    @property
    def scores(self) -> range:
        return range(self.low, self.high + 1)


SCALES = {Kind.CSAT: Scale(1, 5, 4, 2), Kind.NPS: Scale(0, 10, 9, 6), Kind.CES: Scale(1, 7, 5, 3)}
THUMBS = (1, 5)


def scale(kind: str) -> Scale:
    return SCALES[Kind(kind)]


def is_valid(kind: str, score: int) -> bool:
    return score in scale(kind).scores


def is_happy(kind: str, score: int) -> bool:
    return score >= scale(kind).happy


def is_unhappy(kind: str, score: int) -> bool:
    return score <= scale(kind).unhappy


def _each(column: str, prefix: str) -> Q:
    found = Q()
    for kind, one in SCALES.items():
        limit = {f"{prefix}score__gte": one.happy} if column == "happy" else {f"{prefix}score__lte": one.unhappy}
        found |= Q(**{f"{prefix}kind": kind.value}, **limit)
    return found


def happy_q(prefix: str = "") -> Q:
    """The same over answers, in SQL; `prefix` is the way to the answer ("answer__")."""
    return _each("happy", prefix)


def unhappy_q(prefix: str = "") -> Q:
    return _each("unhappy", prefix)


def valid_q() -> Q:
    """For the database's own check."""
    found = Q()
    for kind, one in SCALES.items():
        found |= Q(kind=kind.value, score__gte=one.low, score__lte=one.high)
    return found


def tone(kind: str, score: int) -> str:
    """The colour of its chip: good, bad or warn."""
    return "good" if is_happy(kind, score) else "bad" if is_unhappy(kind, score) else "warn"


def as_csat(kind: str, score: int) -> int:
    """The same on CSAT's scale, so that scores of all kinds compare: who is unhappy stays unhappy (the lower half of the
    unhappy 1, the upper 2), who is neither is 3, who is happy is 4, at the very top 5."""
    one = scale(kind)
    if kind == Kind.CSAT:
        return score
    if is_unhappy(kind, score):
        return 1 if 2 * score < one.low + one.unhappy else 2
    if is_happy(kind, score):
        return 5 if score == one.high else 4
    return 3
