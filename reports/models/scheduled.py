"""Reports by mail: what is sent when and to whom, each occasion, and each mail of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Rhythm(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


class ScheduledReport(models.Model):
    """`group` and `split` are those of reports/comparing.py, `scope` holds channel, team and inbox where it is narrowed.

    `hour` is in the firm's zone. `next_at` is when it is due; empty while it is paused. `kept_by` saved it last and answers
    for where it goes: addresses outside get nothing once that person is no manager any more.
    """

    name = models.CharField(_("name"), max_length=80)
    group = models.CharField(_("figures"), max_length=20)
    split = models.CharField(_("split by"), max_length=10)
    scope = models.JSONField(default=dict)
    rhythm = models.CharField(pgettext_lazy("report", "how often"), max_length=7, choices=Rhythm.choices)
    weekday = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(6)])
    month_day = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(28)])
    hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    # Empty: everybody's own, the default language for addresses outside.
    language = models.CharField(max_length=5, blank=True)
    recipients: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+"
    )
    addresses = ArrayField(models.EmailField(), default=list, blank=True)
    with_csv = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="report_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_paused(self) -> bool:
        return self.next_at is None


class Occasion(models.Model):
    """One time that a report was due, or that somebody asked for it; `first` to `last` are the days it is about."""

    report = models.ForeignKey(ScheduledReport, on_delete=models.CASCADE, related_name="occasions")
    at = models.DateTimeField()
    first = models.DateField()
    last = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["report", "at"], name="report_occasion_once")]

    def __str__(self) -> str:
        return f"{self.report_id} at {self.at}"


class ReportMail(models.Model):
    """One mail of an occasion, sent once. While it is being sent, `due_at` is the end of the lease: one that ran out is
    uncertain, and is not sent again by itself."""

    class State(models.TextChoices):
        DUE = "due", _("Waiting to be sent")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Perhaps sent")
        FAILED = "failed", _("Not delivered")
        LEFT_OUT = "left_out", _("Left out")

    class Why(models.TextChoices):
        DEACTIVATED = "deactivated", _("the account is deactivated")
        MAY_NOT = "may_not", _("only managers and admins may see it")
        NO_RECIPIENT = "no_recipient", _("no longer a recipient")
        NOBODY_ANSWERS = "nobody", _("nobody who may see it answers for this address: a manager has to save it again")
        PAUSED = "paused", _("paused")
        NO_SERVER = "no_server", _("no mail server is set up")

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="mails")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.EmailField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.DUE)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    # What the mail server said.
    detail = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["occasion", "address"], name="report_mail_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["due", "sending"]), name="report_mail_due"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion_id} to {self.address}: {self.state}"
