from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ONLY_ROW = 1


class SurveySettings(models.Model):
    """When customers are asked, and in which words. One row; empty words mean our own, in the customer's language."""

    enabled = models.BooleanField(_("ask customers after a ticket is resolved"), default=True)
    delay_minutes = models.PositiveIntegerField(
        _("wait before asking (minutes)"),
        default=0,
        validators=[MaxValueValidator(7 * 24 * 60)],
        help_text=_("0 asks at once. A ticket that is reopened meanwhile isn't asked about."),
    )
    cooldown_days = models.PositiveSmallIntegerField(
        _("ask a customer again after (days)"),
        default=0,
        validators=[MaxValueValidator(365)],
        help_text=_("0 asks after every resolved ticket."),
    )
    expiry_days = models.PositiveSmallIntegerField(
        _("a survey can be answered for (days)"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    question_en = models.CharField(_("question in English"), max_length=160, blank=True)
    question_pl = models.CharField(_("question in Polish"), max_length=160, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("survey settings")
        verbose_name_plural = _("survey settings")

    def __str__(self) -> str:
        return str(_("survey settings"))

    @classmethod
    def current(cls) -> SurveySettings:
        """The one row, or its defaults while nobody has saved any."""
        return cls.objects.filter(pk=ONLY_ROW).first() or cls(pk=ONLY_ROW)

    def question(self, language: str) -> str:
        """The question in the customer's language; ours where the firm has not written its own."""
        own = {"en": self.question_en, "pl": self.question_pl}.get(language, "").strip()
        with translation.override(language):
            return own or gettext("How did we do?")
