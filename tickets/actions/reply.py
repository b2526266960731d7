"""An answer to the customer, committed together with its delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.html import format_reply
from core.text import clean_line
from tickets import channel_info, hooks, search
from tickets.actions import _status, files
from tickets.actions.change import Change, changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import DeliveryState, Message, MessageKind, Status

NewFile = files.NewFile


class ReplyRefused(ValueError):
    """The answer can't go; the message says what to do. Nothing was written."""


def reply(
    actor: Actor,
    number: int,
    text: str,
    *,
    route_key: str = "",
    cc: Sequence[str] = (),
    attachments: Sequence[NewFile] = (),
    status: str = "",
    client_id: str = "",
    automatic: bool = False,
    at: datetime | None = None,
) -> Message:
    """Answer on the ticket's best route, or the one the composer chose (`Route.key`), then move to `status` if given.

    The first human answer stops the first-response clock and, when nobody has the ticket, takes it.
    The same `client_id` twice gives the first message. Raises ReplyRefused.
    """
    with changing(number, actor, at=at) as change:
        known = Message.objects.filter(ticket=change.ticket, client_id=client_id).first() if client_id else None
        if known is not None:
            return known
        message = add_message(
            change, text, route_key=route_key, cc=cc, attachments=attachments, client_id=client_id, automatic=automatic
        )
        if status:
            _status.move(change, Status(status))
    return message


def add_message(
    change: Change,
    text: str,
    *,
    route_key: str = "",
    cc: Sequence[str] = (),
    attachments: Sequence[NewFile] = (),
    client_id: str = "",
    automatic: bool = False,
    extra: dict[str, Any] | None = None,
) -> Message:
    """The part of a reply inside an open change; also used for surveys and notices (`automatic`, with `extra` for the
    adapter)."""
    ticket, text = change.ticket, text.strip()
    if not text and not attachments:
        raise ReplyRefused(_("Write something first."))
    route, left = _route(change, route_key)
    info = channel_info.get(route.channel)
    if info.max_length and len(text) > info.max_length:
        raise ReplyRefused(_("This is too long for the channel: %(n)s characters at most.") % {"n": info.max_length})
    if attachments and not info.attachments:
        raise ReplyRefused(_("This channel takes no files. Remove them or choose another channel."))
    message = change.add_message(
        Message(
            ticket=ticket,
            kind=MessageKind.OUTBOUND,
            channel=route.channel,
            inbox=route.inbox,
            author=change.actor.user,
            customer=ticket.customer,
            identity=route.identity,
            text=text,
            html=format_reply(text),
            subject=ticket.subject,
            envelope={"to": [route.identity.address], "cc": [clean_line(a, 320) for a in cc]} if info.subject else {},
            automatic=automatic or not change.actor.is_human_agent,
            state=DeliveryState.QUEUED,
            fallback_from=left,
            client_id=client_id,
            sent_at=change.at,
            created_at=change.at,
        )
    )
    try:
        files.attach(message, attachments)
    except ValueError as error:
        raise ReplyRefused(str(error)) from error
    search.add_to_index(ticket, text, *(item.name for item in attachments))
    hooks.queue_delivery(message, route, extra or {})
    change.event(Kind.REPLIED, message=message.pk, channel=route.channel, automatic=message.automatic)
    if not message.automatic:
        _answered(change)
    return message


def _route(change: Change, key: str) -> tuple[hooks.Route, str]:
    """The chosen or best route, and the ticket's own channel when that can't be used now (the customer left the chat)."""
    routes = hooks.reply_routes(change.ticket)
    own = [route for route in routes if route.channel == change.ticket.channel]
    left = change.ticket.channel if own and not any(route.available for route in own) else ""
    for route in routes:
        if (route.key == key) if key else route.available:
            if not route.available:
                raise ReplyRefused(route.note or _("This channel can't be used now. Choose another one."))
            return route, left if route.channel != left else ""
    if key:
        raise ReplyRefused(_("This address is no longer known. Choose another one."))
    raise ReplyRefused(_("There is no address to answer to. Ask the customer for one, or add it to their profile."))


def _answered(change: Change) -> None:
    ticket = change.ticket
    ticket.first_response_at = ticket.first_response_at or change.at
    ticket.waiting_since = None
    ticket.last_activity_at = max(ticket.last_activity_at, change.at)
    if ticket.assignee_id is None and change.actor.user is not None:
        ticket.assignee = change.actor.user
        change.event(Kind.ASSIGNED, old=None, new=change.actor.user.pk, name=str(change.actor.user))
    if ticket.status == Status.NEW:
        _status.move(change, Status.OPEN)
