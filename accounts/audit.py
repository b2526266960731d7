"""The record of who changed the house's rules. Whoever saves such a thing tells it here, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

from accounts.models import AuditEntry, User
from core.text import clean_line

_names: dict[str, str | Promise] = {}


def register(what: str, name: str | Promise) -> None:
    """What a sort of thing is called on the page; called by its app at start."""
    _names[what] = name


def name_of(what: str) -> str:
    return str(_names.get(what, what))


def record(
    by: User | None, what: str, pk: object, label: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> AuditEntry | None:
    """Keep what differs; None when nothing does. Values are JSON; no secrets."""
    old = {name: value for name, value in before.items() if not after or after.get(name) != value}
    new = {name: value for name, value in after.items() if not before or before.get(name) != value}
    if not old and not new:
        return None
    return AuditEntry.objects.create(
        what=what, object_id=str(pk)[:40], label=clean_line(label, 200), actor=by, before=old, after=new
    )
