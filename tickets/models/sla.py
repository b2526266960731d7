from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Priority, Status


def everything() -> dict[str, Any]:
    return {"match": "all", "items": []}


def usual_pauses() -> list[str]:
    return [Status.PENDING.value, Status.ON_HOLD.value]


class SLAPolicy(models.Model):
    """What customers are promised. Times run in the calendar's hours, without one round the clock, and stand still in the
    statuses of `paused_in`.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    # The first active one in this order whose conditions (tickets/vocabulary) a ticket meets is its promise.
    position = models.PositiveSmallIntegerField(default=0)
    conditions = models.JSONField(default=everything)
    calendar = models.ForeignKey(
        "tickets.Calendar", null=True, blank=True, on_delete=models.PROTECT, related_name="policies"
    )
    paused_in = models.JSONField(default=usual_pauses)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Up to which ticket a changed policy has reached; None when all have it.
    rebuild_after = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("SLA policy")
        verbose_name_plural = _("SLA policies")

    def __str__(self) -> str:
        return self.name


class SLATarget(models.Model):
    """Targets in minutes for one priority; in a chat the first answer may have one in seconds. Empty: no such promise."""

    policy = models.ForeignKey(SLAPolicy, on_delete=models.CASCADE, related_name="targets")
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices)
    first_response_minutes = models.PositiveIntegerField(_("first response (minutes)"))
    next_response_minutes = models.PositiveIntegerField(_("next response (minutes)"), null=True, blank=True)
    chat_first_response_seconds = models.PositiveIntegerField(
        _("first answer in a chat (seconds)"), null=True, blank=True
    )
    resolution_minutes = models.PositiveIntegerField(_("resolution (minutes)"))

    class Meta:
        ordering = ["-priority"]
        constraints = [models.UniqueConstraint(fields=["policy", "priority"], name="sla_target_once")]

    def __str__(self) -> str:
        return f"{self.policy}: {self.get_priority_display()}"
