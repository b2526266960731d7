from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class MediaFetch(models.Model):
    """A customer's file that the provider keeps, to be fetched by the worker. The row goes when the file is here; one
    that can't be fetched stays with its reason until a person tries again."""

    attachment = models.OneToOneField("tickets.Attachment", on_delete=models.CASCADE, related_name="fetch")
    inbox = models.ForeignKey("tickets.Inbox", on_delete=models.CASCADE, related_name="+")
    ref = models.JSONField()
    attempts = models.PositiveSmallIntegerField(default=0)
    given_up = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(given_up=False), name="media_due")]
        verbose_name_plural = "media fetches"

    def __str__(self) -> str:
        return f"file of attachment {self.attachment_id}"
