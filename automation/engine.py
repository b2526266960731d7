"""Rules at work: what happened is looked at by the rules that follow it, in order; each run leaves its trace.

An event reaches this as pending work (tickets/work.py): in one transaction with the deletion of its row, so a killed worker
runs it again from the start and nothing is done twice.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from automation.models import Rule, RuleKind, RuleRun, Trigger
from tickets.actions.change import changing
from tickets.actor import Actor
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
    if event.kind == Kind.CREATED:
        run(RuleKind.ROUTING, event)
    run(RuleKind.EVENT, event)


def run(kind: str, event: TicketEvent) -> list[RuleRun]:
    """The rules of a kind that follow this event, in order, until one that was met stops the rest."""
    rules = [rule for rule in Rule.objects.filter(kind=kind, is_active=True) if follows(rule, event)]
    if not rules:
        return []
    ticket = Ticket.objects.select_related("customer", "inbox", "team", "assignee").get(pk=event.ticket_id)
    if ticket.is_spam:
        return []
    runs = []
    for rule in rules:
        facts = Facts(ticket, event=event)
        if not matches(rule.conditions, facts):
            continue
        runs.append(apply(rule, facts, event))
        if rule.stops:
            break
        ticket = Ticket.objects.select_related("customer", "inbox", "team", "assignee").get(pk=event.ticket_id)
    return runs


def follows(rule: Rule, event: TicketEvent) -> bool:
    if rule.kind == RuleKind.ROUTING:
        return event.kind == Kind.CREATED
    if event.kind not in rule.triggers:
        return False
    # What no human wrote (a survey, an out-of-office note) is nobody's word.
    return not (event.kind in {Kind.RECEIVED, Kind.REPLIED} and event.data.get("automatic"))


def apply(rule: Rule, facts: Facts, event: TicketEvent | None) -> RuleRun:
    """Do what the rule says and leave the trace; a rule that would run in circles is stopped, with a record."""
    ticket, met = facts.ticket, why(rule.conditions, facts)
    chain = tuple(event.data.get("chain", ())) if event is not None else ()
    recent = RuleRun.objects.filter(rule=rule, ticket=ticket, at__gt=timezone.now() - RUNS_WITHIN).count()
    actor = Actor.rule(rule.pk, chain)
    if rule.pk in chain or len(chain) >= MAX_CHAIN or recent >= MAX_RUNS:
        record = RuleRun(rule=rule, rule_name=rule.name, ticket=ticket, event=event, why=met)
        record.outcome = RuleRun.Outcome.LOOP
        told = RuleRun.objects.filter(
            rule=rule, ticket=ticket, outcome=record.outcome, at__gt=timezone.now() - RUNS_WITHIN
        )
        first = not told.exists()
        record.save()
        if first:  # once is enough for the ticket's history; every one is kept as a run
            with changing(ticket.number, actor) as change:
                change.event(Kind.RULE_RAN, rule=rule.pk, name=rule.name, run=record.pk, stopped=True)
        return record
    facts.extra["rule"] = rule.name
    done = apply_effects(rule.effects, actor, facts)
    did = [{"effect": d.effect, "value": d.value, "changed": d.changed, "error": d.error} for d in done]
    record = RuleRun.objects.create(rule=rule, rule_name=rule.name, ticket=ticket, event=event, why=met, did=did)
    if any(one.changed or one.error for one in done):
        with changing(ticket.number, actor) as change:
            change.event(Kind.RULE_RAN, rule=rule.pk, name=rule.name, run=record.pk)
    return record
