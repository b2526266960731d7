"""What Telegram posts (https://core.telegram.org/bots/api#update), typed at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.contract import UnreadablePayload
from channels_inbox.providers import strict_json as read

# What setWebhook asks for, and what parse() therefore makes something of.
WANTED = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
# Documented, not asked for: another program may have asked before us. None of them is a customer writing to the bot.
UNWANTED = (
    "business_connection", "business_message", "channel_post", "chat_boost", "chat_join_request", "chat_member",
    "chosen_inline_result", "deleted_business_messages", "edited_business_message", "edited_channel_post",
    "inline_query", "message_reaction_count", "poll", "poll_answer", "pre_checkout_query", "purchased_paid_media",
    "removed_chat_boost", "shipping_query",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Update:
    """One update: its number, which of the optional fields it has, and that field's object."""

    number: int
    kind: str
    body: Mapping[str, Any]


def update(payload: bytes) -> Update:
    """Raises UnreadablePayload for what is no update, or of a kind that nobody handles."""
    data = read.read_object(payload)
    number = read.whole(data, "update_id")
    if number is None:
        raise UnreadablePayload(_("This is not an update of Telegram: it has no number."))
    for kind in (*WANTED, *UNWANTED):
        if kind in data:
            return Update(number, kind, read.table(data, kind, needed=True))
    others = ", ".join(sorted(name for name in data if name != "update_id"))[:200]
    raise UnreadablePayload(_("Telegram sent an update of an unknown kind: %(kind)s") % {"kind": others})


@dataclass(frozen=True, slots=True)
class Sender:
    """A Telegram user; in a private chat with the bot, user and chat have the same id."""

    id: str
    name: str
    language: str
    is_bot: bool


def sender(data: Mapping[str, Any], key: str = "from") -> Sender:
    """Raises UnreadablePayload."""
    user = read.table(data, key, needed=True)
    name = " ".join(filter(None, [read.text(user, "first_name"), read.text(user, "last_name")]))
    username = read.text(user, "username")
    return Sender(
        id=read.text(user, "id", needed=True),
        name=name or (f"@{username}" if username else ""),
        language=read.text(user, "language_code").lower().partition("-")[0],
        is_bot=user.get("is_bot") is True,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands. `id` is unique for the bot, as message ids count from one in every chat."""

    chat: str
    message: str
    private: bool

    @property
    def id(self) -> str:
        return f"{self.chat}:{self.message}"


def place(message: Mapping[str, Any]) -> Place:
    """Raises UnreadablePayload."""
    chat = read.table(message, "chat", needed=True)
    return Place(
        chat=read.text(chat, "id", needed=True),
        message=read.text(message, "message_id", needed=True),
        private=read.text(chat, "type") == "private",
    )


def when(message: Mapping[str, Any], key: str = "date") -> datetime | None:
    return read.moment(message, key)
