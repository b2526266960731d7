"""What rules, escalation steps and macros can tell people: a notification, and a call for a manager that stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.access import who_sees_everything
from accounts.models import Membership, User
from tickets import actions, sla
from tickets.actor import Actor
from tickets.models import Follower, Ticket
from tickets.notices import kinds, notify
from tickets.vocabulary import Effect, Facts, register_effect
from tickets.vocabulary.effects import MANY, TEXT, fill_in

BY_RULE = gettext_noop("Rule “%(rule)s”: look at %(number)s %(title)s")
BY_AGENT = gettext_noop("%(who)s wants you to look at %(number)s %(title)s")
ESCALATED = {
    sla.FIRST: gettext_noop("Escalated: the first answer to %(number)s %(title)s is at %(percent)s%% of its time (%(rule)s)"),
    sla.NEXT: gettext_noop("Escalated: the next answer to %(number)s %(title)s is at %(percent)s%% of its time (%(rule)s)"),
    sla.RESOLUTION: gettext_noop("Escalated: the resolution of %(number)s %(title)s is at %(percent)s%% of its time (%(rule)s)"),
}  # fmt: skip


def people(ticket: Ticket, wanted: Iterable[Any]) -> set[int]:
    """The ids of the people that a list of "assignee", "team", "managers", "followers" and ids means on this ticket."""
    found: set[int] = set()
    for who in wanted:
        if who == "assignee":
            found |= {ticket.assignee_id} if ticket.assignee_id else set()
        elif who == "team":
            found |= set(Membership.objects.filter(team=ticket.team_id).values_list("user_id", flat=True))
        elif who == "managers":
            found |= set(who_sees_everything().values_list("pk", flat=True))
        elif who == "followers":
            found |= set(Follower.objects.filter(ticket=ticket).values_list("user_id", flat=True))
        else:
            found.add(int(who))
    return found


def _tell(actor: Actor, facts: Facts, value: Any) -> bool:
    """Written at once, in the transaction of the rule's run: as often as the rule runs, and no oftener."""
    step, rule = facts.extra.get("step"), facts.extra.get("rule", "")
    kind, text, params = kinds.RULE, BY_RULE, {"rule": rule}
    if step is not None:
        kind, text = kinds.ESCALATION, ESCALATED[step.clock]
        params = {"rule": step.policy.name, "percent": step.percent}
    elif actor.user is not None:
        text, params = BY_AGENT, {"who": str(actor.user)}
    told = notify(people(facts.ticket, value), kind, text, params, ticket=facts.ticket, by=actor.user)
    if not told:
        raise ValueError(_("There was nobody to tell."))
    return True


def _call(actor: Actor, facts: Facts, value: Any) -> bool:
    step, rule = facts.extra.get("step"), facts.extra.get("rule", "")
    name = step.policy.name if step is not None else rule
    actions.call_attention(actor, facts.ticket.number, fill_in(value, facts.ticket), rule=name)
    return False  # what changed is on the ticket


def _who() -> list[tuple[Any, str | Promise]]:
    return [
        ("assignee", gettext_lazy("the assignee")),
        ("team", gettext_lazy("the team")),
        ("managers", gettext_lazy("the managers")),
        ("followers", gettext_lazy("the followers")),
        *((user.pk, str(user)) for user in User.objects.filter(is_active=True)),
    ]


def register() -> None:
    """Called once at start, by the app's config."""
    register_effect(Effect("notify", gettext_lazy("notify"), MANY, _tell, _who))
    register_effect(Effect("attention", gettext_lazy("call a manager’s attention, saying"), TEXT, _call))
