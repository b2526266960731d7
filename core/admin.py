"""The owner's back door: look, don't touch; what sweeps could not work off lately, and why."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from core.models import Setback


class ReadOnly(admin.ModelAdmin):
    """What changes only through the product's own actions."""

    show_full_result_count = False

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Setback)
class SetbackAdmin(ReadOnly):
    list_display = ["sweep", "key", "attempts", "error", "since", "due_at"]
    list_filter = ["sweep"]
