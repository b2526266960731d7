"""Escalation: steps at set points of a clock, before and after its target. When they are due, what they do, their changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from automation.models import EscalationStep, Timer
from tickets import calendars, sla
from tickets.actions.change import changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import SLAPolicy, Ticket
from tickets.sla import Standing
from tickets.vocabulary import Facts, apply_effects

ESCALATION = Actor("rule")
# (policy, clock) → its steps.
Steps = dict[tuple[int, str], list[EscalationStep]]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the page sends it; `pk` of the one that it was, None for a new one."""

    clock: str
    percent: int
    effects: list[dict[str, Any]]
    pk: int | None = None


def steps_of(policy: SLAPolicy) -> list[EscalationStep]:
    return list(EscalationStep.objects.filter(policy=policy, removed_at=None)) if policy.pk else []


def in_force(policies: Collection[int] | None = None) -> Steps:
    """The steps of these policies (of all, when none are named), by policy and clock."""
    rows = EscalationStep.objects.filter(removed_at=None)
    found: Steps = {}
    for step in rows if policies is None else rows.filter(policy__in=policies):
        found.setdefault((step.policy_id, step.clock), []).append(step)
    return found


def wanted(standings: Sequence[Standing], steps: Steps) -> list[Timer]:
    """The (unsaved) timers of every clock that runs."""
    found = []
    for standing in standings:
        for name, start, length in standing.running():
            for step in steps.get((standing.policy.pk, name), ()):
                at = standing.due(name, start, length * step.percent / 100).at
                if at is not None and at > step.created_at:
                    found.append(Timer(ticket=standing.ticket, step=step, what=name, since=start, due_at=at))
    return found


def rounds(standings: Iterable[Standing]) -> set[tuple[int, str, Any]]:
    """(ticket, clock, start) that aren't over, running or not."""
    return {(s.ticket.pk, name, start) for s in standings for name, start in sla.rounds(s.ticket).items()}


def fire(timer: Timer, ticket: Ticket, rules: sla.Rules | None = None) -> None:
    """Do what the step says and write it into the ticket's history. `rules` are the policies where they were read."""
    step = timer.step
    assert step is not None
    with changing(ticket.number, ESCALATION, savepoint=False) as change:
        with sla.keep_promises(ticket, rules):
            done = apply_effects(step.effects, ESCALATION, Facts(ticket, extra={"step": step}))
        change.event(
            Kind.ESCALATED,
            step=step.pk,
            policy=step.policy.name,
            clock=step.clock,
            percent=step.percent,
            due=timer.due_at.isoformat(),
            did=[
                {"effect": one.effect, "value": one.value, "changed": one.changed, "error": one.error} for one in done
            ],
        )


def save_steps(by: User, policy: SLAPolicy, rows: Sequence[StepRow]) -> bool:
    """The policy's steps become these; False when nothing differs. One at another point is another step: what it was is
    done with, and it begins anew."""
    with transaction.atomic():
        SLAPolicy.objects.select_for_update(no_key=True).get(pk=policy.pk)
        known = {step.pk: step for step in steps_of(policy)}
        before, kept = _facts(known.values()), set()
        for row in rows:
            step = known.get(row.pk) if row.pk else None
            if step is None or (step.clock, step.percent) != (row.clock, row.percent) or step.pk in kept:
                EscalationStep.objects.create(policy=policy, clock=row.clock, percent=row.percent, effects=row.effects)
                continue
            kept.add(step.pk)
            if step.effects != row.effects:
                step.effects = row.effects
                step.save(update_fields=["effects"])
        gone = [pk for pk in known if pk not in kept]
        EscalationStep.objects.filter(pk__in=gone).update(removed_at=timezone.now())
        after = _facts(steps_of(policy))
        if before == after:
            return False
        calendars.rebuild(SLAPolicy.objects.filter(pk=policy.pk))
        audit.record(by, "escalation", policy.pk, policy.name, {"steps": before}, {"steps": after})
    return True


def _facts(steps: Iterable[EscalationStep]) -> list[dict[str, Any]]:
    return [{"clock": step.clock, "percent": step.percent, "effects": step.effects} for step in steps]
