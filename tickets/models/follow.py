from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Follower(models.Model):
    """A colleague who keeps seeing a ticket although it isn't their team's."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="follows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="follower_once")]

    def __str__(self) -> str:
        return f"{self.user_id} follows #{self.ticket_id}"


class ReadMark(models.Model):
    """Up to which activity an agent has read a ticket."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_marks")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="read_marks")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read #{self.ticket_id}"
