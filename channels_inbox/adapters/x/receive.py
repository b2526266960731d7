"""What a piece of a webhook means for us (see payloads.py for its shape)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels_inbox.adapters.x import posts
from channels_inbox.contract import (
    DeliveryReport,
    Echo,
    Edited,
    InboundMessage,
    Notice,
    Parsed,
    Removed,
    UnreadablePayload,
)
from channels_inbox.providers import strict_json as read
from core.text import LANGUAGES, guess_language
from tickets.models import Message

KIND = "x"
Data = Mapping[str, Any]


def takes(settings: Data, what: str) -> bool:
    """Does this inbox take "dm" or "mentions"? The owner chose; both unless they said otherwise."""
    return str(settings.get("takes") or "both") in {"both", what}


def parsed(payload: bytes, settings: Data) -> Parsed:
    """Raises UnreadablePayload."""
    piece = read.read_object(payload)
    handle = {
        "dm": _message,
        "post": _post,
        "gone": _gone,
        "read": _read,
        "read-until": _read_until,
        "sealed": _sealed,
        "revoked": _revoked,
        "notice": _notice,
    }.get(read.text(piece, "what"))
    if handle is None:
        raise UnreadablePayload(
            _("X sent an event of an unknown kind: %(kind)s") % {"kind": read.text(piece, "name")[:100]}
        )
    return handle(piece, settings)


def _notice(piece: Data, settings: Data) -> Parsed:
    return Notice(f"{read.text(piece, 'name')}: nothing to do")


def _message(piece: Data, settings: Data) -> Parsed:
    event = read.table(piece, "event", needed=True)
    create = read.table(event, "message_create", needed=True)
    said = read.table(create, "message_data", needed=True)
    sender, account = read.text(create, "sender_id", needed=True), read.text(piece, "account")
    attachment = read.table(said, "attachment")
    media = read.table(attachment, "media")
    file = posts.medium(media) if media else None
    urls = read.tables(read.table(said, "entities"), "urls")
    text = posts.words(read.text(said, "text"), urls, [read.text(media, "url")] if media else [])
    external_id = f"dm:{read.text(event, 'id', needed=True)}"
    at = read.moment(event, "created_timestamp")
    if sender == account:
        to = read.text(read.table(create, "target", needed=True), "recipient_id", needed=True)
        return Echo(external_id, to, KIND, text, at=at, remote=[file] if file else [])
    if not takes(settings, "dm"):
        return Notice("A direct message; this inbox takes mentions only.")
    if not text and not file:
        # A shared place or contact that only X shows.
        text = _("(Something that only X shows.)") if attachment else ""
    if not text and not file:
        raise UnreadablePayload(_("X sent a direct message without words."))
    writer = read.table(piece, "writer")
    handle = read.text(writer, "username")
    began = read.text(read.table(event, "initiated_via"), "tweet_id")
    return InboundMessage(
        external_id=external_id,
        address=sender,
        identity_kind=KIND,
        display_name=read.text(writer, "name") or (f"@{handle}" if handle else ""),
        text=text,
        proven=True,
        sent_at=at,
        language=guess_language(text) or "",
        remote=[file] if file else [],
        facts=[(gettext_noop("Began at the post"), f"https://x.com/i/status/{began}")] if began else [],
        memory={"handle": handle} if handle else {},
    )


def _post(piece: Data, settings: Data) -> Parsed:
    event, account = read.table(piece, "event", needed=True), read.text(piece, "account")
    post = posts.version_2(event, read.table(piece, "includes")) if piece.get("v2") else posts.version_1(event)
    if post.is_repost:
        return Notice("Somebody passed a post on without a word of their own.")
    if post.author == account:
        return _own(post)
    if piece.get("blocked") is True:
        return Notice("A mention by an account that ours has blocked.")
    if not takes(settings, "mentions"):
        return Notice("A mention; this inbox takes direct messages only.")
    if post.first and post.first != post.id:
        return Edited(f"post:{post.first}", post.text, at=post.at)
    facts = [(gettext_noop("Post"), post.link)]
    if post.quotes:
        facts.append((gettext_noop("Quotes the post"), f"https://x.com/i/status/{post.quotes}"))
    return InboundMessage(
        external_id=f"post:{post.id}",
        address=post.author,
        identity_kind=KIND,
        display_name=post.name or (f"@{post.handle}" if post.handle else ""),
        text=post.text,
        proven=True,
        sent_at=post.at,
        language=guess_language(post.text) or (post.language if post.language in LANGUAGES else ""),
        references=[f"post:{post.replied_to}"] if post.replied_to else [],
        thread=thread_of(post, post.author),
        public=True,
        remote=post.remote,
        facts=facts,
        memory={"post": post.id, "handle": post.handle},
    )


def _own(post: posts.Post) -> Parsed:
    """Our own side wrote: a reply to somebody stands in their conversation, anything else is no answer."""
    if not post.replied_to or not post.replied_user or post.replied_user == post.author:
        return Notice("A post of our own.")
    thread = thread_of(post, post.replied_user)
    return Echo(f"post:{post.id}", post.replied_user, KIND, post.text, post.at, thread, public=True, remote=post.remote)


def thread_of(post: posts.Post, person: str) -> str:
    """One person's part of a public conversation: two hundred people under one post are two hundred tickets, not one.

    Account Activity doesn't name the conversation, so a reply follows the post that it answers, if we know that."""
    if post.replied_to:
        known = Message.objects.filter(channel=KIND, external_id=f"post:{post.replied_to}").exclude(thread="")
        found = known.order_by("-pk").values_list("thread", flat=True).first()
        if found and found.endswith(f":{person}"):
            return found
    return f"{post.conversation or post.replied_to or post.id}:{person}"


def _gone(piece: Data, settings: Data) -> Parsed:
    event = read.table(piece, "event", needed=True)
    return Removed(f"post:{read.text(event, 'id', needed=True)}", at=read.moment(event, "at"))


def _read(piece: Data, settings: Data) -> Parsed:
    event = read.table(piece, "event", needed=True)
    return DeliveryReport("read", external_id=f"dm:{read.text(event, 'last', needed=True)}")


def _read_until(piece: Data, settings: Data) -> Parsed:
    event = read.table(piece, "event", needed=True)
    until = read.moment(event, "created_timestamp")
    return DeliveryReport("read", address=read.text(event, "sender_id", needed=True), until=until, variant="dm")


def _sealed(piece: Data, settings: Data) -> Parsed:
    """An encrypted message: nobody but X's own app can read it, but somebody should know that it came."""
    if not takes(settings, "dm"):
        return Notice("An encrypted message; this inbox takes mentions only.")
    event = read.table(piece, "event", needed=True)
    return InboundMessage(
        external_id=f"chat:{read.text(event, 'id', needed=True)}",
        address=read.text(event, "sender_id", needed=True),
        identity_kind=KIND,
        text=_("(An encrypted message. It can be read in the X app only.)"),
        proven=True,
        sent_at=read.moment(event, "created_at_msec"),
    )


def _revoked(piece: Data, settings: Data) -> Parsed:
    sentence = _(
        "The X account took this helpdesk's access away. Make new tokens and save them in the inbox's settings."
    )
    return Notice("access revoked", attention=sentence)
