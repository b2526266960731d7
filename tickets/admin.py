"""The owner's back door: look, don't touch. Tickets change only through tickets/actions."""

from __future__ import annotations

from django.contrib import admin

from core.admin import ReadOnly
from tickets.models import Inbox, SLAPolicy, SLATarget, Tag, Ticket, TicketEvent


@admin.register(Ticket)
class TicketAdmin(ReadOnly):
    list_display = ["number", "subject", "customer", "status", "priority", "team", "assignee", "last_activity_at"]
    list_filter = ["status", "priority", "channel", "team"]
    list_select_related = ["customer", "team", "assignee"]
    search_fields = ["=number", "subject"]
    exclude = ["search"]


@admin.register(TicketEvent)
class TicketEventAdmin(ReadOnly):
    list_display = ["ticket_id", "kind", "actor_kind", "actor", "at"]
    list_filter = ["kind"]
    list_select_related = ["actor"]


@admin.register(Inbox)
class InboxAdmin(ReadOnly):
    list_display = ["name", "channel", "address", "team", "is_active"]


@admin.register(Tag)
class TagAdmin(ReadOnly):
    list_display = ["name"]
    search_fields = ["name"]


class TargetInline(admin.TabularInline):
    model = SLATarget
    extra = 0


@admin.register(SLAPolicy)
class SLAPolicyAdmin(ReadOnly):
    list_display = ["name", "is_active", "changed_at", "changed_by"]
    inlines = [TargetInline]
