from __future__ import annotations

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What an agent has typed and not sent: one reply and one note per ticket."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=8)
    text = models.TextField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket", "kind"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.user_id} on #{self.ticket_id}"
