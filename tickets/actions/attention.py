"""A manager is called to a ticket, and takes the call off again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.text import clean_line
from tickets.actions.change import changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Ticket

MAX_WHY = 300


def call_attention(actor: Actor, number: int, why: str, *, rule: str = "") -> Ticket:
    """Flag the ticket for the managers, who are told; it stays so until one takes it off. `rule` names what called. Nothing
    happens where they are called already. ValueError without a reason."""
    why = clean_line(why, MAX_WHY).strip()
    if not why:
        raise ValueError(_("Say what a manager is needed for."))
    with changing(number, actor) as change:
        ticket = change.ticket
        if ticket.attention_at is None:
            ticket.attention_at, ticket.attention_why = change.at, why
            change.event(Kind.ATTENTION_CALLED, why=why, rule=rule)
    return change.ticket


def settle_attention(actor: Actor, number: int) -> Ticket:
    """A manager has seen to it. PermissionError for anybody else's word."""
    if actor.user is None or not actor.user.sees_everything:
        raise PermissionError("Only a manager takes this off.")
    with changing(number, actor) as change:
        if change.ticket.attention_at is not None:
            change.ticket.attention_at, change.ticket.attention_why = None, ""
            change.event(Kind.ATTENTION_SETTLED)
    return change.ticket
