"""Timers of escalation steps and time rules: kept in step with their ticket, worked off when due, each once.

Whoever writes or works off a ticket's timers holds the ticket's lock, so nothing happens between: an answer takes the timers
that it overtook with it, and a worker that was killed has done a timer's whole work or none.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from automation import escalation, time_rules
from automation.models import Timer
from tickets import sla
from tickets.models import Ticket
from tickets.sla import Standing

log = logging.getLogger(__name__)

BATCH = 500
# Less than Celery gives a task; the next sweep goes on.
BUDGET_S = 30.0
MAX_BACKOFF = timedelta(hours=1)


def follow(standings: Sequence[Standing]) -> None:
    """Bring the timers of these (locked) tickets in step with them; tickets.hooks.deadlines_moved."""
    _sync(standings, create=True)


def _sync(standings: Sequence[Standing], *, create: bool) -> None:
    standings = [standing for standing in standings if standing.ticket.pk]
    known = list(Timer.objects.filter(ticket__in=[standing.ticket.pk for standing in standings]))
    heard = [standing for standing in standings if not standing.ticket.is_spam]
    rules = time_rules.in_force()
    counted = {rule.anchor for rule in rules} | {timer.what for timer in known if timer.rule_id}
    anchors = time_rules.anchors([standing.ticket for standing in standings], counted)
    wanted = {_key(timer): timer for timer in [*escalation.wanted(heard), *time_rules.wanted(heard, rules, anchors)]}
    alive = {(pk, what, at) for pk, found in anchors.items() for what, at in found.items()}
    alive |= escalation.rounds(standings)
    gone, moved = [], []
    for timer in known:
        due = wanted.pop(_key(timer), None)
        if timer.done_at is not None:
            if (timer.ticket_id, timer.what, timer.since) not in alive:
                gone.append(timer.pk)
        elif due is None:
            gone.append(timer.pk)
        elif due.due_at != timer.due_at and not timer.attempts:
            timer.due_at = due.due_at
            moved.append(timer)
    if gone:
        Timer.objects.filter(pk__in=gone).delete()
    if moved:
        Timer.objects.bulk_update(moved, ["due_at"])
    if create and wanted:
        Timer.objects.bulk_create(wanted.values())


def _key(timer: Timer) -> tuple[object, ...]:
    return timer.ticket_id, timer.step_id, timer.rule_id, timer.since


def sweep(budget_s: float = BUDGET_S) -> int:
    """Work off what is due, one transaction a timer, a ticket's in their order; returns how many were done. Tickets that
    another worker has are left to it."""
    done, until = 0, time.monotonic() + budget_s
    while True:
        due = Timer.objects.filter(done_at=None, due_at__lte=timezone.now()).order_by("due_at", "pk")
        before = done
        # A ticket stands there once for each of its timers.
        for number in list(due.values_list("ticket_id", flat=True)[:BATCH]):
            done += _one(number)
            if time.monotonic() > until:
                return done
        if done == before:
            return done


def _one(number: int) -> bool:
    """The first due timer of a ticket; False when there is none (left), or another worker has the ticket."""
    with transaction.atomic():
        ticket = (
            Ticket.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .select_related("customer", "inbox", "team", "assignee")
            .filter(pk=number)
            .first()
        )
        if ticket is None:
            return False
        # A calendar or policy may have changed, and its rebuilding not come this far.
        _sync([sla.standing(ticket)], create=False)
        due = Timer.objects.filter(ticket=ticket, done_at=None, due_at__lte=timezone.now())
        timer = due.select_related("step__policy", "rule").order_by("due_at", "pk").first()
        if timer is None:
            return False
        try:
            with transaction.atomic():
                _fire(timer, ticket)
        except Exception as error:
            # Whatever an effect's bug is, the timer must stay, be tried again and not block the others.
            log.exception("Timer %s failed", timer.pk)
            timer.attempts += 1
            timer.last_error = f"{type(error).__name__}: {error}"[:1000]
            timer.due_at = timezone.now() + min(MAX_BACKOFF, timedelta(seconds=5 * 2 ** min(timer.attempts, 10)))
            timer.save(update_fields=["attempts", "last_error", "due_at"])
    return True


def _fire(timer: Timer, ticket: Ticket) -> None:
    # First of all: what it does changes the ticket, which looks at its timers again.
    Timer.objects.filter(pk=timer.pk).update(done_at=timezone.now())
    if timer.step is not None:
        escalation.fire(timer, ticket)
    elif not time_rules.fire(timer, ticket):
        # Its conditions aren't met now: the ticket's next change brings it back.
        Timer.objects.filter(pk=timer.pk).delete()
