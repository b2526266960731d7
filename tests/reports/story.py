"""Small histories, told through the actions at times of one's choice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from channels_inbox.models import ChatSession
from core.tokens import hash_token, random_token
from surveys.models import State, SurveyAnswer, SurveyInvitation
from tests.cast import Cast, customer, write_in
from tickets import work
from tickets.actions import reply, set_status
from tickets.actions.change import changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Inbox, Tag, Ticket


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


def many(
    cast: Cast, inbox: Inbox, minutes: Iterable[int], tags: list[str], scores: Iterable[int] = (), who: str = ""
) -> None:
    """A tagged ticket for each of so many minutes, answered then and resolved a minute later, ten days ago; the first ones are
    rated."""
    iga, given = Actor.agent(cast.iga), iter(scores)
    for index, after in enumerate(minutes):
        at, wait = timezone.now() - timedelta(days=10, minutes=index), timedelta(minutes=after)
        ticket = tell(cast, at, inbox=inbox, who=f"{who or inbox.slug}{index}@example.com")
        with changing(ticket.number, iga, at=at) as change:
            change.ticket.tags.add(*(Tag.objects.get_or_create(name=tag)[0] for tag in tags))
            change.event(Kind.TAGS_CHANGED, added=tags, removed=[])
        reply(iga, ticket.number, "Here it is.", status="resolved", at=at + wait)
        if (score := next(given, None)) is not None:
            invitation = asked(ticket, at + wait + timedelta(minutes=2), score)
            invitation.topic = sorted(tags)
            invitation.save(update_fields=["topic"])


def unequal(cast: Cast) -> Cast:
    """Returns by mail wait five hours and are rated badly, by chat they take ten minutes. Two mails are of topics that nobody
    writes of in the chat."""
    many(cast, cast.mail, [300] * 10, ["zwrot"], [5] * 2 + [1] * 8)
    many(cast, cast.chat, [10] * 10, ["zwrot"], [5] * 10)
    many(cast, cast.mail, [1] * 2, ["hurt", "zwrot"], who="b")
    settle()
    return cast


def settle() -> None:
    """Whatever waits to become facts does."""
    while work.run_due():
        pass
