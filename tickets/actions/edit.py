from __future__ import annotations

from collections.abc import Callable, Iterable

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
            change.ticket.priority, change.ticket.sla_held = priority, {}
            change.event(Kind.PRIORITY_CHANGED, old=old, new=int(priority))
    return change.ticket


def set_policy(actor: Actor, number: int, policy_id: int | None) -> Ticket:
    """Promise by this SLA policy (None: by the first that fits). Deadlines follow. ValueError for one that is gone."""
    if policy_id is not None and not SLAPolicy.objects.filter(pk=policy_id, is_active=True).exists():
        raise ValueError("This SLA policy is no longer in force.")
    with changing(number, actor) as change:
        old = change.ticket.sla_policy_id
        if old != policy_id:
            change.ticket.sla_policy_id, change.ticket.sla_held = policy_id, {}
            change.event(Kind.POLICY_CHANGED, old=old, new=policy_id)
    return change.ticket


def set_tags(actor: Actor, number: int, names: Iterable[str]) -> Ticket:
    """Exactly these tags, made where new. Names are one line of at most 50 characters, case-insensitive."""
    wanted = _names(names)
    return _tag(actor, number, lambda _old: wanted)


def add_tags(actor: Actor, number: int, names: Iterable[str]) -> Ticket:
    """These tags beside those that the ticket has."""
    more = _names(names)
    return _tag(actor, number, lambda old: old | more)


def remove_tags(actor: Actor, number: int, names: Iterable[str]) -> Ticket:
    """The ticket's tags without these."""
    gone = _names(names)
    return _tag(actor, number, lambda old: old - gone)


def _names(names: Iterable[str]) -> set[str]:
    return {clean_line(name, 50).strip().lower() for name in names} - {""}


def _tag(actor: Actor, number: int, wanted_of: Callable[[set[str]], set[str]]) -> Ticket:
    with changing(number, actor) as change:
        tags = change.ticket.tags
        old = set(tags.values_list("name", flat=True))
        wanted = wanted_of(old)
        if len(wanted) > MAX_TAGS and wanted != old:
            raise ValueError(f"A ticket takes {MAX_TAGS} tags at most.")
        added, removed = sorted(wanted - old), sorted(old - wanted)
        if added:
            found = list(Tag.objects.filter(name__in=added))
            if len(found) < len(added):
                Tag.objects.bulk_create([Tag(name=name) for name in added], ignore_conflicts=True)
                found = list(Tag.objects.filter(name__in=added))
            tags.add(*found)
        if removed:
            tags.remove(*Tag.objects.filter(name__in=removed))
        if added or removed:
            change.event(Kind.TAGS_CHANGED, added=added, removed=removed)
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
