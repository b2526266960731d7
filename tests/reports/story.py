"""Small histories, told through the actions at times of one's choice."""

from __future__ import annotations

from datetime import datetime, timedelta

from channels_inbox.models import ChatSession
from core.tokens import hash_token, random_token
from surveys.models import State, SurveyAnswer, SurveyInvitation
from tests.cast import Cast, customer, write_in
from tickets.actions import reply, set_status
from tickets.actor import Actor
from tickets.models import Inbox, Ticket


def tell(
    cast: Cast,
    at: datetime,
    *,
    answered_after: timedelta | None = None,
    resolved_after: timedelta | None = None,
    inbox: Inbox | None = None,
    who: str = "tomasz@example.com",
) -> Ticket:
    """A ticket from `at`, answered and resolved so much later."""
    box = inbox or cast.mail
    kind = "email" if box.channel == "email" else "chat"
    identity = customer(who, kind=kind)
    if kind == "chat":
        ChatSession.objects.get_or_create(identity=identity, defaults={"inbox": box, "token_hash": hash_token(who)})
    number = write_in(box, identity=identity, at=at).ticket.number
    if answered_after is not None:
        reply(Actor.agent(cast.iga), number, "Here it is.", at=at + answered_after)
    if resolved_after is not None:
        set_status(Actor.agent(cast.iga), number, "resolved", at=at + resolved_after)
    return Ticket.objects.get(pk=number)


def asked(ticket: Ticket, sent_at: datetime, score: int | None = None, comment: str = "") -> SurveyInvitation:
    """A survey that was sent, perhaps answered an hour later."""
    invitation = SurveyInvitation.objects.create(
        ticket=ticket, customer=ticket.customer, resolution_cycle=SurveyInvitation.objects.filter(ticket=ticket).count() + 1,
        state=State.SENT, token_hash=hash_token(random_token()), team=ticket.team, inbox=ticket.inbox,
        channel=ticket.channel, sent_channel=ticket.channel, sent_at=sent_at, expires_at=sent_at + timedelta(days=30),
    )  # fmt: skip
    if score is not None:
        at = sent_at + timedelta(hours=1)
        SurveyAnswer.objects.create(invitation=invitation, score=score, comment=comment, answered_at=at)
    return invitation
