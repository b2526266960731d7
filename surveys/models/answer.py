from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.mood import MOODS, mood_of
from core.text import guess_language
from surveys import scores
from surveys.models.invitation import SurveyInvitation

CHANGEABLE_FOR = timedelta(hours=24)
MAX_COMMENT = 2000
MAX_REASONS = 20
READ_FROM_COMMENT = ("comment_language", "mood", "themes_due_at")


class SurveyAnswer(models.Model):
    """What the customer said: a score on the scale of its kind (surveys/scores.py), perhaps ticked reasons (their keys in
    the survey's bands) and some words. `via` is how it came: page, chat, sms, review, open and the like; `claimed_email` is
    what somebody typed on an open page, which proves nothing.
    """

    invitation = models.OneToOneField(SurveyInvitation, on_delete=models.CASCADE, related_name="answer")
    kind = models.CharField(max_length=4, choices=scores.Kind.choices, default=scores.Kind.CSAT)
    score = models.PositiveSmallIntegerField(_("score"))
    reasons = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    comment = models.TextField(_("comment"), max_length=MAX_COMMENT, blank=True)
    language = models.CharField(max_length=5, blank=True)
    comment_language = models.CharField(max_length=2, blank=True, editable=False)
    mood = models.CharField(max_length=8, choices=MOODS, blank=True, editable=False)
    themes_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_email = models.EmailField(max_length=254, blank=True)
    via = models.CharField(max_length=12, default="page")
    answered_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-answered_at", "-pk"]
        constraints = [models.CheckConstraint(condition=scores.valid_q(), name="survey_score_of_kind")]
        indexes = [
            models.Index(fields=["answered_at"], name="survey_answered"),
            models.Index(
                fields=["themes_due_at", "id"], condition=Q(themes_due_at__isnull=False), name="survey_themes_due"
            ),
            # The words themselves, newest first: the list of comments, and what a round of themes reads.
            models.Index(fields=["-answered_at", "-id"], condition=~Q(comment=""), name="survey_words"),
        ]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return self.named

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """With the comment goes what is read from it."""
        if update_fields is None or "comment" in update_fields:
            self.read_comment()
            if update_fields is not None:
                update_fields = {*update_fields, *READ_FROM_COMMENT}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def out_of(self) -> str:
        """4/5: how a score is written everywhere, in every language."""
        return f"{self.score}/{scores.scale(self.kind).high}"

    @property
    def named(self) -> str:
        """CSAT 4/5."""
        return f"{scores.SHORT[scores.Kind(self.kind)]} {self.out_of}"

    def read_comment(self) -> None:
        """Language and mood of the words; the themes are read soon, by the worker."""
        self.comment_language = (guess_language(self.comment) or "") if self.comment else ""
        self.mood = mood_of(self.comment) if self.comment else ""
        if self.comment or self.pk is not None:
            self.themes_due_at = timezone.now()

    @property
    def changeable_until(self) -> datetime:
        return self.answered_at + CHANGEABLE_FOR

    @property
    def is_changeable(self) -> bool:
        return timezone.now() < self.changeable_until

    @property
    def is_happy(self) -> bool:
        return scores.is_happy(self.kind, self.score)

    @property
    def is_unhappy(self) -> bool:
        return scores.is_unhappy(self.kind, self.score)

    @property
    def tone(self) -> str:
        return scores.tone(self.kind, self.score)
