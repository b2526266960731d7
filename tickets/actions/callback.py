"""A call that we owe a customer: made, or tried in vain."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tickets.actions.change import changing
from tickets.actions.reply import answered, promises_kept
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Ticket


class CallOutcome(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no_answer"


def settle_callback(
    actor: Actor, number: int, outcome: str, *, again_at: datetime | None = None, at: datetime | None = None
) -> Ticket:
    """Say how the call went. Reached: nothing is owed any more, and being talked to counts as an answer, like a written
    one. No answer: it is owed again at `again_at`, an aware time in the future. Nothing happens where no call is owed.

    ValueError for an unknown outcome, or no time to try again at.
    """
    outcome = CallOutcome(outcome)
    with changing(number, actor, at=at) as change:
        ticket = change.ticket
        if ticket.callback_due_at is None:
            return ticket
        if outcome == CallOutcome.REACHED:
            ticket.callback_due_at = None
            kept = promises_kept(change) if actor.is_human_agent else {}
            change.event(Kind.CALLBACK_DONE, outcome=outcome.value, **kept)
            if actor.is_human_agent:
                answered(change)
        else:
            if again_at is None or again_at <= change.at:
                raise ValueError("The time to try again must lie in the future.")
            ticket.callback_due_at = again_at
            change.event(Kind.CALLBACK_DONE, outcome=outcome.value, due=again_at.isoformat())
            ticket.last_activity_at = max(ticket.last_activity_at, change.at)
    return ticket
