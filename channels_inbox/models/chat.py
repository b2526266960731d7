from __future__ import annotations

from django.db import models
from django.utils import timezone


class ChatSession(models.Model):
    """A visitor's browser in a web chat. The token lives in that browser; only its hash is kept.

    `gone_at` is set when the last socket closes, cleared when one opens. `left_at` when the visitor counts as gone.
    """

    inbox = models.ForeignKey("tickets.Inbox", on_delete=models.CASCADE, related_name="chat_sessions")
    identity = models.OneToOneField("customers.Identity", on_delete=models.CASCADE, related_name="chat_session")
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=5, blank=True)
    claimed_email = models.EmailField(blank=True)
    page_url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    gone_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["last_seen_at"], name="chat_seen")]

    def __str__(self) -> str:
        return f"chat session {self.pk}"
