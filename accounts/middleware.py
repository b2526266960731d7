"""The signed-in agent's own language and time zone; an empty house leads to its first page."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from accounts.models import User

# Not pages of the workspace: they answer for themselves in an empty house too.
OPEN_WHEN_EMPTY = ("/setup/", "/healthz", "/readyz", "/static/", "/api/", "/hooks/", "/chat/", "/s/", "/demo/")


class EmptyHouseMiddleware:
    """While there is no user, every page of the workspace leads to the page that makes the first admin.

    Only visitors who aren't signed in cost a query, and only where the sign-in page would be next anyway.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            not request.path.startswith(OPEN_WHEN_EMPTY)
            and not request.user.is_authenticated
            and not User.objects.exists()
        ):
            return redirect("setup")
        return self.get_response(request)


class WorkspaceMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        zone = settings.WORKSPACE_TIME_ZONE
        if user is not None and user.is_authenticated:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
            zone = user.time_zone or zone
        try:
            timezone.activate(zoneinfo.ZoneInfo(zone))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.activate(zoneinfo.ZoneInfo(settings.WORKSPACE_TIME_ZONE))
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()
