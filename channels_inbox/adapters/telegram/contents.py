"""What a message holds (https://core.telegram.org/bots/api#message): words, files and what else is worth knowing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import phonenumbers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels_inbox.adapters.telegram.entities import plain
from channels_inbox.contract import RemoteFile, UnreadablePayload
from channels_inbox.providers import strict_json as read

# Field -> (file name, type) where the field itself doesn't say.
FILES = {
    "animation": ("animation.mp4", "video/mp4"),
    "document": ("file", "application/octet-stream"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "voice": ("voice.ogg", "audio/ogg"),
    "video": ("video.mp4", "video/mp4"),
    "video_note": ("video-note.mp4", "video/mp4"),
}
# Telegram's own remarks in a private chat; nobody said them.
SERVICE = (
    "pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed",
    "connected_website", "users_shared", "chat_shared", "proximity_alert_triggered", "boost_added",
    "paid_message_price_changed", "direct_message_price_changed", "suggested_post_info",
)  # fmt: skip


@dataclass(slots=True)
class Contents:
    """`also` are addresses that Telegram vouches for; `live` is a place that moves on by edits."""

    text: str = ""
    remote: list[RemoteFile] = field(default_factory=list)
    also: list[tuple[str, str]] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    live: bool = False


def is_service(message: Mapping[str, Any]) -> bool:
    return any(name in message for name in SERVICE)


def contents(message: Mapping[str, Any]) -> Contents:
    """Everything in the message. Raises UnreadablePayload when there is nothing that we know."""
    found = Contents()
    lines = [
        plain(read.text(message, "text"), read.tables(message, "entities")),
        plain(read.text(message, "caption"), read.tables(message, "caption_entities")),
    ]
    _photo(message, found)
    for name in FILES:
        # An animation is repeated as a document for older bots.
        if name in message and not (name == "document" and "animation" in message):
            found.remote.append(_file(read.table(message, name), *FILES[name]))
    lines += [reader(read.table(message, name), message, found) for name, reader in READERS.items() if name in message]
    _about(message, found)
    found.text = "\n".join(line for line in lines if line).strip()
    if not found.text and not found.remote:
        raise UnreadablePayload(_("Telegram sent a message of an unknown kind."))
    return found


def _file(media: Mapping[str, Any], name: str, content_type: str) -> RemoteFile:
    return RemoteFile(
        ref={"file_id": read.text(media, "file_id", needed=True), "size": read.whole(media, "file_size") or 0},
        name=read.text(media, "file_name") or name,
        content_type=read.text(media, "mime_type") or content_type,
        size=read.whole(media, "file_size") or 0,
    )


def _photo(message: Mapping[str, Any], found: Contents) -> None:
    sizes = read.tables(message, "photo")
    if sizes:
        largest = max(sizes, key=lambda s: (read.whole(s, "width") or 0) * (read.whole(s, "height") or 0))
        found.remote.append(_file(largest, "photo.jpg", "image/jpeg"))


def _sticker(media: Mapping[str, Any], message: Mapping[str, Any], found: Contents) -> str:
    # Moving ones are of a format that no browser shows; their emoji says what was meant.
    emoji = read.text(media, "emoji")
    if not emoji or not (media.get("is_animated") or media.get("is_video")):
        found.remote.append(_file(media, "sticker.webp", "image/webp"))
    return emoji


def _place(media: Mapping[str, Any], found: Contents) -> str:
    spot = f"{_number(media, 'latitude')}, {_number(media, 'longitude')}"
    mark = spot.replace(", ", "&mlon=")
    found.facts.append((gettext_noop("Map"), f"https://www.openstreetmap.org/?mlat={mark}"))
    return spot


def _number(media: Mapping[str, Any], key: str) -> float:
    value = media.get(key)
    # No place on earth has larger degrees, and not every whole number is a float.
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 360:
        raise UnreadablePayload(_("“%(field)s” is missing or not what it should be.") % {"field": key})
    return round(float(value), 6)


def _location(media: Mapping[str, Any], message: Mapping[str, Any], found: Contents) -> str:
    if "venue" in message:  # says the same and more
        return ""
    found.live = "live_period" in media
    return _("Location: %(place)s") % {"place": _place(media, found)}


def _venue(media: Mapping[str, Any], message: Mapping[str, Any], found: Contents) -> str:
    spot = _place(read.table(media, "location", needed=True), found)
    named = ", ".join(filter(None, [read.text(media, "title"), read.text(media, "address"), spot]))
    return _("Location: %(place)s") % {"place": named}


def _contact(media: Mapping[str, Any], message: Mapping[str, Any], found: Contents) -> str:
    number = e164(read.text(media, "phone_number"))
    name = " ".join(filter(None, [read.text(media, "first_name"), read.text(media, "last_name")]))
    # Only their own number is theirs: Telegram names the account that it belongs to.
    if number and read.text(media, "user_id") == read.text(read.table(message, "from"), "id") != "":
        found.also.append(("phone", number))
    return _("Contact: %(contact)s") % {"contact": f"{name} {number or read.text(media, 'phone_number')}".strip()}


def e164(number: str) -> str:
    """Telegram's numbers are international, with or without the plus; "" for what is none."""
    digits = "".join(char for char in number if char.isascii() and char.isdigit())
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _poll(media: Mapping[str, Any], message: Mapping[str, Any], found: Contents) -> str:
    options = [f"– {read.text(option, 'text')}" for option in read.tables(media, "options")]
    return "\n".join([_("Poll: %(question)s") % {"question": read.text(media, "question")}, *options])


def _dice(media: Mapping[str, Any], message: Mapping[str, Any], found: Contents) -> str:
    return f"{read.text(media, 'emoji')} {read.text(media, 'value')}".strip()


def _web_app(media: Mapping[str, Any], message: Mapping[str, Any], found: Contents) -> str:
    return read.text(media, "data")


def _payment(media: Mapping[str, Any], message: Mapping[str, Any], found: Contents) -> str:
    amount = f"{read.text(media, 'total_amount')} {read.text(media, 'currency')}"
    return _("Payment in Telegram: %(amount)s (in the smallest unit)") % {"amount": amount.strip()}


def _checklist(media: Mapping[str, Any], message: Mapping[str, Any], found: Contents) -> str:
    return "\n".join(
        [read.text(media, "title"), *(f"– {read.text(task, 'text')}" for task in read.tables(media, "tasks"))]
    )


def _elsewhere(media: Mapping[str, Any], message: Mapping[str, Any], found: Contents) -> str:
    return _("(Something that only Telegram shows: a story, a game or a paid post.)")


READERS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any], Contents], str]] = {
    "sticker": _sticker,
    "location": _location,
    "venue": _venue,
    "contact": _contact,
    "poll": _poll,
    "dice": _dice,
    "web_app_data": _web_app,
    "successful_payment": _payment,
    "checklist": _checklist,
    "story": _elsewhere,
    "game": _elsewhere,
    "paid_media": _elsewhere,
    "invoice": _elsewhere,
    "giveaway": _elsewhere,
    "gift": _elsewhere,
}


def _about(message: Mapping[str, Any], found: Contents) -> None:
    """Where a forwarded message came from, and what exactly a reply quotes."""
    origin = read.table(message, "forward_origin")
    if origin:
        user, chat = read.table(origin, "sender_user"), read.table(origin, "sender_chat") or read.table(origin, "chat")
        name = read.text(user, "first_name") or read.text(chat, "title") or read.text(origin, "sender_user_name")
        found.facts.append((gettext_noop("Forwarded from"), name or _("somebody unnamed")))
    quoted = read.text(read.table(message, "quote"), "text")
    if quoted:
        found.facts.append((gettext_noop("About"), quoted[:500]))
