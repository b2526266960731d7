from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.models.invitation import SurveyInvitation

CHANGEABLE_FOR = timedelta(hours=24)
MAX_COMMENT = 2000


class SurveyAnswer(models.Model):
    """What the customer said: 1 (very bad) to 5 (very good) and perhaps some words. `via` is page, chat or review."""

    invitation = models.OneToOneField(SurveyInvitation, on_delete=models.CASCADE, related_name="answer")
    score = models.PositiveSmallIntegerField(_("score"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(_("comment"), max_length=MAX_COMMENT, blank=True)
    via = models.CharField(max_length=8, default="page")
    answered_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-answered_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="survey_score_1_to_5"),
        ]
        indexes = [models.Index(fields=["answered_at"], name="survey_answered")]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return f"{self.score}/5"

    @property
    def changeable_until(self) -> datetime:
        return self.answered_at + CHANGEABLE_FOR

    @property
    def is_changeable(self) -> bool:
        return timezone.now() < self.changeable_until

    @property
    def is_happy(self) -> bool:
        """CSAT is the share of these."""
        return self.score >= 4
