from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys import scores
from surveys.models.invitation import SurveyInvitation

CHANGEABLE_FOR = timedelta(hours=24)
MAX_COMMENT = 2000
MAX_REASONS = 20


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
    claimed_email = models.EmailField(max_length=254, blank=True)
    via = models.CharField(max_length=12, default="page")
    answered_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-answered_at", "-pk"]
        constraints = [models.CheckConstraint(condition=scores.valid_q(), name="survey_score_of_kind")]
        indexes = [models.Index(fields=["answered_at"], name="survey_answered")]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return f"{self.kind} {self.score}/{scores.scale(self.kind).high}"

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
