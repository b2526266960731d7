"""What a new house needs before its first customer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import admin_required
from accounts.models import Invitation, Team, User
from tickets.models import Inbox


@admin_required
def getting_started(request: HttpRequest) -> HttpResponse:
    context = {
        "has_team": Team.objects.exists(),
        "has_inbox": Inbox.objects.filter(is_active=True).exists(),
        "has_colleague": User.objects.count() > 1 or Invitation.objects.exists(),
        "sends_mail": bool(settings.SMTP_HOST),
    }
    return render(request, "channels_inbox/getting_started.html", context)
