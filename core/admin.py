"""The owner's back door: what sweeps could not work off lately, and why."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from core.models import Setback


@admin.register(Setback)
class SetbackAdmin(admin.ModelAdmin):
    list_display = ["sweep", "key", "attempts", "error", "since", "due_at"]
    list_filter = ["sweep"]

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
