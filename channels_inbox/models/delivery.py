from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tickets.models import DeliveryState


class Delivery(models.Model):
    """An answer on its way out. Claimed with a lease, sent outside any transaction, then recorded.

    `idempotency_key` never changes between attempts. A lease that ran out while sending makes it uncertain: a person
    decides. `extra` is for the adapter (quick replies, the messages a mail bundles).
    """

    message = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, related_name="deliveries")
    inbox = models.ForeignKey("tickets.Inbox", on_delete=models.PROTECT, related_name="deliveries")
    identity = models.ForeignKey("customers.Identity", null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.CharField(max_length=320)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    idempotency_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    external_id = models.CharField(max_length=1100, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["message", "inbox"], name="delivery_once_per_inbox")]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="delivery_due"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="delivery_leases"),
            models.Index(
                fields=["-created_at"], condition=Q(state__in=["failed", "uncertain"]), name="delivery_trouble"
            ),
            models.Index(fields=["external_id"], condition=~Q(external_id=""), name="delivery_external"),
            models.Index(
                fields=["inbox", "address", "id"], condition=Q(state__in=["queued", "sending"]), name="delivery_in_line"
            ),
        ]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.state}: message {self.message_id} to {self.address}"
