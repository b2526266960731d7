"""The owner's back door: look, don't touch. Secrets and payloads are not shown."""

from __future__ import annotations

from django.contrib import admin

from channels_inbox.models import Connection, Delivery, InboundEvent
from core.admin import ReadOnly


@admin.register(Connection)
class ConnectionAdmin(ReadOnly):
    list_display = ["inbox", "last_event_at", "last_sent_at", "last_error_at"]
    exclude = ["secrets"]


@admin.register(InboundEvent)
class InboundEventAdmin(ReadOnly):
    list_display = ["pk", "inbox", "state", "outcome", "summary", "received_at"]
    list_filter = ["state", "outcome"]
    exclude = ["payload", "headers"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ["pk", "inbox", "address", "state", "attempts", "created_at"]
    list_filter = ["state"]
    # The link of a survey is for the customer alone.
    exclude = ["extra"]
