from __future__ import annotations

from collections.abc import Iterable

from core.text import clean_line
from tickets import search
from tickets.actions.change import changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Priority, SLAPolicy, Tag, Ticket

MAX_TAGS = 30


def set_priority(actor: Actor, number: int, priority: int) -> Ticket:
    """A value of tickets.models.Priority (1–4), else ValueError. Deadlines follow."""
    priority = Priority(priority)
    with changing(number, actor) as change:
        old = change.ticket.priority
        if old != priority:
            change.ticket.priority = priority
            change.event(Kind.PRIORITY_CHANGED, old=old, new=int(priority))
    return change.ticket


def set_policy(actor: Actor, number: int, policy_id: int | None) -> Ticket:
    """Promise by this SLA policy (None: by the first that fits). Deadlines follow. ValueError for one that is gone."""
    if policy_id is not None and not SLAPolicy.objects.filter(pk=policy_id, is_active=True).exists():
        raise ValueError("This SLA policy is no longer in force.")
    with changing(number, actor) as change:
        old = change.ticket.sla_policy_id
        if old != policy_id:
            change.ticket.sla_policy_id = policy_id
            change.event(Kind.POLICY_CHANGED, old=old, new=policy_id)
    return change.ticket


def set_tags(actor: Actor, number: int, names: Iterable[str]) -> Ticket:
    """Exactly these tags, made where new. Names are one line of at most 50 characters, case-insensitive."""
    wanted = {clean_line(name, 50).strip().lower() for name in names} - {""}
    if len(wanted) > MAX_TAGS:
        raise ValueError(f"A ticket takes {MAX_TAGS} tags at most.")
    with changing(number, actor) as change:
        old = set(change.ticket.tags.values_list("name", flat=True))
        if old != wanted:
            Tag.objects.bulk_create([Tag(name=name) for name in sorted(wanted)], ignore_conflicts=True)
            change.ticket.tags.set(Tag.objects.filter(name__in=wanted))
            change.event(Kind.TAGS_CHANGED, added=sorted(wanted - old), removed=sorted(old - wanted))
    return change.ticket


def set_subject(actor: Actor, number: int, subject: str) -> Ticket:
    subject = clean_line(subject, 300).strip()
    if not subject:
        raise ValueError("A subject needs at least one word.")
    with changing(number, actor) as change:
        old = change.ticket.subject
        if old != subject:
            change.ticket.subject = subject
            search.add_to_index(change.ticket, subject)
            change.event(Kind.SUBJECT_CHANGED, old=old, new=subject)
    return change.ticket
