from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Skill
from tickets.actions.change import changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Ticket


def set_needs(actor: Actor, number: int, skills: Iterable[int]) -> Ticket:
    """Exactly these skills are needed for an answer (their ids; those that are gone are left out)."""
    wanted = {skill.pk: skill.name for skill in Skill.objects.filter(pk__in=list(skills))}
    with changing(number, actor) as change:
        old = dict(change.ticket.needs.values_list("pk", "name"))
        if set(old) != set(wanted):
            change.ticket.needs.set(list(wanted))
            added = sorted(wanted[pk] for pk in set(wanted) - set(old))
            change.event(Kind.NEEDS_CHANGED, added=added, removed=sorted(old[pk] for pk in set(old) - set(wanted)))
    return change.ticket
