from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

ONLY_ROW = 1


class SurveySettings(models.Model):
    """What holds for all surveys together. One row."""

    enabled = models.BooleanField(_("ask customers"), default=True)
    cooldown_days = models.PositiveSmallIntegerField(
        _("leave a customer in peace for (days)"),
        default=0,
        validators=[MaxValueValidator(365)],
        help_text=_("After one survey no other one, whichever it is. 0 asks every time."),
    )
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
