"""Who may do what, said once. Ticket access is in tickets/access.py, on top of these."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.models import Role, User

View = Callable[..., HttpResponse]


def team_ids(user: User) -> set[int]:
    """Teams the user belongs to; one query, kept on the instance."""
    cached: set[int] | None = getattr(user, "_team_ids", None)
    if cached is None:
        cached = set(user.memberships.values_list("team_id", flat=True))
        user._team_ids = cached  # type: ignore[attr-defined]
    return cached


def who_sees_everything() -> QuerySet[User]:
    """The active managers and admins (`User.sees_everything`)."""
    return User.objects.filter(role__in=[Role.ADMIN, Role.MANAGER], is_active=True)


def agent_of(request: HttpRequest) -> User:
    """The signed-in person; only for views behind login_required or roles_required."""
    return cast(User, request.user)


def roles_required(*roles: Role) -> Callable[[View], View]:
    """Signed in with one of the roles, else the sign-in page or 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if getattr(request.user, "role", None) not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return inner

    return decorate


admin_required = roles_required(Role.ADMIN)
manager_required = roles_required(Role.ADMIN, Role.MANAGER)
