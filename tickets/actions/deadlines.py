"""A changed SLA policy reaches the tickets that are still running, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core import sweeps
from tickets import hooks, sla
from tickets.models import SLAPolicy, Ticket
from tickets.models.ticket import UNRESOLVED

BATCH = 200
SWEEP = "tickets: deadlines anew"
FIELDS = ["first_response_due_at", "next_response_due_at", "resolution_due_at", "sla_due_at", "sla_paused"]


def rebuild_deadlines(batches: int = 20) -> int:
    """Go on where the last call stopped (`SLAPolicy.rebuild_after`, None when nothing is to do); tickets looked at.

    Each batch is a transaction of its own with its rows locked, so that agents never wait long; a worker killed in the
    middle leaves the mark where it was; a ticket that breaks is left behind it and tried again.
    """
    done = sweeps.each(SWEEP, sweeps.again(SWEEP), lambda number: _anew([number]))
    for _batch in range(batches):
        found = _one_batch()
        if found is None:
            break
        done += found
    return done


def _one_batch() -> int | None:
    with transaction.atomic():
        policy = (
            # An agent's change may choose this policy meanwhile: no_key lets it.
            SLAPolicy.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(rebuild_after__isnull=False)
            .order_by("-pk")
            .first()
        )
        if policy is None:
            return None
        running = Ticket.objects.filter(status__in=UNRESOLVED, number__gt=policy.rebuild_after)
        numbers = list(running.order_by("number").values_list("number", flat=True)[:BATCH])
        sweeps.batch(SWEEP, numbers, _anew)
        policy.rebuild_after = numbers[-1] if len(numbers) == BATCH else None
        policy.save(update_fields=["rebuild_after"])
        return len(numbers)


@transaction.atomic
def _anew(numbers: Sequence[int]) -> int:
    rules = sla.load()
    rows = list(
        Ticket.objects.select_for_update(of=("self",), no_key=True)
        .select_related("inbox", "customer")
        .filter(status__in=UNRESOLVED, number__in=numbers)
        .order_by("number")
    )
    moves = sla.moves_of([ticket.pk for ticket in rows])
    before = {ticket.pk: [getattr(ticket, name) for name in FIELDS] for ticket in rows}
    found = [sla.set_deadlines(ticket, rules, moves.get(ticket.pk, [])) for ticket in rows]
    changed = [ticket for ticket in rows if before[ticket.pk] != [getattr(ticket, name) for name in FIELDS]]
    for ticket in changed:
        # Pages that catch up see the new deadline.
        ticket.version += 1
        ticket.changed_at = timezone.now()
    Ticket.objects.bulk_update(changed, [*FIELDS, "version", "changed_at"])
    hooks.tell_deadlines(found)
    return len(rows)
