"""What happens to a message after it was said: changed or taken back by its writer, a sign under it, a file that came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from core.filetypes import HEAD, true_type
from core.html import format_reply
from core.text import clean_line, safe_filename
from customers.models import Identity
from tickets import hooks, search
from tickets.actions import files, pictures
from tickets.actions.change import Change, changing
from tickets.actions.reply import promises_kept
from tickets.actor import CUSTOMER, SYSTEM
from tickets.events import Kind
from tickets.models import Attachment, DeliveryState, FileState, Inbox, Message, MessageKind, Ticket

PREVIEW = 200
# Everything that a stranger can pile up under one message is bounded: the whole row is read with every page.
MAX_EDITS, EDIT_CHARS = 20, 10_000
MAX_REACTIONS = 100


@contextmanager
def _amending(message: Message, what: str, **data: Any) -> Iterator[tuple[Change, Message]]:
    """The message locked behind its ticket and pushed again afterwards."""
    with changing(message.ticket_id, CUSTOMER) as change:
        current = Message.objects.select_for_update(of=("self",), no_key=True).get(pk=message.pk)
        yield change, current
        change.event(Kind.AMENDED, message=current.pk, what=what, **data)
        change.messages.append(current)


def edit_received(message: Message, text: str, *, at: datetime | None = None) -> Message:
    """The customer changed their words. Those before stay in the message's history."""
    text = hooks.without_private(text)
    if message.text == text or message.envelope.get("removed_at"):
        return message
    with _amending(message, "edited") as (change, current):
        edits = [
            *current.envelope.get("edits", []),
            {"text": current.text[:EDIT_CHARS], "at": (at or timezone.now()).isoformat()},
        ]
        current.envelope = {**current.envelope, "edits": edits[-MAX_EDITS:]}
        current.text, current.full_text, current.html = text.replace("\x00", ""), "", ""
        current.save(update_fields=["envelope", "text", "full_text", "html"])
        change.ticket.preview = clean_line(text, PREVIEW)
        search.add_to_index(change.ticket, text)
    return current


def remove_received(message: Message, *, at: datetime | None = None) -> Message:
    """The customer took a message back: its words and files go, that there was one stays."""
    if message.envelope.get("removed_at"):
        return message
    with _amending(message, "removed") as (change, current):
        kept = {name: value for name, value in current.envelope.items() if name not in {"edits", "facts", "memory"}}
        current.envelope = {**kept, "removed_at": (at or timezone.now()).isoformat()}
        current.text = current.full_text = current.html = ""
        current.save(update_fields=["envelope", "text", "full_text", "html"])
        for row in current.attachments.all():
            for stored in (row.file, row.thumbnail):
                if stored:
                    stored.delete(save=False)
            row.delete()
        if change.ticket.preview and change.ticket.preview == clean_line(message.text, PREVIEW):
            change.ticket.preview = ""
    return current


def react(message: Message, address: str, emoji: str) -> Message:
    """Put a sign under a message, one for each person; an empty one takes it away."""
    reactions = {**message.envelope.get("reactions", {})}
    if reactions.get(address, "") == emoji:
        return message
    with _amending(message, "reaction", emoji=clean_line(emoji, 16)) as (_change, current):
        reactions = {**current.envelope.get("reactions", {}), address: clean_line(emoji, 16)}
        signed = [(who, sign) for who, sign in reactions.items() if sign]
        current.envelope = {**current.envelope, "reactions": dict(signed[-MAX_REACTIONS:])}
        current.save(update_fields=["envelope"])
    return current


def record_outside(
    number: int,
    inbox: Inbox,
    identity: Identity,
    text: str,
    *,
    external_id: str,
    at: datetime | None = None,
    thread: str = "",
    public: bool = False,
    automatic: bool = False,
    coming: Sequence[files.ComingFile] = (),
) -> tuple[Message, list[Attachment]]:
    """An answer that left by another program (the page's own inbox): it stands in the conversation like ours."""
    text = hooks.without_private(text)
    with changing(number, SYSTEM) as change:
        moment = min(at or change.at, change.at)
        message = change.add_message(
            Message(
                ticket=change.ticket,
                kind=MessageKind.OUTBOUND,
                channel=inbox.channel,
                inbox=inbox,
                customer=change.ticket.customer,
                identity=identity,
                text=text.replace("\x00", ""),
                html=format_reply(text),
                envelope={"outside": True, **({"public": True} if public else {})},
                external_id=external_id,
                thread=thread,
                automatic=automatic,
                state=DeliveryState.SENT,
                sent_at=moment,
                created_at=change.at,
            )
        )
        expected = files.expect(message, coming)
        search.add_to_index(change.ticket, text)
        kept = {} if automatic else promises_kept(change, moment)
        said = {"message": message.pk, "channel": inbox.channel, "automatic": automatic, "outside": True, **kept}
        change.event(Kind.REPLIED, at=moment, **said)
        if not automatic:
            ticket = change.ticket
            ticket.first_response_at = ticket.first_response_at or moment
            ticket.waiting_since = None
            ticket.last_activity_at = max(ticket.last_activity_at, moment)
    return message, expected


def fill_attachment(attachment: Attachment, content: bytes, *, content_type: str = "", name: str = "") -> Attachment:
    """The file came: keep it in our storage and show it."""
    # A storage across the network may be slow: the ticket isn't locked meanwhile.
    attachment.file.save("file", ContentFile(content), save=False)
    with _amending(attachment.message, "file") as (change, _message):
        row = Attachment.objects.select_for_update(no_key=True).filter(pk=attachment.pk).first()
        if row is not None and row.state == FileState.WAITING:
            row.name = safe_filename(name or row.name) or "file"
            row.content_type = true_type(clean_line(content_type or row.content_type, 150), content[:HEAD])
            row.size, row.state, row.note = len(content), FileState.READY, ""
            row.file = attachment.file.name
            row.thumbnail_due_at = pictures.due(row)
            row.save()
            pictures.hint(row)
            search.add_to_index(change.ticket, row.name)
    if row is None or row.file.name != attachment.file.name:
        # The customer took the message back meanwhile, or another worker was quicker.
        attachment.file.delete(save=False)
    return row or attachment


def await_attachment(attachment: Attachment) -> Attachment:
    """A file that couldn't be had is asked for once more."""
    with _amending(attachment.message, "file") as (_change, _message):
        attachment.state, attachment.note = FileState.WAITING, ""
        attachment.save(update_fields=["state", "note"])
    return attachment


def attachment_failed(attachment: Attachment, sentence: str) -> Attachment:
    """The file can't be had; the message says why."""
    with _amending(attachment.message, "file") as (_change, _message):
        attachment.state, attachment.note = FileState.FAILED, clean_line(sentence, 300)
        attachment.save(update_fields=["state", "note"])
    return attachment


def find_amendable(inbox: Inbox, external_id: str) -> Message | None:
    """The message that a channel calls by this id, received by this inbox."""
    rows = Message.objects.select_related("ticket").filter(inbox=inbox, external_id=external_id)
    return rows.order_by("-pk").first() if external_id else None


def thread_ticket(inbox: Inbox, identity: Identity, thread: str = "") -> Ticket | None:
    """Where a word of our own side belongs: the thread's ticket, else the customer's newest of this inbox."""
    if thread:
        known = Message.objects.filter(inbox=inbox, thread=thread).select_related("ticket").order_by("-pk").first()
        return known.ticket if known else None
    mine = Ticket.objects.filter(customer=identity.customer_id, inbox=inbox, is_spam=False)
    return mine.order_by("-last_activity_at").first()
