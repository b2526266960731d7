"""SLA policies in their order: what a new house starts with, and their changes. Each is recorded, and open tickets follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from tickets.calendars import rebuild
from tickets.models import Calendar, Priority, SLAPolicy, SLATarget

# Priority -> first response and resolution, in minutes round the clock.
DEFAULTS = {
    Priority.URGENT: (60, 8 * 60),
    Priority.HIGH: (4 * 60, 24 * 60),
    Priority.NORMAL: (8 * 60, 72 * 60),
    Priority.LOW: (24 * 60, 120 * 60),
}
TARGETS = ["first_response_minutes", "next_response_minutes", "resolution_minutes", "chat_first_response_seconds"]
Targets = dict[int, dict[str, int | None]]


class PolicyRefused(ValueError):
    """The sentence says why, and what to do."""


def ensure_default(**_kwargs: Any) -> None:
    """After migrations: a house without any policy gets the usual one. An owner's own is never touched."""
    if SLAPolicy.objects.exists():
        return
    with transaction.atomic():
        policy = SLAPolicy.objects.create(name=_("Standard"))
        SLATarget.objects.bulk_create(
            SLATarget(policy=policy, priority=priority, first_response_minutes=first, resolution_minutes=resolution)
            for priority, (first, resolution) in DEFAULTS.items()
        )


def in_order() -> list[SLAPolicy]:
    return list(SLAPolicy.objects.select_related("calendar").order_by("position", "pk"))


def takes_all(policy: SLAPolicy) -> bool:
    """Does every ticket that comes as far as this policy get it?"""
    return policy.is_active and not policy.conditions["items"]


def unreached(policies: Sequence[SLAPolicy]) -> set[int]:
    """The active ones behind one that takes every ticket: nothing gets them but by a rule."""
    found, closed = set(), False
    for policy in policies:
        if closed and policy.is_active:
            found.add(policy.pk)
        closed = closed or takes_all(policy)
    return found


def save_policy(
    by: User,
    policy: SLAPolicy,
    targets: Targets,
    *,
    calendar: Calendar | None,
    paused_in: Sequence[str],
    name: str | None = None,
    is_active: bool = True,
    conditions: dict[str, Any] | None = None,
) -> bool:
    """Keep a policy, a new one (without a key) or a known one: targets per priority by the fields' names, when the clocks
    run and in which statuses they stand still, whom it is for. Open tickets follow in the background. False when nothing
    differs. A new one stands before the first that takes every ticket.
    """
    with transaction.atomic():
        order = _locked()
        known = next((one for one in order if one.pk == policy.pk), None)
        before = _facts(known)
        kept = known or policy
        kept.name = kept.name if name is None else name
        kept.conditions = kept.conditions if conditions is None else conditions
        kept.is_active, kept.calendar, kept.paused_in = is_active, calendar, sorted(paused_in)
        if known is not None and before == _facts(kept, targets):
            return False
        kept.changed_at, kept.changed_by = timezone.now(), by
        kept.save()
        for priority, values in targets.items():
            SLATarget.objects.update_or_create(policy=kept, priority=priority, defaults=values)
        if known is None:
            place = len(order)
            if kept.conditions["items"]:
                place = next((n for n, one in enumerate(order) if takes_all(one)), place)
            order.insert(place, kept)
            _renumber(order)
        rebuild(SLAPolicy.objects.filter(pk=kept.pk))
        audit.record(by, "sla_policy", kept.pk, kept.name, before, _facts(kept, targets))
    policy.pk = kept.pk
    return True


def move_policy(by: User, policy: SLAPolicy, by_places: int) -> bool:
    """Up (-1) or down (1) in the order; False at its ends."""
    with transaction.atomic():
        order = _locked()
        names = [one.name for one in order]
        here = next((n for n, one in enumerate(order) if one.pk == policy.pk), None)
        there = None if here is None else here + by_places
        if here is None or there is None or not 0 <= there < len(order):
            return False
        order.insert(there, order.pop(here))
        _renumber(order)
        rebuild(SLAPolicy.objects.filter(pk=policy.pk))
        moved = [one.name for one in order]
        audit.record(by, "sla_policy", policy.pk, policy.name, {"order": names}, {"order": moved})
    return True


def remove_policy(by: User, policy: SLAPolicy) -> None:
    """Raises PolicyRefused for one in force, and for the last that takes every ticket."""
    with transaction.atomic():
        order = _locked()
        found = next((one for one in order if one.pk == policy.pk), None)
        if found is None:
            return
        left = [one for one in order if one.pk != policy.pk]
        if not left or (takes_all(found) and not any(takes_all(one) for one in left)):
            raise PolicyRefused(_("This is the last policy for every ticket. Make another one first."))
        if found.is_active:
            raise PolicyRefused(_("This policy is in force. Switch it off and save first, then delete it."))
        audit.record(by, "sla_policy", found.pk, found.name, _facts(found), {})
        found.delete()
        _renumber(left)
        # Whatever still stood under it finds its place anew.
        rebuild(SLAPolicy.objects.filter(pk=left[0].pk))


def _locked() -> list[SLAPolicy]:
    rows: QuerySet[SLAPolicy] = SLAPolicy.objects.select_for_update(no_key=True)
    return sorted(rows.order_by("pk"), key=lambda one: (one.position, one.pk))


def _renumber(order: Sequence[SLAPolicy]) -> None:
    for place, policy in enumerate(order):
        if policy.position != place:
            policy.position = place
            policy.save(update_fields=["position"])


def _facts(policy: SLAPolicy | None, targets: Targets | None = None) -> dict[str, Any]:
    if policy is None:
        return {}
    if targets is None:
        targets = {row.priority: {name: getattr(row, name) for name in TARGETS} for row in policy.targets.all()}
    return {
        "name": policy.name,
        "active": policy.is_active,
        "conditions": policy.conditions,
        "targets": {str(p): targets[p] for p in sorted(targets)},
        "calendar": policy.calendar_id,
        "paused_in": sorted(policy.paused_in),
    }
