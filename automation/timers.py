"""Timers of escalation steps and time rules: kept in step with their ticket, worked off when due, each once.

Whoever writes or works off a ticket's timers holds the ticket's lock, so nothing happens between: an answer takes the timers
that it overtook with it, and a worker that was killed has done a timer's whole work or none.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from automation import escalation, time_rules
from automation.models import Rule, Timer
from tickets import sla
from tickets.actions.change import changing, changing_locked
from tickets.actor import SYSTEM
from tickets.events import Kind
from tickets.models import Ticket
from tickets.sla import Standing

log = logging.getLogger(__name__)

BATCH = 500
# Tickets in one transaction, and how long they are held at most before the rest is left for the next.
TOGETHER = 20
HELD_S = 0.5
# Less than Celery gives a task; the next sweep goes on.
BUDGET_S = 30.0
MAX_BACKOFF = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class InForce:
    """What every timer follows from, read once for many tickets, with these locked: whoever changes it later finds them
    again (tickets.actions.rebuild_deadlines, automation.time_rules.spread)."""

    sla: sla.Rules
    steps: escalation.Steps
    rules: list[Rule]

    @classmethod
    def now(cls) -> InForce:
        return cls(sla.load(), escalation.in_force(), time_rules.in_force())


def follow(standings: Sequence[Standing]) -> None:
    """Bring the timers of these (locked) tickets in step with them; tickets.hooks.deadlines_moved."""
    known = list(Timer.objects.filter(ticket__in=[standing.ticket.pk for standing in standings]))
    steps, rules = escalation.in_force({standing.policy.pk for standing in standings}), time_rules.in_force()
    missing = _keep_in_step(standings, known, steps, rules)
    if missing:
        Timer.objects.bulk_create(missing)


def _keep_in_step(
    standings: Sequence[Standing], known: list[Timer], steps: escalation.Steps, rules: Sequence[Rule]
) -> list[Timer]:
    """Move and delete the known timers, in the list as in the database; returns those (unsaved) that are missing."""
    heard = [standing for standing in standings if not standing.ticket.is_spam]
    counted = {rule.anchor for rule in rules} | {timer.what for timer in known if timer.rule_id}
    anchors = time_rules.anchors([standing.ticket for standing in standings], counted)
    due = [*escalation.wanted(heard, steps), *time_rules.wanted(heard, rules, anchors)]
    wanted = {_key(timer): timer for timer in due}
    alive = {(pk, what, at) for pk, found in anchors.items() for what, at in found.items()}
    alive |= escalation.rounds(standings)
    gone, moved = [], []
    for timer in known:
        new = wanted.pop(_key(timer), None)
        if timer.done_at is not None:
            if (timer.ticket_id, timer.what, timer.since) not in alive:
                gone.append(timer)
        elif new is None:
            gone.append(timer)
        elif new.due_at != timer.due_at and not timer.attempts:
            timer.due_at = new.due_at
            moved.append(timer)
    if gone:
        Timer.objects.filter(pk__in=[timer.pk for timer in gone]).delete()
        known[:] = [timer for timer in known if timer not in gone]
    if moved:
        Timer.objects.bulk_update(moved, ["due_at"])
    return list(wanted.values())


def _key(timer: Timer) -> tuple[object, ...]:
    return timer.ticket_id, timer.step_id, timer.rule_id, timer.since


def sweep(budget_s: float = BUDGET_S) -> int:
    """Work off what is due, a ticket's timers in their order and in one change of it; returns how many were done. Tickets that
    another worker has are left to it."""
    done, until = 0, time.monotonic() + budget_s
    while True:
        due = Timer.objects.filter(done_at=None, due_at__lte=timezone.now()).order_by("due_at", "pk")
        # A ticket stands there once for each of its timers.
        numbers = list(dict.fromkeys(due.values_list("ticket_id", flat=True)[:BATCH]))
        before = done
        for start in range(0, len(numbers), TOGETHER):
            done += _some(numbers[start : start + TOGETHER])
            if time.monotonic() > until:
                return done
        if done == before:
            return done


def _some(numbers: Sequence[int]) -> int:
    """The due timers of those of these tickets that no other worker has, in one transaction; how many were done."""
    done, until = 0, time.monotonic() + HELD_S
    with transaction.atomic():
        rows = (
            Ticket.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .select_related("customer", "inbox", "team", "assignee")
            .in_bulk(numbers)
        )
        tickets = [rows[number] for number in numbers if number in rows]
        if not tickets:
            return 0
        in_force, moves = InForce.now(), sla.moves_of(list(rows))
        known = list(Timer.objects.select_related("step__policy", "rule").filter(ticket__in=tickets).order_by("pk"))
        # A calendar or policy may have changed, and its rebuilding not come this far.
        standings = [sla.standing(ticket, in_force.sla, moves.get(ticket.pk, [])) for ticket in tickets]
        _keep_in_step(standings, known, in_force.steps, in_force.rules)
        for ticket in tickets:
            mine = [timer for timer in known if timer.ticket_id == ticket.pk]
            late = [timer for timer in mine if _is_due(timer)]
            try:
                with transaction.atomic():
                    done += _of_one(ticket, mine, in_force, moves.get(ticket.pk, []))
            except Exception as error:
                # Whatever is wrong with this ticket, the others' timers go on.
                log.exception("Timers of ticket %s failed", ticket.pk)
                for timer in late:
                    _put_off(timer, error)
            if time.monotonic() > until:
                break  # an agent may wait for one of the others
    return done


def _of_one(ticket: Ticket, known: list[Timer], in_force: InForce, moves: Sequence[tuple[datetime, str]]) -> int:
    """A (locked) ticket's due timers, one after the other: what one does may put off the next, or take it away."""
    done = 0
    with changing_locked(ticket, SYSTEM, rules=in_force.sla) as change:
        while timer := _next(known):
            before = change.happened
            try:
                with changing(ticket.pk, SYSTEM):
                    fired = _fire(timer, ticket, in_force.sla)
            except Exception as error:
                # Whatever an effect's bug is, the timer must stay, be tried again and not block the others.
                log.exception("Timer %s failed", timer.pk)
                _put_off(timer, error)
                fired = True
            if not fired:
                known.remove(timer)
            elif change.happened > before:
                moved = [(event.at, event.data["new"]) for event in change.events if event.kind == Kind.STATUS_CHANGED]
                standing = sla.set_deadlines(ticket, in_force.sla, sorted([*moves, *moved]))
                _keep_in_step([standing], known, in_force.steps, in_force.rules)
            done += 1
    return done


def _next(known: Sequence[Timer]) -> Timer | None:
    due = [timer for timer in known if _is_due(timer)]
    return min(due, key=lambda timer: (timer.due_at, timer.pk), default=None)


def _is_due(timer: Timer) -> bool:
    return timer.done_at is None and timer.due_at <= timezone.now()


def _fire(timer: Timer, ticket: Ticket, rules: sla.Rules) -> bool:
    """Do it, in the ticket's open change; False when there was nothing to do: its step or rule is gone, or the rule's
    conditions aren't met now (the ticket's next change brings it back)."""
    at = timezone.now()
    if not Timer.objects.filter(pk=timer.pk).update(done_at=at):
        return False
    timer.done_at = at
    if timer.step is not None:
        escalation.fire(timer, ticket, rules)
    elif not time_rules.fire(timer, ticket, rules):
        Timer.objects.filter(pk=timer.pk).delete()
        return False
    return True


def _put_off(timer: Timer, error: Exception) -> None:
    timer.done_at, timer.attempts = None, timer.attempts + 1
    timer.last_error = f"{type(error).__name__}: {error}"[:1000]
    timer.due_at = timezone.now() + min(MAX_BACKOFF, timedelta(seconds=5 * 2 ** min(timer.attempts, 10)))
    Timer.objects.filter(pk=timer.pk).update(
        done_at=None, attempts=timer.attempts, last_error=timer.last_error, due_at=timer.due_at
    )
