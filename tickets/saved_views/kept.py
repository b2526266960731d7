"""Saved views kept, put in order and deleted. Changes of what is shared are recorded with who, before and after."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import User
from tickets import keeping
from tickets.models import SavedView
from tickets.vocabulary.sentences import say_conditions

WHAT = "saved_view"
PREFIX = "saved:"


def usable_views(agent: User) -> QuerySet[SavedView]:
    """The agent's own and those shared with them."""
    return keeping.usable(SavedView.objects.all(), agent)


def find_view(agent: User, name: str) -> SavedView | None:
    """The one behind `saved:12` in an address, when the agent may use it."""
    pk = name.removeprefix(PREFIX)
    if not name.startswith(PREFIX) or not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    return usable_views(agent).filter(pk=int(pk)).first()


def save_view(by: User, view: SavedView) -> SavedView:
    """Keep a new or changed view; a new one, or one that changed hands, comes last."""
    with transaction.atomic():
        before = SavedView.objects.select_for_update().filter(pk=view.pk).first() if view.pk else None
        if before is None or before.owner_id != view.owner_id:
            view.position = keeping.last_position(SavedView.objects.filter(owner=view.owner))
        view.version = before.version + 1 if before else 1
        view.changed_by, view.changed_at = by, timezone.now()
        view.save()
        audit.record(by, WHAT, view.pk, view.name, _facts(before), _facts(view))
    return view


def move_view(by: User, view: SavedView, place: int) -> SavedView:
    """Among the shared ones, or among the owner's own. Raises ObjectDoesNotExist."""
    return keeping.move(by, WHAT, SavedView.objects.filter(owner=view.owner_id), view.pk, place)


def delete_view(by: User, view: SavedView) -> None:
    with transaction.atomic():
        audit.record(by, WHAT, view.pk, view.name, _facts(view), {})
        view.delete()


def _facts(view: SavedView | None) -> dict[str, Any]:
    """As it is recorded; what somebody keeps to themselves isn't a rule of the house."""
    if view is None or view.owner_id is not None:
        return {}
    return {
        "name": view.name,
        "team": view.team.name if view.team else "",
        "among": view.base,
        "if": say_conditions(view.conditions),
        "sort": view.sort,
        "conditions": view.conditions,
    }
