"""Rules kept, put in order, switched and deleted; every change is recorded with who, before and after."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from automation.models import Rule, RuleKind
from tickets.durations import write_duration
from tickets.vocabulary.sentences import say_conditions, say_effects


def save_rule(by: User, rule: Rule) -> Rule:
    """Keep a new or changed rule; a new one comes last of its kind."""
    with transaction.atomic():
        rows = list(Rule.objects.select_for_update().filter(kind=rule.kind))
        before = next((_facts(row) for row in rows if row.pk == rule.pk), {})
        if rule.pk is None:
            rule.position = max((row.position for row in rows), default=-1) + 1
        rule.changed_by, rule.changed_at = by, timezone.now()
        rule.save()
        audit.record(by, "rule", rule.pk, rule.name, before, _facts(rule))
    return rule


def switch_rule(by: User, pk: int, on: bool) -> Rule:
    """Raises Rule.DoesNotExist."""
    with transaction.atomic():
        rule = Rule.objects.select_for_update().get(pk=pk)
        if rule.is_active != on:
            rule.is_active = on
            rule.changed_by, rule.changed_at = by, timezone.now()
            rule.save(update_fields=["is_active", "changed_by", "changed_at"])
            audit.record(by, "rule", pk, rule.name, {"active": not on}, {"active": on})
    return rule


def move_rule(by: User, pk: int, place: int) -> Rule:
    """Put a rule at a place (0 is the first) among those of its kind. Raises Rule.DoesNotExist."""
    with transaction.atomic():
        kind = Rule.objects.values_list("kind", flat=True).get(pk=pk)
        rows = list(Rule.objects.select_for_update().filter(kind=kind))
        found = next((row for row in rows if row.pk == pk), None)
        if found is None:
            raise Rule.DoesNotExist
        was = rows.index(found)
        rows.remove(found)
        rows.insert(max(0, place), found)
        for position, row in enumerate(rows):
            row.position = position
        Rule.objects.bulk_update(rows, ["position"])
        audit.record(by, "rule", pk, found.name, {"place": was + 1}, {"place": rows.index(found) + 1})
    return found


def delete_rule(by: User, rule: Rule) -> None:
    """Its traces on tickets stay."""
    with transaction.atomic():
        audit.record(by, "rule", rule.pk, rule.name, _facts(rule), {})
        rule.delete()


def _facts(rule: Rule) -> dict[str, Any]:
    """As it is recorded: in words for people, and exactly."""
    return {
        "name": rule.name,
        "kind": rule.kind,
        "active": rule.is_active,
        "when": rule.triggers if rule.kind == RuleKind.EVENT else rule.anchor,
        "after": write_duration(rule.after_minutes) if rule.after_minutes else "",
        "calendar": rule.calendar_id,
        "if": say_conditions(rule.conditions),
        "then": say_effects(rule.effects),
        "stops": rule.stops,
        "conditions": rule.conditions,
        "effects": rule.effects,
    }
