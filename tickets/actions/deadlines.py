"""A changed SLA policy reaches the tickets that are still running, batch by batch."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tickets import sla
from tickets.models import SLAPolicy, Ticket
from tickets.models.ticket import UNRESOLVED

BATCH = 200
FIELDS = ["first_response_due_at", "next_response_due_at", "resolution_due_at", "sla_due_at", "sla_paused"]


def rebuild_deadlines(batches: int = 20) -> int:
    """Go on where the last call stopped (`SLAPolicy.rebuild_after`, None when nothing is to do); tickets looked at.

    Each batch is a transaction of its own with its rows locked, so that agents never wait long; a worker killed in the
    middle leaves the mark where it was.
    """
    done = 0
    for _batch in range(batches):
        found = _one_batch()
        if found is None:
            break
        done += found
    return done


def _one_batch() -> int | None:
    with transaction.atomic():
        policy = (
            SLAPolicy.objects.select_for_update(skip_locked=True)
            .filter(is_active=True, rebuild_after__isnull=False)
            .order_by("-pk")
            .first()
        )
        if policy is None:
            return None
        rules = sla.load()
        rows = list(
            Ticket.objects.select_for_update(of=("self",), no_key=True)
            .select_related("inbox", "customer")
            .filter(status__in=UNRESOLVED, number__gt=policy.rebuild_after)
            .order_by("number")[:BATCH]
        )
        moves = sla.moves_of([ticket.pk for ticket in rows])
        changed = [ticket for ticket in rows if _move(ticket, rules, moves.get(ticket.pk, []))]
        Ticket.objects.bulk_update(changed, [*FIELDS, "version", "changed_at"])
        policy.rebuild_after = rows[-1].number if len(rows) == BATCH else None
        policy.save(update_fields=["rebuild_after"])
        return len(rows)


def _move(ticket: Ticket, rules: sla.Rules, moves: list[tuple[datetime, str]]) -> bool:
    before = [getattr(ticket, name) for name in FIELDS]
    sla.set_deadlines(ticket, rules, moves)
    if before == [getattr(ticket, name) for name in FIELDS]:
        return False
    # Pages that catch up see the new deadline.
    ticket.version += 1
    ticket.changed_at = timezone.now()
    return True
