"""Macros kept, put in order and deleted. Changes of what is shared are recorded with who, before and after."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import User
from tickets import keeping
from tickets.models import Macro
from tickets.vocabulary.effects import Effect
from tickets.vocabulary.sentences import say_effects

WHAT = "macro"
# What anybody may do from a ticket's header; the rest (the SLA policy, what apps above add) is for managers' macros.
EVERYBODYS = {"team", "assignee", "take", "priority", "status", "add_tags", "remove_tags", "answer", "note"}
may_change = keeping.may_change


def usable_macros(agent: User) -> QuerySet[Macro]:
    """The agent's own and those shared with them."""
    return keeping.usable(Macro.objects.all(), agent)


def offered_effects(agent: User) -> Any:
    """Which effects the agent may put into a macro."""

    def allowed(effect: Effect) -> bool:
        return agent.sees_everything or effect.name in EVERYBODYS

    return allowed


def save_macro(by: User, macro: Macro) -> Macro:
    """Keep a new or changed macro; a new one, or one that changed hands, comes last."""
    with transaction.atomic():
        before = Macro.objects.select_for_update().filter(pk=macro.pk).first() if macro.pk else None
        if before is None or before.owner_id != macro.owner_id:
            macro.position = keeping.last_position(Macro.objects.filter(owner=macro.owner))
        macro.changed_by, macro.changed_at = by, timezone.now()
        macro.save()
        audit.record(by, WHAT, macro.pk, macro.name, _facts(before), _facts(macro))
    return macro


def move_macro(by: User, macro: Macro, place: int) -> Macro:
    """Among the shared ones, or among the owner's own. Raises ObjectDoesNotExist."""
    return keeping.move(by, WHAT, Macro.objects.filter(owner=macro.owner_id), macro.pk, place)


def delete_macro(by: User, macro: Macro) -> None:
    """What it did to tickets stays in their history."""
    with transaction.atomic():
        audit.record(by, WHAT, macro.pk, macro.name, _facts(macro), {})
        macro.delete()


def _facts(macro: Macro | None) -> dict[str, Any]:
    """As it is recorded; what somebody keeps to themselves isn't a rule of the house."""
    if macro is None or macro.owner_id is not None:
        return {}
    return {
        "name": macro.name,
        "team": macro.team.name if macro.team else "",
        "then": say_effects(macro.effects),
        "effects": macro.effects,
    }
