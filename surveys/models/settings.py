from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

ONLY_ROW = 1


class FirstOwner(models.TextChoices):
    ASSIGNEE = "assignee", _("whoever has the ticket")
    NOBODY = "nobody", _("nobody, managers give it out")


class SurveySettings(models.Model):
    """What holds for all surveys together, and for the cases that follow unhappy answers. One row."""

    enabled = models.BooleanField(_("ask customers"), default=True)
    cooldown_days = models.PositiveSmallIntegerField(
        _("leave a customer in peace for (days)"),
        default=0,
        validators=[MaxValueValidator(365)],
        help_text=_("After one survey no other one, whichever it is. 0 asks every time."),
    )
    case_owner = models.CharField(
        _("an unhappy answer goes to"), max_length=8, choices=FirstOwner.choices, default=FirstOwner.ASSIGNEE
    )
    case_hours = models.PositiveSmallIntegerField(
        _("follow up within (business hours)"),
        default=16,
        validators=[MinValueValidator(1), MaxValueValidator(400)],
        help_text=_("Counted in the opening hours of the ticket's SLA policy. 16 are two working days of eight hours."),
    )
    case_calendar = models.ForeignKey(
        "tickets.Calendar",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("where the ticket has no opening hours, count by"),
    )
    ask_again_days = models.PositiveSmallIntegerField(
        _("ask again after (days)"),
        default=14,
        validators=[MaxValueValidator(180)],
        help_text=_("Proposed to whoever closes a case. 0 proposes not to ask again."),
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
