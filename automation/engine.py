"""Rules at work: what happened is looked at by the rules that follow it, in order; each run leaves its trace.

An event reaches this as pending work (tickets/work.py): in one transaction with the deletion of its row, so a killed worker
runs it again from the start and nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from automation.models import Rule, RuleKind, RuleRun, Trigger
from tickets.actions.change import changing
from tickets.actor import SYSTEM, Actor
from tickets.events import Kind
from tickets.models import Ticket, TicketEvent
from tickets.vocabulary import Facts, apply_effects, matches, why

LISTENS = {trigger.value for trigger in Trigger}
# A chain of rules that set each other off, and one rule on one ticket: more than this is a circle.
MAX_CHAIN = 6
MAX_RUNS = 20
RUNS_WITHIN = timedelta(hours=1)


def on_event(event: TicketEvent) -> None:
    """Let routing look at a new ticket, then the event rules at what happened."""
    run([RuleKind.ROUTING, RuleKind.EVENT] if event.kind == Kind.CREATED else [RuleKind.EVENT], event)


def run(kinds: Sequence[str], event: TicketEvent) -> list[RuleRun]:
    """The rules of these kinds that follow this event, in order, until one that was met stops the rest of its kind. All in one
    change of the ticket, which is locked only when a rule is met."""
    rules = [rule for rule in Rule.objects.filter(kind__in=kinds, is_active=True) if follows(rule, event)]
    rules.sort(key=lambda rule: kinds.index(rule.kind))
    if not rules:
        return []
    facts = Facts(Ticket.objects.select_related("customer", "inbox").get(pk=event.ticket_id), event=event)
    if facts.ticket.is_spam or not any(matches(rule.conditions, facts) for rule in rules):
        return []
    runs: list[RuleRun] = []
    stopped = set()
    with changing(event.ticket_id, SYSTEM) as change:
        if change.ticket.version == facts.ticket.version:
            facts.ticket = change.ticket
        else:
            facts = Facts(change.ticket, event=event)
        for rule in rules:
            if rule.kind in stopped or change.ticket.is_spam or not matches(rule.conditions, facts):
                continue
            runs.append(apply(rule, facts, event))
            facts = facts.after_effects()
            if rule.stops:
                stopped.add(rule.kind)
    return runs


def follows(rule: Rule, event: TicketEvent) -> bool:
    if rule.kind == RuleKind.ROUTING:
        return event.kind == Kind.CREATED
    if event.kind not in rule.triggers:
        return False
    # What no human wrote (a survey, an out-of-office note) is nobody's word.
    return not (event.kind in {Kind.RECEIVED, Kind.REPLIED} and event.data.get("automatic"))


def apply(rule: Rule, facts: Facts, event: TicketEvent | None) -> RuleRun:
    """Do what the rule says and leave the trace, in one change; a rule that would run in circles is stopped, with a record."""
    chain = tuple(event.data.get("chain", ())) if event is not None else ()
    with changing(facts.ticket.pk, Actor.rule(rule.pk, chain), savepoint=False) as change:
        record = RuleRun(rule=rule, rule_name=rule.name, ticket=change.ticket, event=event)
        record.why = why(rule.conditions, facts)
        mine = RuleRun.objects.filter(rule=rule, ticket=change.ticket, at__gt=timezone.now() - RUNS_WITHIN)
        if rule.pk in chain or len(chain) >= MAX_CHAIN or mine.count() >= MAX_RUNS:
            record.outcome = RuleRun.Outcome.LOOP
            first = not mine.filter(outcome=record.outcome).exists()
            record.save()
            if first:  # once is enough for the ticket's history; every one is kept as a run
                change.event(Kind.RULE_RAN, rule=rule.pk, name=rule.name, run=record.pk, stopped=True)
            return record
        facts.extra["rule"] = rule.name
        done = apply_effects(rule.effects, change.actor, facts)
        record.did = [{"effect": d.effect, "value": d.value, "changed": d.changed, "error": d.error} for d in done]
        record.save()
        if any(one.changed or one.error for one in done):
            change.event(Kind.RULE_RAN, rule=rule.pk, name=rule.name, run=record.pk)
    return record
