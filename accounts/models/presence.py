from __future__ import annotations

from django.conf import settings
from django.db import models


class OnlineStretch(models.Model):
    """A stretch of time in which somebody was there for work (accounts/presence.py). `until` is when that was last known; it
    moves on while they stay."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="online_stretches")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-until"], name="online_of"),
            models.Index(fields=["until"], name="online_until"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.since} – {self.until}"
