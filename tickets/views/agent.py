from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User


def agent_of(request: HttpRequest) -> User:
    """Who is signed in; only behind `login_required`."""
    assert isinstance(request.user, User)
    return request.user
