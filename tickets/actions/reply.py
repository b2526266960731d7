"""An answer to the customer, committed together with its delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.html import format_reply
from core.text import clean_line
from tickets import channel_info, hooks, search, sla
from tickets.actions import _status, files
from tickets.actions.change import Change, changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import DeliveryState, Message, MessageKind, Status, Ticket

NewFile = files.NewFile
MAX_BUTTON = 20


class ReplyRefused(ValueError):
    """The answer can't go; the message says what to do. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the composer offers beside words: an approved template (`Template.key`) with its values, buttons under the
    answer, and the agent's word that a public answer may be public."""

    template: str = ""
    values: Sequence[str] = ()
    quick_replies: Sequence[str] = ()
    public_ok: bool = False


NO_CHOICES = Choices()


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
    choices: Choices = NO_CHOICES,
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
            change,
            text,
            route_key=route_key,
            cc=cc,
            attachments=attachments,
            client_id=client_id,
            automatic=automatic,
            choices=choices,
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
    choices: Choices = NO_CHOICES,
) -> Message:
    """The part of a reply inside an open change; also used for surveys and notices (`automatic`, with `extra` for the
    adapter). A `template` in `extra` is an approved one that somebody chose for this: it may go where nothing else may."""
    ticket, text = change.ticket, text.strip()
    by_itself = automatic or not change.actor.is_human_agent
    if not text and not attachments and not choices.template:
        raise ReplyRefused(_("Write something first."))
    approved = bool(extra and extra.get("template"))
    route, left, chosen = _route(change, route_key, quiet=by_itself, approved=approved)
    info = channel_info.get(route.channel)
    said, text = _extras(route, info, choices, text, approved=approved)
    if chosen and not by_itself:
        said["chosen"] = True
    limit = route.limit or info.max_length
    if limit and channel_info.length(text, route.counter or info.counter) > limit:
        raise ReplyRefused(_("This is too long for the channel: %(n)s characters at most.") % {"n": limit})
    if attachments and (not info.attachments or route.templates_only):
        raise ReplyRefused(_("This channel takes no files. Remove them or choose another channel."))
    if len(attachments) > info.files:
        raise ReplyRefused(_("%(n)s files at most.") % {"n": info.files})
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
            envelope=said
            | ({"to": [route.identity.address], "cc": [clean_line(a, 320) for a in cc]} if info.subject else {}),
            thread=_thread(ticket, route),
            automatic=by_itself,
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
    hooks.queue_delivery(message, route, {**said, **(extra or {})})
    kept = {} if message.automatic else promises_kept(change)
    change.event(Kind.REPLIED, message=message.pk, channel=route.channel, automatic=message.automatic, **kept)
    if not message.automatic:
        answered(change)
    return message


def _extras(
    route: hooks.Route, info: channel_info.ChannelInfo, choices: Choices, text: str, *, approved: bool
) -> tuple[dict[str, Any], str]:
    """What goes with the words (also kept in the message's envelope), and the words. Raises ReplyRefused."""
    said: dict[str, Any] = {"variant": route.variant} if route.variant else {}
    if route.public:
        if not choices.public_ok:
            raise ReplyRefused(_("Everybody will be able to read this answer. Confirm that it may be public."))
        said["public"] = True
    if choices.template:
        template = route.template(choices.template)
        if template is None:
            raise ReplyRefused(_("This template is no longer approved. Choose another one."))
        values = [clean_line(value, 1000).strip() for value in choices.values]
        if len(values) != len(template.fields) or not all(values):
            raise ReplyRefused(_("Fill in every field of the template."))
        said["template"] = {"name": template.name, "language": template.language, "values": values}
        return said, template.filled(values)
    if route.templates_only and not approved:
        raise ReplyRefused(route.note or _("Only an approved template can be sent now. Choose one."))
    buttons = [clean_line(title, MAX_BUTTON).strip() for title in choices.quick_replies]
    buttons = list(dict.fromkeys(filter(None, buttons)))
    if len(buttons) > info.quick_replies:
        raise ReplyRefused(_("%(n)s buttons at most.") % {"n": info.quick_replies})
    if buttons:
        said["quick_replies"] = buttons
    return said, text


def _thread(ticket: Ticket, route: hooks.Route) -> str:
    """The provider's conversation that this answer belongs to: that of the newest message from there."""
    said = Message.objects.filter(ticket=ticket, inbox=route.inbox, identity=route.identity).exclude(thread="")
    return said.order_by("-pk").values_list("thread", flat=True).first() or ""


def _route(change: Change, key: str, *, quiet: bool = False, approved: bool = False) -> tuple[hooks.Route, str, bool]:
    """The chosen or best route, the ticket's own channel when that can't be used now (the customer left the chat), and
    whether the agent picked another way than the one that offered itself.

    What nobody reads before it goes (`quiet`) never goes where everybody reads it, never where only a person's words may
    go, and as a template only when one was chosen for it (`approved`).
    """
    routes = hooks.reply_routes(change.ticket)
    if quiet:
        routes = [route for route in routes if not (route.public or route.by_hand)]
        routes = [route for route in routes if approved or not route.templates_only]
    own = [route for route in routes if route.channel == change.ticket.channel]
    left = change.ticket.channel if own and not any(route.available for route in own) else ""
    for route in routes:
        if (route.key == key) if key else route.available:
            if not route.available:
                raise ReplyRefused(route.note or _("This channel can't be used now. Choose another one."))
            first = next(one for one in routes if one.available)
            chosen = bool(key) and (route.key != first.key or _picked_before(change, route))
            return route, left if route.channel != left else "", chosen
    if key:
        raise ReplyRefused(_("This address is no longer known. Choose another one."))
    raise ReplyRefused(_("There is no address to answer to. Ask the customer for one, or add it to their profile."))


def _picked_before(change: Change, route: hooks.Route) -> bool:
    """Was it an agent's own choice the last time, too?"""
    answers = Message.objects.filter(ticket=change.ticket, kind=MessageKind.OUTBOUND, automatic=False)
    last = answers.order_by("-sent_at", "-pk").first()
    return (
        last is not None
        and (last.inbox_id, last.identity_id) == (route.inbox.pk, route.identity.pk)
        and bool(last.envelope.get("chosen"))
    )


def promises_kept(change: Change, at: datetime | None = None) -> dict[str, Any]:
    """For the event of a human answer: which promises it keeps or breaks. Ask before `answered`."""
    return sla.judged(change.ticket, at or change.at, sla.FIRST, sla.NEXT)


def answered(change: Change) -> None:
    """A human answered: the clock of the first response stops, nobody waits, and who has no assignee gets this one."""
    ticket = change.ticket
    ticket.first_response_at = ticket.first_response_at or change.at
    ticket.waiting_since = None
    ticket.last_activity_at = max(ticket.last_activity_at, change.at)
    if ticket.assignee_id is None and change.actor.user is not None:
        ticket.assignee = change.actor.user
        change.event(Kind.ASSIGNED, old=None, new=change.actor.user.pk, name=str(change.actor.user))
    if ticket.status == Status.NEW:
        _status.move(change, Status.OPEN)
