"""What is shown of suggestions on a ticket, and an agent's answer to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from automation.learning.suggest import exists, put, value_now
from automation.learning.words import CHANNEL, LANGUAGE
from automation.models import Suggestion, Target
from tickets import actions
from tickets.actor import Actor
from tickets.channel_info import get as channel_info
from tickets.models import Priority, Ticket

State = Suggestion.State
ANSWERS = {
    "apply": (State.OPEN, State.APPLIED, True),
    "dismiss": (State.OPEN, State.DISMISSED, False),
    "keep": (State.ALONE, State.KEPT, True),
    "undo": (State.ALONE, State.UNDONE, False),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A suggestion in words."""

    row: Suggestion
    target: str
    value: str
    percent: int
    words: list[str]

    @property
    def alone(self) -> bool:
        return self.row.state == State.ALONE


def for_ticket(ticket: Ticket) -> dict[str, Any] | None:
    """What waits for an answer: the ticket isn't answered or done yet, and nobody has set something else meanwhile."""
    if not ticket.is_unresolved or ticket.is_spam or ticket.first_response_at:
        return None
    rows = list(Suggestion.objects.filter(ticket=ticket, state__in=[State.OPEN, State.ALONE]))
    rows = [row for row in rows if _still(row, ticket)]
    return {"suggestions": [say(row) for row in rows], "ticket": ticket} if rows else None


def _still(row: Suggestion, ticket: Ticket) -> bool:
    now = value_now(ticket, row.target)
    if row.state == State.ALONE:
        return row.value in now
    if row.target == Target.TAGS:
        return row.value not in now and exists(row.target, row.value)
    return row.was in now and exists(row.target, row.value)


def say(row: Suggestion) -> Shown:
    """In the reader's language."""
    words = [_reason(word) for word, _weight in row.words]
    label = name_of(row.target, row.value)
    return Shown(row, str(Target(row.target).label), label, round(row.certainty * 100), words)


def name_of(target: str, value: str) -> str:
    """A value as people call it."""
    if target == Target.TEAM:
        return Team.objects.filter(pk=int(value)).values_list("name", flat=True).first() or _("a team that is gone")
    return str(Priority(int(value)).label) if target == Target.PRIORITY else value


def _reason(word: str) -> str:
    if word.startswith(CHANNEL):
        return str(channel_info(word.removeprefix(CHANNEL)).name)
    if word.startswith(LANGUAGE):
        known = {"pl": _("in Polish"), "en": _("in English")}
        code = word.removeprefix(LANGUAGE)
        return known.get(code, code)
    return _("“%(words)s”") % {"words": word}


def decide(agent: User, row: Suggestion, answer: str) -> None:
    """Apply, dismiss, keep or undo. ValueError says why not: somebody was quicker, or the value is gone."""
    before, after, right = ANSWERS[answer]
    actor = Actor.agent(agent)
    with transaction.atomic():
        # The ticket first, then its rows: the order of everybody who writes them.
        ticket = Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=row.ticket_id)
        row = Suggestion.objects.select_for_update().get(pk=row.pk)
        if row.state != before:
            raise ValueError(_("Somebody has answered this already."))
        if answer == "apply":
            if not exists(row.target, row.value):
                raise ValueError(_("This no longer exists."))
            put(actor, ticket.pk, row.target, row.value)
        elif answer == "undo":
            _take_back(actor, ticket, row)
        row.state, row.right = after, right
        row.decided_by, row.decided_at = agent, timezone.now()
        row.save(update_fields=["state", "right", "decided_by", "decided_at"])


def _take_back(actor: Actor, ticket: Ticket, row: Suggestion) -> None:
    if row.value not in value_now(ticket, row.target):
        return  # somebody has set something else already
    if row.target == Target.TAGS:
        actions.set_tags(actor, ticket.pk, set(value_now(ticket, row.target)) - {row.value})
    elif exists(row.target, row.was):
        put(actor, ticket.pk, row.target, row.was)
    else:
        raise ValueError(_("This no longer exists."))
