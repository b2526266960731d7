"""An agent asks for the next ticket: the most urgent that waits and nobody has. Never the same for two."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from accounts.access import team_ids
from accounts.models import User
from tickets.actions.assign import set_assignee
from tickets.actor import Actor
from tickets.models import Status, Ticket

TAKEN = {"rule": "taken"}


def take_next(agent: User) -> Ticket | None:
    """Give the agent the most urgent ticket of their teams that waits for an answer, the longest waiting first; None when
    there is none. Those that need a skill they don't have come last. What somebody else is taking at this moment is passed
    over, so ten agents at once get ten tickets.
    """
    with transaction.atomic():
        waiting = Ticket.objects.filter(
            team__in=team_ids(agent),
            assignee=None,
            status__in=[Status.NEW, Status.OPEN],
            waiting_since__isnull=False,
            is_spam=False,
            snoozed_until=None,
        )
        found = (
            waiting.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .annotate(beyond_them=_lacks_a_skill(agent))
            .order_by("beyond_them", "-priority", F("sla_due_at").asc(nulls_last=True), "waiting_since", "number")
            .first()
        )
        if found is None:
            return None
        return set_assignee(Actor.agent(agent), found.number, agent, how=TAKEN)


def _lacks_a_skill(agent: User) -> Exists:
    needed = Ticket.needs.through.objects.filter(ticket=OuterRef("pk"))
    return Exists(needed.exclude(skill__levels__user=agent))
