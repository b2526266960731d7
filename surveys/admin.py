"""The owner's back door: look, don't touch. Answers come from customers alone."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from surveys.models import SurveyAnswer, SurveyInvitation


class ReadOnly(admin.ModelAdmin):
    show_full_result_count = False

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(SurveyInvitation)
class SurveyInvitationAdmin(ReadOnly):
    list_display = ["pk", "ticket_id", "state", "reason", "sent_channel", "sent_at", "expires_at"]
    list_filter = ["state", "reason", "sent_channel"]
    exclude = ["token_hash", "reminder_hash"]


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ReadOnly):
    list_display = ["pk", "invitation_id", "score", "comment", "answered_at", "changed_at", "via"]
    list_filter = ["score", "via"]
