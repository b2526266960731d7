from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """What one person is told. `text` is a msgid and `params` fill it in, so that each reads it in their own language.

    `url` leads to a page of its own, else it opens the ticket. `dedupe` names the event it comes from: nobody hears of one
    twice. `times` counts what was folded into it while it was unread. `mail_due_at` is when it also goes by e-mail; null
    when it doesn't, or did.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, blank=True, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    params: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True)
    dedupe = models.CharField(max_length=120, blank=True)
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "dedupe"], condition=~Q(dedupe=""), name="notification_once")
        ]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notification_of"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="notification_mail"),
            models.Index(fields=["at"], name="notification_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Way(models.TextChoices):
    """How somebody is told of one kind of thing."""

    OFF = "off", _("Not at all")
    PAGE = "page", _("In the helpdesk")
    MAIL = "mail", _("In the helpdesk and by e-mail")


class NotificationChoice(models.Model):
    """What somebody chose for one kind of notification, where it isn't what everybody gets."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_choices")
    kind = models.CharField(max_length=20)
    way = models.CharField(max_length=4, choices=Way.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notification_choice_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.way}"
