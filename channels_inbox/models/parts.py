from __future__ import annotations

from django.db import models
from django.db.models import Q

from tickets.models import DeliveryState


class DeliveryPart(models.Model):
    """One call of a delivery that was answered: an answer with text and three photos may be four. Never repeated."""

    delivery = models.ForeignKey("channels_inbox.Delivery", on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    external_id = models.CharField(max_length=1100, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.SENT)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["delivery", "position"]
        constraints = [models.UniqueConstraint(fields=["delivery", "position"], name="delivery_part_once")]
        indexes = [models.Index(fields=["external_id"], condition=~Q(external_id=""), name="delivery_part_external")]

    def __str__(self) -> str:
        return f"{self.delivery_id}/{self.position}"
