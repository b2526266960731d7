"""Answers by Messenger and Instagram: when they may go, in which calls, and how one is made.

Sources: developers.facebook.com/docs/messenger-platform/reference/send-api (2,000 characters, message tags),
/docs/messenger-platform/reference/attachment-upload-api, /docs/messenger-platform/send-messages/quick-replies (13 of 20
characters), /docs/instagram-platform/instagram-api-with-instagram-login/messaging-api (1,000 bytes),
/docs/messenger-platform/instagram/features/attachment-upload (formats and sizes).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox.contract import (
    AdapterError,
    OutboundFile,
    OutboundMessage,
    Part,
    RouteContext,
    RouteOption,
    SendingUncertain,
    SendResult,
    Trouble,
)
from channels_inbox.providers.meta import graph
from channels_inbox.providers.meta_account import Account
from channels_inbox.providers.meta_messaging import OUR_MARK
from channels_inbox.providers.multipart import encode_form
from core.text import clean_line

FREE = timedelta(hours=24)
HUMAN_AGENT = timedelta(days=7)
QUICK_REPLY = 20
UPLOAD_TIMEOUT_S = 90.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may hold. `text_bytes` counts UTF-8 where the provider does, else characters. `formats`: what of
    each sort is taken; a sort without an entry takes everything."""

    text: int
    text_bytes: bool
    sizes: Mapping[str, int]
    formats: Mapping[str, frozenset[str]]


def routes(context: RouteContext) -> list[RouteOption]:
    """24 hours freely, then as a human agent until the seventh day, then not until they write again."""
    if context.anywhere is None:
        return [
            RouteOption(available=False, note=_("They have to write first: Meta lets nobody begin a conversation."))
        ]
    free_until = context.anywhere.sent_at + FREE
    last = context.anywhere.sent_at + HUMAN_AGENT if _human_agent(context.settings) else free_until
    if context.now < free_until:
        return [RouteOption(open_until=free_until)]
    if context.now < last:
        note = _("Only by a person, not automatically: they wrote more than a day ago.")
        return [RouteOption(label=_("as human agent"), note=note, open_until=last, by_hand=True, closed=True)]
    note = _("They wrote too long ago. Use another channel, or wait until they write.")
    return [RouteOption(available=False, note=note, closed=True)]


def _human_agent(settings: Mapping[str, Any]) -> bool:
    return bool(settings.get("human_agent", True))


def _terms(message: OutboundMessage) -> dict[str, str]:
    """How this answer may go now. Raises AdapterError (permanent) where it may not."""
    age = timezone.now() - message.heard_at if message.heard_at else None
    if age is not None and age < FREE:
        return {"messaging_type": "RESPONSE"}
    if age is None or age >= HUMAN_AGENT or not _human_agent(message.settings):
        raise AdapterError(
            _("They wrote too long ago: Meta takes no answer any more. Use another channel, or wait until they write."),
            permanent=True,
            trouble=Trouble.WINDOW,
        )
    if message.automatic:
        raise AdapterError(
            _("They wrote more than a day ago: Meta takes answers of people only, and this one is automatic."),
            permanent=True,
            trouble=Trouble.WINDOW,
        )
    return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


def parts(message: OutboundMessage, limits: Limits) -> list[Part]:
    """Words, then files; with buttons the words come last, since buttons go when something follows them.
    Raises AdapterError (permanent) for a file that is never taken."""
    for file in message.files:
        _check(file, limits)
    texts = [("text", text, None) for text in cut(message.text, limits.text, in_bytes=limits.text_bytes)]
    files = [("file", "", file) for file in message.files]
    buttons = message.quick_replies or message.taps
    ordered = [*files, *texts] if buttons and texts else [*texts, *files]
    if not ordered:
        raise AdapterError(_("There is nothing to send."), permanent=True)
    if buttons and not texts:
        raise AdapterError(_("Buttons need words above them. Write some."), permanent=True)
    return [
        Part(kind, text, file, key=f"{message.idempotency_key}:{number}")
        for number, (kind, text, file) in enumerate(ordered)
    ]


def cut(words: str, limit: int, *, in_bytes: bool = False) -> list[str]:
    """A text in pieces of at most `limit` characters (or UTF-8 bytes), cut at line ends or spaces where there are any."""
    left, pieces = words.strip(), []
    while left:
        head = left.encode()[:limit].decode("utf-8", "ignore") if in_bytes else left[:limit]
        if len(head) < len(left):
            at = max(head.rfind("\n"), head.rfind(" "))
            head = head[:at] if at > len(head) // 2 else head
        pieces.append(head.rstrip())
        left = left[len(head) :].strip()
    return pieces


def sort_of(content_type: str) -> str:
    main = content_type.partition("/")[0].lower()
    return main if main in {"image", "video", "audio"} else "file"


def _check(file: OutboundFile, limits: Limits) -> None:
    sort, name = sort_of(file.content_type), clean_line(file.name, 100)
    limit = limits.sizes.get(sort, limits.sizes["file"])
    if file.size > limit:
        raise AdapterError(
            _("%(name)s is too large here: %(mb)s MB at most. Send it smaller or as a link.")
            % {"name": name, "mb": limit // 1_000_000},
            permanent=True,
        )
    taken = limits.formats.get(sort)
    if taken is not None and file.content_type.lower() not in taken:
        raise AdapterError(
            _("%(name)s can't go here: only %(formats)s. Send it in another format or as a link.")
            % {"name": name, "formats": ", ".join(sorted(kind.partition("/")[2] for kind in taken))},
            permanent=True,
        )


def send_part(
    message: OutboundMessage, part: Part, account: Account, *, recipient: Mapping[str, str] | None = None, marks: bool
) -> SendResult:
    """One call of the Send API; a file is uploaded first. `recipient` is a comment for a private reply, else the
    addressee. `marks`: our key travels along and comes back with the echo. Raises AdapterError, SendingUncertain."""
    terms = {} if recipient else _terms(message)
    body: dict[str, Any] = {}
    if part.file is not None:
        sort = sort_of(part.file.content_type)
        body["attachment"] = {"type": sort, "payload": {"attachment_id": upload(part.file, account)}}
    else:
        body["text"] = part.text
        buttons = message.taps or message.quick_replies
        if buttons and _is_last_text(message, part):
            body["quick_replies"] = [
                {"content_type": "text", "title": reply.title[:QUICK_REPLY], "payload": reply.payload[:1000]}
                for reply in buttons
            ]
    if marks:
        body["metadata"] = OUR_MARK + part.key
    said = graph(
        account.kind,
        "POST",
        f"{account.sender_id}/messages",
        json={"recipient": dict(recipient or {"id": message.address}), **terms, "message": body},
        **account.call,
    )
    if not isinstance(said.get("message_id"), str) or not said["message_id"]:
        raise SendingUncertain(_("Meta's answer doesn't say whether it took the message."))
    return SendResult(said["message_id"])


def _is_last_text(message: OutboundMessage, part: Part) -> bool:
    """With buttons the words come after the files, so the last piece of them is the very last."""
    return message.text.strip().endswith(part.text)


def upload(file: OutboundFile, account: Account) -> str:
    """Meta's id for a file. Twice does no harm. Raises AdapterError."""
    try:
        with default_storage.open(file.path, "rb") as stored:
            content = stored.read()
    except FileNotFoundError as error:
        raise AdapterError(
            _("The file %(name)s is gone from the storage.") % {"name": clean_line(file.name, 100)}, permanent=True
        ) from error
    fields = {
        "message": json.dumps({"attachment": {"type": sort_of(file.content_type), "payload": {"is_reusable": True}}})
    }
    if account.platform:
        fields["platform"] = account.platform
    body, content_type = encode_form(fields, {"filedata": (file.name, content, file.content_type)})
    said = graph(
        account.kind,
        "POST",
        f"{account.sender_id}/message_attachments",
        content=body,
        content_type=content_type,
        repeatable=True,
        timeout=UPLOAD_TIMEOUT_S,
        **account.call,
    )
    found = said.get("attachment_id")
    if not isinstance(found, (str, int)) or not found:
        raise AdapterError(_("Meta took the file without giving it an id."), permanent=False)
    return str(found)
