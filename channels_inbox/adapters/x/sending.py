"""An answer by X: a direct message (https://docs.x.com/x-api/direct-messages/manage/integrate) or a public reply
(https://docs.x.com/x-api/posts/create-post)."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from channels_inbox.adapters.x.api import ask, data
from channels_inbox.adapters.x.weight import MAX_LONG_POST, MAX_POST, weight
from channels_inbox.contract import AdapterError, OutboundFile, OutboundMessage, Part, SendingUncertain, SendResult
from core.text import clean_line

# What one call of the media upload takes (https://docs.x.com/x-api/media/quickstart/best-practices).
PICTURES = {"image/jpeg", "image/png", "image/webp"}
MAX_PICTURE = 5 * 1024 * 1024
MAX_PICTURES = 4
MAX_MESSAGE = 10_000  # characters
PUBLIC = "mention"


def post_limit(settings: Mapping[str, Any]) -> int:
    """How much a post of this account may weigh."""
    return MAX_LONG_POST if settings.get("long_posts") else MAX_POST


def parts(message: OutboundMessage) -> Sequence[Part]:
    """The calls, the same at every attempt. Raises AdapterError (permanent) for what X would refuse."""
    _check(message.files)
    text = message.text.strip()
    if message.variant == PUBLIC:
        limit, weighs = post_limit(message.settings), weight(text)
        if weighs > limit:
            raise AdapterError(
                _("By X's count this is %(n)s characters, and a post takes %(limit)s. Shorten it.")
                % {"n": weighs, "limit": limit},
                permanent=True,
            )
        _answered_post(message)
        return [Part("text", text, key="post")]
    if len(text) > MAX_MESSAGE:
        raise AdapterError(
            _("A direct message takes %(limit)s characters. Shorten it.") % {"limit": MAX_MESSAGE}, permanent=True
        )
    # A direct message takes one picture; the first goes with the words.
    first, *others = message.files or (None,)
    calls = [Part("file" if first else "text", text, first, key="message:0")]
    return calls + [Part("file", file=file, key=f"message:{n}") for n, file in enumerate(others, 1)]


def send_part(message: OutboundMessage, part: Part) -> SendResult:
    """One message. Pictures are uploaded first, which nobody sees and which may be repeated.

    Raises AdapterError, SendingUncertain."""
    if message.variant == PUBLIC:
        return _reply(message, part.text)
    body: dict[str, Any] = {"text": part.text} if part.text else {}
    if part.file is not None:
        body["attachments"] = [{"media_id": _upload(message, part.file, "dm_image")}]
    path = f"/2/dm_conversations/with/{_digits(message.address)}/messages"
    sent = data(ask("POST", path, message.secrets, json=body), sending=True)
    return SendResult(f"dm:{_named(sent, 'dm_event_id')}")


def _reply(message: OutboundMessage, text: str) -> SendResult:
    body: dict[str, Any] = {"text": text, "reply": {"in_reply_to_tweet_id": _answered_post(message)}}
    if message.files:
        body["media"] = {"media_ids": [_upload(message, file, "tweet_image") for file in message.files]}
    sent = data(ask("POST", "/2/tweets", message.secrets, json=body), sending=True)
    return SendResult(f"post:{_named(sent, 'id')}")


def _check(files: Sequence[OutboundFile]) -> None:
    for file in files:
        if file.content_type.partition(";")[0].strip().lower() not in PICTURES or file.size > MAX_PICTURE:
            raise AdapterError(
                _("%(name)s can't go by X, which takes JPEG, PNG and WebP pictures of up to 5 MB. Send it by mail.")
                % {"name": clean_line(file.name, 100)},
                permanent=True,
            )
    if len(files) > MAX_PICTURES:
        raise AdapterError(_("%(n)s pictures at most.") % {"n": MAX_PICTURES}, permanent=True)


def _answered_post(message: OutboundMessage) -> str:
    """The post to reply to. Raises AdapterError when they wrote none that we know of."""
    last = message.last_inbound
    post = str(last.memory.get("post", "")) if last else ""
    if not post:
        raise AdapterError(_("There is no post to reply to. Write a direct message."), permanent=True)
    return post


def _digits(address: str) -> str:
    if not address.isdecimal():
        raise AdapterError(_("This is not the number of an X account."), permanent=True)
    return address


def _named(sent: Mapping[str, Any], key: str) -> str:
    number = sent.get(key)
    if not isinstance(number, str) or not number:
        raise SendingUncertain(_("X's answer can't be read: the message may have arrived."))
    return number


def _upload(message: OutboundMessage, file: OutboundFile, category: str) -> str:
    """The id of an uploaded picture; it is kept a day. Raises AdapterError."""
    try:
        with default_storage.open(file.path, "rb") as stored:
            content = base64.b64encode(stored.read()).decode()
    except FileNotFoundError as error:
        raise AdapterError(
            _("The file %(name)s is gone from the storage.") % {"name": clean_line(file.name, 100)}, permanent=True
        ) from error
    kind = file.content_type.partition(";")[0].strip().lower()
    body = {"media": content, "media_category": category, "media_type": kind}
    found = data(ask("POST", "/2/media/upload", message.secrets, json=body, repeatable=True, timeout=60))
    number = found.get("id")
    if not isinstance(number, str) or not number:
        raise AdapterError(_("X's answer can't be read."), permanent=False)
    return number
