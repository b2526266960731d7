from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.html import format_reply
from tickets import mentions, search
from tickets.actions import files
from tickets.actions.change import changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Message, MessageKind


def add_note(
    actor: Actor,
    number: int,
    text: str,
    *,
    attachments: Sequence[files.NewFile] = (),
    client_id: str = "",
    naming: str | None = None,
    at: datetime | None = None,
) -> Message:
    """A note for the team's eyes only. The same `client_id` twice gives the first note. ValueError when empty.

    An agent's @Name tells that colleague; in a rule's note the words may be the customer's, so there it means nobody.
    `naming` is what of the text are the agent's own words, where not all of it.
    """
    text = text.strip()
    if not text and not attachments:
        raise ValueError("A note needs some words.")
    with changing(number, actor, at=at) as change:
        known = Message.objects.filter(ticket=change.ticket, client_id=client_id).first() if client_id else None
        if known is not None:
            return known
        meant = mentions.find(text if naming is None else naming, change.ticket) if actor.is_human_agent else []
        message = change.add_message(
            Message(
                ticket=change.ticket,
                kind=MessageKind.NOTE,
                author=actor.user,
                text=text,
                html=format_reply(text),
                envelope={"mentions": [said for _user, said in meant]} if meant else {},
                client_id=client_id,
                sent_at=change.at,
            )
        )
        files.attach(message, attachments)
        search.add_to_index(change.ticket, text)
        named: dict[str, Any] = {"mentions": [user.pk for user, _said in meant]} if meant else {}
        change.event(Kind.NOTED, message=message.pk, **named)
    return message
