from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets import channel_info


class EventState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("inbound event", "Waiting")
    DONE = "done", gettext_lazy("Done")
    QUARANTINED = "quarantined", gettext_lazy("In quarantine")
    DISMISSED = "dismissed", gettext_lazy("Dismissed")


class InboundEventQuerySet(models.QuerySet["InboundEvent"]):
    def waiting(self) -> InboundEventQuerySet:
        return self.filter(state=EventState.WAITING)

    def due(self) -> InboundEventQuerySet:
        return self.waiting().filter(due_at__lte=timezone.now())

    def heard(
        self, inboxes: Iterable[int | None], identities: Iterable[int | None]
    ) -> dict[tuple[int | None, int | None], datetime]:
        """When each of these last wrote by each of these inboxes what became no message; one query."""
        rows = self.filter(identity__in=list(identities), inbox__in=list(inboxes))
        newest = rows.values_list("inbox_id", "identity_id").annotate(at=Max("received_at")).order_by()
        return {(inbox, identity): at for inbox, identity, at in newest}


class InboundEvent(models.Model):
    """What a channel sent, kept byte for byte before anything else is done with it. Unique on (inbox, external id).
    `identity` is who wrote words that became no message (an answer to a survey).
    """

    inbox = models.ForeignKey("tickets.Inbox", on_delete=models.CASCADE, related_name="inbound_events")
    external_id = models.CharField(max_length=1100)
    payload = models.BinaryField()
    headers = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=EventState.choices, default=EventState.WAITING)
    outcome = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)
    summary = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    message = models.ForeignKey(
        "tickets.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="inbound_events"
    )

    identity = models.ForeignKey(
        "customers.Identity", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = InboundEventQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["inbox", "external_id"], name="inbound_event_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="inbound_due"),
            models.Index(fields=["-received_at"], condition=Q(state="quarantined"), name="inbound_quarantined"),
            models.Index(
                fields=["identity", "inbox", "-received_at"], condition=Q(identity__isnull=False), name="inbound_heard"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inbox_id}: {self.external_id[:60]}"

    @property
    def title(self) -> str:
        """A line for people: what it says, else what it is. A webhook's own id says nothing."""
        if self.summary:
            return self.summary
        if self.source == "hook":
            return _("Webhook of %(channel)s") % {"channel": channel_info.get(self.inbox.channel).name}
        return self.external_id
