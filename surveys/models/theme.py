from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_LABEL = 80


class Theme(models.Model):
    """Something that customers write about. A known one (surveys/themes/known.py) has its name there; one that was found in
    comments has the `terms` it is told by, one or two roots, and the words that most customers used.
    """

    key = models.CharField(max_length=120, unique=True)
    terms = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    label = models.CharField(max_length=MAX_LABEL, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["key"]
        verbose_name = _("theme of comments")
        verbose_name_plural = _("themes of comments")

    def __str__(self) -> str:
        return self.label or self.key

    @property
    def is_found(self) -> bool:
        return bool(self.terms)


class AnswerTheme(models.Model):
    """This answer's words are about this theme."""

    answer = models.ForeignKey("surveys.SurveyAnswer", on_delete=models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "theme"], name="survey_theme_once")]
        verbose_name = _("theme of an answer")
        verbose_name_plural = _("themes of answers")

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.theme_id}"


class ThemeRound(models.Model):
    """One look for themes in the comments of lately. It is begun anew when whoever worked on it died (`lease_until`);
    `version` is that of the lexicon it was read with."""

    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    found = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # While one waits or is worked on, no second one is asked for.
            models.UniqueConstraint(
                models.Value(1), condition=Q(done_at__isnull=True), name="survey_theme_round_one_open"
            )
        ]
        verbose_name = _("round of themes")
        verbose_name_plural = _("rounds of themes")

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d}: {self.found}"
