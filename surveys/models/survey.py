from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from surveys import scores
from surveys.scores import Kind

MAX_QUESTION = 160


class Look(models.TextChoices):
    FACES = "faces", pgettext_lazy("survey look", "Five faces")
    STARS = "stars", pgettext_lazy("survey look", "Five stars")
    THUMBS = "thumbs", pgettext_lazy("survey look", "Two thumbs")
    NUMBERS = "numbers", pgettext_lazy("survey look", "Numbers")


# The first is what a new survey of the kind wears.
LOOKS = {
    Kind.CSAT: (Look.FACES, Look.STARS, Look.THUMBS),
    Kind.NPS: (Look.NUMBERS,),
    Kind.CES: (Look.NUMBERS,),
}


class Moment(models.TextChoices):
    """When it asks."""

    RESOLVED = "resolved", _("after a ticket is resolved")
    CHAT_ENDED = "chat_ended", _("after a chat")
    CALL_ENDED = "call_ended", _("after a call")
    PERIODIC = "periodic", _("every so many days")
    OPEN = "open", _("never by itself: an open page or a button")


# One of these asks about one resolution cycle of one ticket.
INTERACTIONS = (Moment.RESOLVED, Moment.CHAT_ENDED, Moment.CALL_ENDED)


def everything() -> dict[str, Any]:
    return {"match": "all", "items": []}


def new_public_id() -> str:
    return secrets.token_urlsafe(12)


@dataclass(frozen=True, slots=True)
class Words:
    """A survey's texts in one language: the question, what the ends of the scale mean, and the thanks."""

    question: str
    low: str
    high: str
    thanks: str


@dataclass(frozen=True, slots=True)
class Reason:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is asked beside a score: a question for free words, and reasons to tick."""

    question: str
    reasons: tuple[Reason, ...] = ()


class Survey(models.Model):
    """One question, asked at one moment. The first active one of a moment whose conditions a ticket meets asks.

    `texts` is {language: {question, low, high, thanks}}; what is empty is ours. `bands` are follow-ups by score:
    [{"min", "max", "question": {language: text}, "reasons": [{"key", "label": {language: text}}]}], the first that fits
    counts. A survey that was deleted stays (`archived_at`), since answers belong to it.
    """

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("what it measures"), max_length=4, choices=Kind.choices, default=Kind.CSAT)
    look = models.CharField(_("look"), max_length=8, choices=Look.choices, default=Look.FACES)
    moment = models.CharField(_("when it asks"), max_length=10, choices=Moment.choices, default=Moment.RESOLVED)
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    conditions = models.JSONField(default=everything)
    delay_minutes = models.PositiveIntegerField(
        _("wait before asking (minutes)"), default=0, validators=[MaxValueValidator(7 * 24 * 60)]
    )
    sample_percent = models.PositiveSmallIntegerField(
        _("ask this share (percent)"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    every_days = models.PositiveSmallIntegerField(
        _("ask each customer every (days)"), default=90, validators=[MinValueValidator(7), MaxValueValidator(730)]
    )
    remind_after_days = models.PositiveSmallIntegerField(
        _("remind once after (days)"), default=0, validators=[MaxValueValidator(60)]
    )
    expiry_days = models.PositiveSmallIntegerField(
        _("can be answered for (days)"), default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    texts = models.JSONField(default=dict, blank=True)
    bands = models.JSONField(default=list, blank=True)
    review_url = models.URLField(_("public review page"), max_length=500, blank=True)
    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    # How far today's round of a periodic survey has come (surveys/periodic.py); None when it is through.
    round_on = models.DateField(null=True, blank=True, editable=False)
    round_after = models.BigIntegerField(null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = pgettext_lazy("template", "survey")
        verbose_name_plural = pgettext_lazy("template", "surveys")

    def __str__(self) -> str:
        return self.name

    def words(self, language: str) -> Words:
        """Its texts in this language; ours where the firm has not written its own."""
        own = {name: str(text).strip() for name, text in self.texts.get(language, {}).items()}
        with translation.override(language):
            usual = usual_words(self.kind)
        return Words(*(own.get(name) or getattr(usual, name) for name in ("question", "low", "high", "thanks")))

    def follow_up(self, score: int, language: str) -> FollowUp:
        """What is asked beside this score; our own question where no band fits or its text is empty."""
        band: dict[str, Any] = next((band for band in self.bands if band["min"] <= score <= band["max"]), {})
        reasons = [Reason(reason["key"], _in_language(reason["label"], language)) for reason in band.get("reasons", [])]
        with translation.override(language):
            usual = (
                gettext("What did we do well? (optional)")
                if scores.is_happy(self.kind, score)
                else gettext("What could we do better? (optional)")
            )
        question = _own(band.get("question", {}), language) or usual
        return FollowUp(question, tuple(reason for reason in reasons if reason.label))

    def reason_label(self, key: str, language: str) -> str:
        """A ticked reason in words, also after its band has changed; the key where nobody knows it any more."""
        for band in self.bands:
            for reason in band.get("reasons", []):
                if reason["key"] == key:
                    return _in_language(reason["label"], language) or key
        return key


def usual_words(kind: str) -> Words:
    """Our own texts, in the active language."""
    thanks = gettext("Thank you!")
    match kind:
        case Kind.NPS:
            return Words(
                gettext("How likely are you to recommend us to a friend?"),
                gettext("not at all likely"),
                gettext("extremely likely"),
                thanks,
            )
        case Kind.CES:
            return Words(
                gettext("How easy was it to get your matter settled?"),
                gettext("very hard"),
                gettext("very easy"),
                thanks,
            )
    return Words(gettext("How did we do?"), gettext("very bad"), gettext("very good"), thanks)


def _own(texts: dict[str, str], language: str) -> str:
    return str(texts.get(language, "")).strip()


def _in_language(texts: dict[str, str], language: str) -> str:
    """The text in this language, else in any: a reason without its translation is better than none."""
    return _own(texts, language) or next((text for one in texts if (text := _own(texts, one))), "")
