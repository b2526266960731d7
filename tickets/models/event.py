from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class TicketEvent(models.Model):
    """What happened to a ticket, by whom, when. Rows are only added; figures are computed from them.

    `kind` is one of tickets.events.Kind; `data` holds old and new values.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=30)
    actor_kind = models.CharField(max_length=10)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["ticket", "at", "id"], name="event_ticket"),
            models.Index(fields=["kind", "at"], name="event_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on #{self.ticket_id}"
