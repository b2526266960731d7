from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def everything() -> dict[str, Any]:
    return {"match": "all", "items": []}


class SavedView(models.Model):
    """A list of tickets that somebody keeps: those of a built-in view (`base`) that meet conditions of
    tickets/vocabulary, in an order. `owner` is who keeps it to themselves; without one it is for the `team`, or for
    everybody. It never widens what its reader may see.
    """

    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views"
    )
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="saved_views"
    )
    base = models.CharField(max_length=12, default="open")
    conditions = models.JSONField(default=everything)
    sort = models.CharField(max_length=12, default="activity")
    position = models.PositiveIntegerField(default=0)
    # Grows with every change: numbers that were cached for an older one are forgotten.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="view_owner_or_team"),
        ]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")

    def __str__(self) -> str:
        return self.name
