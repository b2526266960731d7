from __future__ import annotations

from django.db import models
from django.utils import timezone

from core.fields import EncryptedJSONField


class Connection(models.Model):
    """How an inbox is connected to its channel: open settings, encrypted secrets, the adapter's own memory (`state`:
    an IMAP UID), and what happened last."""

    inbox = models.OneToOneField("tickets.Inbox", on_delete=models.CASCADE, related_name="connection")
    settings = models.JSONField(default=dict, blank=True)
    secrets = EncryptedJSONField(default=dict, blank=True)
    state = models.JSONField(default=dict, blank=True)
    last_event_at = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)
    # What an owner has to do before anything goes out again (a token that ran out): a banner for admins.
    attention = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"connection of {self.inbox_id}"

    def note_error(self, sentence: str) -> None:
        """Show the owner what went wrong; an empty sentence clears it."""
        self.last_error, self.last_error_at = sentence[:2000], timezone.now() if sentence else None
        if not sentence:
            self.attention = ""
        self.save(update_fields=["last_error", "last_error_at", "attention"])

    def ask_attention(self, sentence: str) -> None:
        """Nothing goes out until somebody does what the sentence says."""
        self.attention = sentence[:500]
        self.note_error(sentence)
