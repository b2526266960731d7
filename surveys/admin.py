"""The owner's back door: look, don't touch. Answers come from customers alone."""

from __future__ import annotations

from django.contrib import admin

from core.admin import ReadOnly
from surveys.models import SurveyAnswer, SurveyInvitation


@admin.register(SurveyInvitation)
class SurveyInvitationAdmin(ReadOnly):
    list_display = ["pk", "ticket_id", "state", "reason", "sent_channel", "sent_at", "expires_at"]
    list_filter = ["state", "reason", "sent_channel"]
    exclude = ["token_hash", "reminder_hash"]


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ReadOnly):
    list_display = ["pk", "invitation_id", "score", "comment", "answered_at", "changed_at", "via"]
    list_filter = ["score", "via"]
