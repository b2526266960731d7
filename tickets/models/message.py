from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import filetypes


class MessageKind(models.TextChoices):
    INBOUND = "inbound", _("From the customer")
    OUTBOUND = "outbound", _("To the customer")
    NOTE = "note", _("Internal note")


class DeliveryState(models.TextChoices):
    """A copy of the delivery's state for the page's ticks; the Delivery row is the truth."""

    NONE = "", ""
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    READ = "read", _("Read")
    FAILED = "failed", _("Not delivered")
    UNCERTAIN = "uncertain", _("Perhaps sent")
    CANCELLED = "cancelled", _("Cancelled")


class Message(models.Model):
    """What was said. `text` is the new text only, `full_text` with quotes and signature where they differ.

    `html` is the raw customer's HTML (hostile; only ever shown through the sanitiser in the sandboxed frame) or the
    agent's formatted reply. `automatic` marks what no human wrote: it never counts as a response. `envelope` keeps
    from, to, cc and subject as they came; facts, memory, reactions, edits and removed_at where a channel has them.
    `fallback_from` is the channel that the answer could not go by (chat left).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=MessageKind.choices)
    channel = models.CharField(max_length=20, blank=True)
    inbox = models.ForeignKey("tickets.Inbox", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    identity = models.ForeignKey(
        "customers.Identity", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(blank=True)
    full_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    subject = models.CharField(max_length=998, blank=True)
    envelope = models.JSONField(default=dict, blank=True)
    automatic = models.BooleanField(default=False)
    external_id = models.CharField(max_length=1100, blank=True)
    client_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, blank=True)
    state_detail = models.CharField(max_length=500, blank=True)
    fallback_from = models.CharField(max_length=20, blank=True)
    # The provider's conversation, where one address may have several (a post's comments, a review).
    thread = models.CharField(max_length=255, blank=True)
    version = models.PositiveBigIntegerField(default=0)
    sent_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [
            models.Index(fields=["ticket", "sent_at", "id"], name="message_thread"),
            models.Index(fields=["external_id"], condition=~Q(external_id=""), name="message_external"),
            models.Index(fields=["created_at"], name="message_created"),
            models.Index(fields=["inbox", "thread", "-id"], condition=~Q(thread=""), name="message_provider_thread"),
            models.Index(fields=["identity", "inbox", "-sent_at"], name="message_from"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "client_id"], condition=~Q(client_id=""), name="message_client_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} on #{self.ticket_id}"

    @property
    def has_more(self) -> bool:
        """Is there quoted text or a signature that `text` leaves out?"""
        return bool(self.full_text) and self.full_text.strip() != self.text.strip()


def attachment_path(instance: Attachment, filename: str) -> str:
    """The customer's file name never reaches the disk."""
    day = timezone.now()
    return f"attachments/{day:%Y/%m}/{instance.public_id}"


def thumbnail_path(instance: Attachment, filename: str) -> str:
    day = timezone.now()
    return f"thumbnails/{day:%Y/%m}/{instance.public_id}"


class FileState(models.TextChoices):
    READY = "ready", _("Here")
    WAITING = "waiting", _("On its way")
    FAILED = "failed", _("Not fetched")


class Attachment(models.Model):
    """A file of a message. `name` is shown and offered for download, never used as a path.

    A provider's file is `waiting` until the worker has fetched it; `note` says why it couldn't. `content_type` is what
    the bytes prove, else what the sender claimed (core/filetypes.py). `thumbnail` is a small picture of a picture, empty
    until it is made and for what can't be shown; `thumbnail_due_at` says when the worker tries (again), null for never.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=attachment_path, max_length=200, blank=True)
    thumbnail = models.FileField(upload_to=thumbnail_path, max_length=200, blank=True)
    thumbnail_due_at = models.DateTimeField(null=True, blank=True)
    thumbnail_attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=FileState.choices, default=FileState.READY)
    note = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=150, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    content_id = models.CharField(max_length=255, blank=True)
    inline = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["thumbnail_due_at"],
                condition=Q(thumbnail_due_at__isnull=False),
                name="attachment_thumbnail_due",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """May pages show it? Not when no small picture could be made: what breaks our decoder isn't given to browsers."""
        given_up = self.thumbnail_attempts and not self.thumbnail and self.thumbnail_due_at is None
        return self.content_type in filetypes.PICTURES and not given_up
