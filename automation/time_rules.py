"""Time rules: what is done when nothing has happened for so long. What they count from, when they are due, what they do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from automation import engine
from automation.models import Anchor, Rule, RuleKind, RuleSpread, Timer
from core import sweeps
from core.wake import wake
from tickets import calendars, clockwork, hooks, sla
from tickets.actions.change import changing
from tickets.actor import SYSTEM
from tickets.events import Kind
from tickets.models import Calendar, Message, MessageKind, Status, Ticket, TicketEvent
from tickets.sla import Standing
from tickets.vocabulary import Facts, matches

BATCH = 200
SWEEP = "rules: timers anew"
Anchors = dict[int, dict[str, datetime]]


def in_force() -> list[Rule]:
    return list(Rule.objects.filter(kind=RuleKind.TIME, is_active=True).select_related("calendar"))


def anchors(tickets: Sequence[Ticket], counted: Collection[str] = tuple(Anchor)) -> Anchors:
    """Ticket → what time rules can count from now, of those in `counted` → since when."""
    found: Anchors = {}
    for ticket in tickets:
        mine = found.setdefault(ticket.pk, {})
        if ticket.is_unresolved and ticket.waiting_since is not None:
            mine[Anchor.CUSTOMER_WAITS] = ticket.waiting_since
        if ticket.status == Status.RESOLVED and ticket.resolved_at is not None:
            mine[Anchor.RESOLVED] = ticket.resolved_at
        if ticket.is_unresolved and ticket.assignee_id is None and Anchor.UNASSIGNED in counted:
            mine[Anchor.UNASSIGNED] = ticket.resolution_clock_from
    free = [pk for pk, mine in found.items() if Anchor.UNASSIGNED in mine]
    for pk, at in _last(free, Kind.ASSIGNED).items():
        found[pk][Anchor.UNASSIGNED] = max(found[pk][Anchor.UNASSIGNED], at)
    # We wait since it became pending, or since our last own answer in it; what no human wrote begins nothing.
    pending = [ticket.pk for ticket in tickets if ticket.status == Status.PENDING and ticket.waiting_since is None]
    if pending and Anchor.WE_WAIT in counted:
        said = Message.objects.filter(ticket__in=pending, kind=MessageKind.OUTBOUND, automatic=False).order_by()
        answers = dict(said.values_list("ticket_id").annotate(Max("sent_at")))
        for pk, at in _last(pending, Kind.STATUS_CHANGED, data__new=Status.PENDING).items():
            found[pk][Anchor.WE_WAIT] = max(at, answers.get(pk) or at)
    return found


def _last(numbers: Sequence[int], kind: str, **more: Any) -> dict[int, datetime]:
    if not numbers:
        return {}
    rows = TicketEvent.objects.filter(ticket__in=numbers, kind=kind, **more).order_by()
    return dict(rows.values_list("ticket_id").annotate(Max("at")))


def wanted(
    standings: Sequence[Standing], rules: Sequence[Rule], found: Mapping[int, Mapping[str, datetime]]
) -> list[Timer]:
    """The (unsaved) timers of these time rules on these tickets."""
    hours = {rule.calendar_id: calendars.hours_of(rule.calendar) for rule in rules if rule.calendar is not None}
    timers = []
    for rule in rules:
        for standing in standings:
            since = found[standing.ticket.pk].get(rule.anchor)
            if since is None or not rule.after_minutes:
                continue
            at = clockwork.due(since, rule.after_minutes * 60, hours.get(rule.calendar_id)).at
            # What passed before the rule was made or changed isn't made up for.
            if at is not None and at > (rule.changed_at or rule.created_at):
                timers.append(Timer(ticket=standing.ticket, rule=rule, what=rule.anchor, since=since, due_at=at))
    return timers


def fire(timer: Timer, ticket: Ticket, in_force: sla.Rules | None = None) -> bool:
    """Do what the rule says where its conditions are met, and leave the trace. `in_force` are the policies where they were
    read."""
    rule = timer.rule
    assert rule is not None
    facts = Facts(ticket)
    if not matches(rule.conditions, facts):
        return False
    with changing(ticket.number, SYSTEM, savepoint=False), sla.keep_promises(ticket, in_force):
        engine.apply(rule, facts, None)
    return True


def rule_saved(sender: Any, instance: Rule, **_kwargs: Any) -> None:
    """A time rule was made, changed, switched on or off: its timers follow in the background."""
    if instance.kind == RuleKind.TIME:
        RuleSpread.objects.update_or_create(rule=instance, defaults={"reached": 0})
        transaction.on_commit(lambda: wake("automation.tasks.spread_rules"), robust=True)


def calendar_saved(sender: Any, instance: Calendar, **_kwargs: Any) -> None:
    """Time rules that count in these hours follow in the background."""
    for rule in Rule.objects.filter(kind=RuleKind.TIME, calendar=instance):
        rule_saved(Rule, rule)


def spread(batches: int = 20) -> int:
    """Write the timers of changed time rules, batch by batch; tickets looked at. A killed worker leaves the mark."""
    done = sweeps.each(SWEEP, sweeps.again(SWEEP), lambda number: _follow([number]))
    for _batch in range(batches):
        found = _one_batch()
        if found is None:
            break
        done += found
    return done


def _one_batch() -> int | None:
    with transaction.atomic():
        mark = RuleSpread.objects.select_for_update(skip_locked=True).order_by("pk").first()
        if mark is None:
            return None
        running = Ticket.objects.exclude(status=Status.CLOSED).filter(number__gt=mark.reached)
        numbers = list(running.order_by("number").values_list("number", flat=True)[:BATCH])
        sweeps.batch(SWEEP, numbers, _follow)
        if len(numbers) == BATCH:
            mark.reached = numbers[-1]
            mark.save(update_fields=["reached"])
        else:
            mark.delete()
        return len(numbers)


@transaction.atomic
def _follow(numbers: Sequence[int]) -> int:
    rows = list(
        Ticket.objects.select_for_update(of=("self",), no_key=True)
        .select_related("inbox", "customer")
        .exclude(status=Status.CLOSED)
        .filter(number__in=numbers)
        .order_by("number")
    )
    rules, moves = sla.load(), sla.moves_of([ticket.pk for ticket in rows])
    hooks.tell_deadlines([sla.standing(ticket, rules, moves.get(ticket.pk, [])) for ticket in rows])
    return len(rows)
