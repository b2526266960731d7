"""The one SLA policy: what a new house starts with, and its changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core.wake import wake
from tickets.models import Calendar, Priority, SLAPolicy, SLATarget

# Priority -> first response and resolution, in minutes round the clock.
DEFAULTS = {
    Priority.URGENT: (60, 8 * 60),
    Priority.HIGH: (4 * 60, 24 * 60),
    Priority.NORMAL: (8 * 60, 72 * 60),
    Priority.LOW: (24 * 60, 120 * 60),
}


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


def active_policy() -> SLAPolicy:
    """The policy in force; the usual one is made where none is left."""
    policy = SLAPolicy.objects.filter(is_active=True).order_by("-pk").first()
    if policy is None:
        policy = SLAPolicy.objects.create(name=f"{_('Standard')} {timezone.now():%Y-%m-%d %H:%M:%S}")
    return policy


TARGETS = ["first_response_minutes", "next_response_minutes", "resolution_minutes", "chat_first_response_seconds"]
Targets = dict[int, dict[str, int | None]]


def change_policy(
    by: User, policy: SLAPolicy, targets: Targets, *, calendar: Calendar | None, paused_in: Sequence[str]
) -> bool:
    """Set the targets per priority (by the fields' names), when the clocks run and in which statuses they stand still; open
    tickets follow in the background. False when nothing differs."""
    with transaction.atomic():
        policy = SLAPolicy.objects.select_for_update().get(pk=policy.pk)
        known = {target.priority: {name: getattr(target, name) for name in TARGETS} for target in policy.targets.all()}
        old = (known, policy.calendar_id, sorted(policy.paused_in))
        new = (targets, calendar.pk if calendar else None, sorted(paused_in))
        if old == new:
            return False
        for priority, values in targets.items():
            SLATarget.objects.update_or_create(policy=policy, priority=priority, defaults=values)
        policy.calendar, policy.paused_in = calendar, sorted(paused_in)
        policy.changed_at, policy.changed_by, policy.rebuild_after = timezone.now(), by, 0
        policy.save(update_fields=["calendar", "paused_in", "changed_at", "changed_by", "rebuild_after"])
        transaction.on_commit(lambda: wake("tickets.tasks.rebuild_deadlines"), robust=True)
        audit.record(by, "sla_policy", policy.pk, policy.name, _facts(*old), _facts(*new))
    return True


def _facts(targets: Targets, calendar: int | None, paused_in: Sequence[str]) -> dict[str, Any]:
    return {
        "targets": {str(p): targets[p] for p in sorted(targets)},
        "calendar": calendar,
        "paused_in": list(paused_in),
    }
