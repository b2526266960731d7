"""An answer as calls of the Bot API: the words, then each file; one file takes short words as its caption."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from channels_inbox.adapters.telegram import markup
from channels_inbox.adapters.telegram.api import ask, bot_token
from channels_inbox.contract import AdapterError, OutboundFile, OutboundMessage, Part, SendingUncertain, SendResult
from channels_inbox.providers.multipart import FormFile
from core.html import html_to_text
from core.text import clean_line

CLOSE = "close"
# Numbers stand side by side: six in a row are wide enough for a thumb on a small phone.
SHORT_TITLE = 3
ROW = 6
MEGABYTE = 1024 * 1024
# What bots may upload (https://core.telegram.org/bots/api#sending-files).
MAX_PHOTO = 10 * MEGABYTE
MAX_FILE = 50 * MEGABYTE
# Type -> method; everything else goes as a document, which Telegram leaves as it is.
METHODS = {
    "image/jpeg": "sendPhoto",
    "image/png": "sendPhoto",
    "image/webp": "sendPhoto",
    "image/gif": "sendAnimation",
    "video/mp4": "sendVideo",
    "audio/mpeg": "sendAudio",
    "audio/mp4": "sendAudio",
}


def parts(message: OutboundMessage) -> Sequence[Part]:
    """The calls, the same at every attempt. `Part.text` is Telegram's HTML. Raises AdapterError (permanent)."""
    for file in message.files:
        if file.size > MAX_FILE:
            raise AdapterError(
                _("%(name)s is too large: Telegram takes files of up to 50 MB.") % {"name": clean_line(file.name, 100)},
                permanent=True,
            )
    said = markup.runs(message.html) if message.html else []
    said = said or [markup.Run(message.text.strip())]
    length = markup.plain_length(said)
    files = [Part("file", file=file, key=f"file:{number}") for number, file in enumerate(message.files)]
    if len(files) == 1 and 0 < length <= markup.MAX_CAPTION:
        return [Part("file", markup.render(said), message.files[0], key="file:0")]
    texts = [Part("text", text, key=f"text:{n}") for n, text in enumerate(markup.pieces(said)) if text.strip()]
    if not texts and not files:
        raise AdapterError(_("There is nothing in this message that Telegram could show."), permanent=True)
    closing = [Part(CLOSE, key=f"close:{place}") for place in message.closes if _own_place(message, place)]
    return [*texts, *files, *closing]


def _own_place(message: OutboundMessage, place: str) -> bool:
    """Is this external id that of a message in the same chat?"""
    chat, _colon, number = place.rpartition(":")
    return chat == message.address and number.isdecimal()


def send_part(message: OutboundMessage, part: Part) -> SendResult:
    """One call. Raises AdapterError, SendingUncertain."""
    token = bot_token(message.secrets)
    if part.kind == CLOSE:
        return _close(token, message.address, part.key.removeprefix("close:"))
    params: dict[str, Any] = {"chat_id": message.address}
    if (message.quick_replies or message.taps) and part == _carrier(parts(message)):
        params["reply_markup"] = _choices(message) if message.taps else _keyboard(message)
    if part.file is None:
        return _sent(message, _formatted(token, "sendMessage", params, "text", part.text))
    return _sent(message, _send_file(token, params, part.text, part.file))


def _carrier(calls: Sequence[Part]) -> Part:
    """The buttons stand under the last words."""
    return next((call for call in reversed(calls) if call.text), [call for call in calls if call.kind != CLOSE][-1])


def _keyboard(message: OutboundMessage) -> dict[str, Any]:
    """Buttons instead of the keyboard: a tap sends their words like any message, so no tap can get lost."""
    rows = [[{"text": reply.title}] for reply in message.quick_replies]
    return {"keyboard": rows, "one_time_keyboard": True, "resize_keyboard": True}


def _choices(message: OutboundMessage) -> dict[str, Any]:
    """Buttons under the message, each with its payload: short ones side by side, words one a line."""
    short = all(len(tap.title) <= SHORT_TITLE for tap in message.taps)
    width = math.ceil(len(message.taps) / math.ceil(len(message.taps) / ROW)) if short else 1
    buttons = [{"text": tap.title, "callback_data": tap.payload} for tap in message.taps]
    return {"inline_keyboard": [buttons[at : at + width] for at in range(0, len(buttons), width)]}


def _close(token: str, chat: str, place: str) -> SendResult:
    """Take the buttons from a message of ours. One that has none any more, or that they deleted, is as it should be."""
    number = int(place.rpartition(":")[2])
    params = {"chat_id": chat, "message_id": number, "reply_markup": {"inline_keyboard": []}}
    try:
        ask(token, "editMessageReplyMarkup", params, repeatable=True)
    except AdapterError as error:
        if not error.permanent or error.trouble:
            raise
    return SendResult("")


def _formatted(
    token: str,
    method: str,
    params: Mapping[str, Any],
    field: str,
    html: str,
    files: Mapping[str, FormFile] | None = None,
) -> Any:
    """One call with formatted words; should Telegram ever not understand our marks, the same without them."""
    shown = dict(params)
    if files and "reply_markup" in shown:
        # In a form, objects travel as JSON.
        shown["reply_markup"] = json.dumps(shown["reply_markup"])
    try:
        return ask(token, method, shown | ({field: html, "parse_mode": "HTML"} if html else {}), files=files)
    except AdapterError as error:
        if not html or "parse entities" not in error.message:
            raise
    return ask(token, method, shown | {field: html_to_text(html)}, files=files)


def _send_file(token: str, params: Mapping[str, Any], caption: str, file: OutboundFile) -> Any:
    try:
        with default_storage.open(file.path, "rb") as stored:
            content = stored.read()
    except FileNotFoundError as error:
        raise AdapterError(
            _("The file %(name)s is gone from the storage.") % {"name": clean_line(file.name, 100)}, permanent=True
        ) from error
    method = METHODS.get(file.content_type.partition(";")[0].strip().lower(), "sendDocument")
    if method == "sendPhoto" and file.size > MAX_PHOTO:
        method = "sendDocument"
    form: FormFile = (file.name, content, file.content_type)
    try:
        return _formatted(token, method, params, "caption", caption, {method.removeprefix("send").lower(): form})
    except AdapterError as error:
        # A picture of odd dimensions or a broken one is refused as a photo; as a document it goes through.
        if method == "sendDocument" or not error.permanent or not _about_media(error.message):
            raise
    return _formatted(token, "sendDocument", params, "caption", caption, {"document": form})


def _about_media(sentence: str) -> bool:
    low = sentence.lower()
    return any(word in low for word in ("photo_", "image_", "dimensions", "wrong type", "video_", "failed to process"))


def _sent(message: OutboundMessage, result: Any) -> SendResult:
    number = result.get("message_id") if isinstance(result, dict) else None
    if not isinstance(number, int):
        raise SendingUncertain(_("Telegram's answer can't be read: the message may have arrived."))
    return SendResult(external_id=f"{message.address}:{number}")
