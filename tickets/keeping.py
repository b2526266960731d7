"""What people keep for themselves or share (macros, saved views): who may use it, who may change it, its order."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from accounts import audit
from accounts.access import team_ids
from accounts.models import User

Kept = TypeVar("Kept", bound=Model)


def usable(rows: QuerySet[Kept], agent: User) -> QuerySet[Kept]:
    """Their own, and what is shared with everybody or a team of theirs; those who see everything see all that is
    shared, and nobody sees what another keeps to themselves."""
    shared = Q(owner=None)
    if not agent.sees_everything:
        shared &= Q(team=None) | Q(team_id__in=team_ids(agent))
    return rows.filter(shared | Q(owner=agent))


def may_change(agent: User, kept: Any) -> bool:
    """Everybody their own, managers what is shared."""
    return bool(kept.owner_id == agent.pk or (kept.owner_id is None and agent.sees_everything))


def changeable(rows: QuerySet[Kept], agent: User) -> QuerySet[Kept]:
    """Those for which `may_change` holds."""
    return rows.filter(Q(owner=agent) | Q(owner=None)) if agent.sees_everything else rows.filter(owner=agent)


def last_position(rows: QuerySet[Kept]) -> int:
    """The place after the last; call it with the rows locked."""
    return max(rows.select_for_update().values_list("position", flat=True), default=-1) + 1


def move(by: User, what: str, rows: QuerySet[Kept], pk: int, place: int) -> Kept:
    """Put one of `rows` at a place (0 is the first) among them. Shared ones leave a record. Raises ObjectDoesNotExist."""
    with transaction.atomic():
        found: list[Any] = list(rows.select_for_update(of=("self",)))
        moved = next((row for row in found if row.pk == pk), None)
        if moved is None:
            raise ObjectDoesNotExist
        was = found.index(moved)
        found.remove(moved)
        found.insert(max(0, place), moved)
        for position, row in enumerate(found):
            row.position = position
        rows.model._default_manager.bulk_update(found, ["position"])
        if moved.owner_id is None:
            audit.record(by, what, pk, str(moved), {"place": was + 1}, {"place": found.index(moved) + 1})
    return moved
