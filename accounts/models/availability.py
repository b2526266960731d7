from __future__ import annotations

from django.conf import settings
from django.db import models


class Availability(models.Model):
    """Is somebody there for work? `last_seen_at` is when a page of theirs was last open (see accounts/availability.py),
    `away_since` when they switched themselves to away."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="availability"
    )
    last_seen_at = models.DateTimeField(null=True, blank=True)
    away_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "availabilities"

    def __str__(self) -> str:
        return f"{self.user_id}: {'away' if self.away_since else self.last_seen_at}"
