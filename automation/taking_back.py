"""What somebody who is away leaves unanswered goes to others, where their team says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.availability import ONLINE_FOR
from accounts.models import Availability
from automation.assignment import is_open
from automation.desk import AT_WORK, Desk
from automation.models import TeamAssignment
from core import sweeps
from tickets import actions, presence
from tickets.actor import Actor
from tickets.models import Draft, Ticket

BATCH = 200
# A draft that was touched so lately is being written.
WRITING = timedelta(minutes=3)


def take_back() -> int:
    """Take back what waits with people who have been away for too long, as much as finds room with others; returns how
    many. Over night nobody is there, so that everything stays with whom it was."""
    taken = 0
    for setting in TeamAssignment.objects.filter(take_back_minutes__isnull=False).select_related("calendar"):
        numbers = list(left_behind(setting).values_list("pk", flat=True)[:BATCH])
        if not numbers or not is_open(setting):
            continue
        desk = Desk.of(setting.team_id)
        taken += sweeps.each("take back", numbers, partial(_take_one, setting=setting, desk=desk))
    return taken


def left_behind(setting: TeamAssignment, at: datetime | None = None) -> QuerySet[Ticket]:
    """Tickets of the team whose customers wait for an answer of somebody who has been away for too long."""
    now = at or timezone.now()
    patience = timedelta(minutes=setting.take_back_minutes or 0)
    gone = Availability.objects.filter(
        Q(away_since__lte=now - patience) | Q(last_seen_at__lte=now - max(patience, ONLINE_FOR))
    )
    return Ticket.objects.filter(
        team=setting.team_id,
        assignee__in=gone.values("user_id"),
        status__in=AT_WORK,
        waiting_since__isnull=False,
        is_spam=False,
        snoozed_until=None,
    ).order_by("-priority", "waiting_since", "number")


def _take_one(number: int, setting: TeamAssignment, desk: Desk) -> bool:
    with transaction.atomic():
        ticket = (
            left_behind(setting)
            .select_for_update(of=("self",), no_key=True, skip_locked=True)
            .select_related("assignee")
            .filter(pk=number)
            .first()
        )
        if ticket is None or is_being_answered(number):
            return False
        free = desk.free(ticket.channel)
        if not free:
            return False
        free[0].take(ticket.channel, desk.channels.weight(ticket.channel))
        how = {"rule": "away", "name": str(ticket.assignee)}
        actions.set_assignee(Actor("rule"), number, None, how=how)
    return True


def is_being_answered(number: int) -> bool:
    """Somebody is typing, or typed a moment ago."""
    written = Draft.objects.filter(ticket=number, kind="reply", updated_at__gt=timezone.now() - WRITING)
    return written.exists() or any(person["typing"] for person in presence.people(number))
