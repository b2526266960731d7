"""All facts made anew, batch by batch in the background: after an installation, other rules of counting, another time zone."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from core import sweeps
from core.wake import wake
from reports.facts import said
from reports.facts.keep import refresh
from reports.models import Rebuild
from tickets.models import Ticket

# Counted up when replay counts otherwise: every installation then rebuilds by itself.
RULES = 2
BATCH = 200
SWEEP = "figures: made anew"


def rules() -> str:
    return f"{RULES}, {settings.WORKSPACE_TIME_ZONE}"


def ask() -> None:
    """Let everything be made anew."""
    with transaction.atomic():
        Rebuild.objects.all().delete()
        Rebuild.objects.create(rules=rules())
        said.mark_all()
        transaction.on_commit(lambda: wake("reports.tasks.rebuild"), robust=True)


def is_going_on() -> bool:
    """Are the figures still incomplete?"""
    return not Rebuild.objects.filter(rules=rules(), after=None).exists()


def go_on(batches: int = 20) -> int:
    """Go on where the last call stopped; tickets done. A worker killed in the middle leaves the mark where it was;
    a ticket whose history breaks is left behind the mark and tried again.
    """
    done = sweeps.each(SWEEP, sweeps.again(SWEEP), lambda number: _anew([number]))
    for _batch in range(batches):
        found = _one_batch()
        if not found:
            break
        done += found
    return done


def _one_batch() -> int:
    with transaction.atomic():
        if not Rebuild.objects.filter(rules=rules()).exists():
            ask()
        mark = Rebuild.objects.select_for_update(skip_locked=True).filter(after__isnull=False).order_by("-pk").first()
        if mark is None or mark.after is None:
            return 0
        rows = Ticket.objects.filter(pk__gt=mark.after).order_by("pk").values_list("pk", flat=True)
        numbers = list(rows[:BATCH])
        if numbers:
            sweeps.batch(SWEEP, numbers, _anew)
        mark.after = numbers[-1] if len(numbers) == BATCH else None
        mark.save(update_fields=["after"])
        return len(numbers)


def _anew(numbers: Collection[int]) -> int:
    refresh(numbers, afresh=True)
    return len(numbers)
