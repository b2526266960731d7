from __future__ import annotations

from django.db import models
from django.utils import timezone


class PendingWork(models.Model):
    """A note to one consumer that something happened: written with the event, deleted when worked off."""

    consumer = models.CharField(max_length=40)
    event = models.ForeignKey("tickets.TicketEvent", on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["due_at", "id"], name="work_due")]

    def __str__(self) -> str:
        return f"{self.consumer}: event {self.event_id}"
