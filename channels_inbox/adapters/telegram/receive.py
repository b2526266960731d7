"""What an update means for us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels_inbox.adapters.telegram import payloads
from channels_inbox.adapters.telegram.contents import Contents, contents, is_service
from channels_inbox.contract import Edited, InboundMessage, Notice, Parsed, Reaction, UnreadablePayload
from channels_inbox.providers import strict_json as read
from core.text import LANGUAGES, guess_language

KIND = "telegram"


def parsed(update: payloads.Update) -> Parsed:
    """Raises UnreadablePayload."""
    handle = {
        "message": _message,
        "edited_message": _edited,
        "callback_query": _button,
        "my_chat_member": _member,
        "message_reaction": _reaction,
    }.get(update.kind)
    return handle(update) if handle else Notice(f"{update.kind}: not for us")


def start_payload(text: str) -> str | None:
    """What stands behind /start (a link t.me/bot?start=…); None when this is no /start."""
    command, _space, rest = text.strip().partition(" ")
    return rest.strip() if command.partition("@")[0] == "/start" else None


def _message(update: payloads.Update) -> Parsed:
    message = update.body
    where = payloads.place(message)
    if not where.private:
        return Notice("A message in a group or channel: only private chats become tickets.")
    if is_service(message):
        return Notice("A remark of Telegram's own.")
    who = payloads.sender(message)
    if who.is_bot:
        return Notice("A message of a bot.")
    found = contents(message)
    start = start_payload(found.text)
    if start == "":
        return Notice(f"{who.name} opened the chat.")
    if start:
        found.facts.append((gettext_noop("Came by the link"), start[:200]))
    answered = read.table(message, "reply_to_message")
    return _said(
        who,
        found,
        external_id=where.id,
        references=[payloads.place(answered).id] if answered else [],
        sent_at=payloads.when(message),
    )


def _said(who: payloads.Sender, found: Contents, *, external_id: str, **more: Any) -> InboundMessage:
    spoken = who.language if who.language in LANGUAGES else ""
    return InboundMessage(
        external_id=external_id,
        address=who.id,
        identity_kind=KIND,
        display_name=who.name,
        text=found.text,
        proven=True,
        # The app's language is only a hint: many Poles use it in English.
        language=guess_language(found.text) or spoken,
        remote=found.remote,
        also=found.also,
        facts=found.facts,
        **more,
    )


def _edited(update: payloads.Update) -> Parsed:
    where = payloads.place(update.body)
    if not where.private:
        return Notice("An edit in a group or channel.")
    found = contents(update.body)
    if found.live:
        return Notice("A live location moved on.")
    return Edited(where.id, found.text, at=payloads.when(update.body, "edit_date"))


def _button(update: payloads.Update) -> Parsed:
    """A tap on a button under a message: what the button says is what they say, what it carries is for programs alone."""
    query = update.body
    message = read.table(query, "message")
    if not message or not payloads.place(message).private:
        return Notice("A button under a message that isn't in a private chat.")
    who, data = payloads.sender(query), read.text(query, "data")
    found = Contents(text=_label(message, data))
    if not (found.text or data):
        raise UnreadablePayload(_("Telegram sent a button without words."))
    external_id = f"button:{read.text(query, 'id', needed=True)}"
    return _said(who, found, external_id=external_id, references=[payloads.place(message).id], tapped=data)


def _label(message: Mapping[str, Any], data: str) -> str:
    rows = read.table(message, "reply_markup").get("inline_keyboard")
    for row in rows if isinstance(rows, list) else []:
        for button in row if isinstance(row, list) else []:
            if isinstance(button, dict) and button.get("callback_data") == data:
                return read.text(button, "text")
    return ""


def _member(update: payloads.Update) -> Parsed:
    """In a private chat this says only one thing: the bot was blocked, or is welcome again."""
    chat = read.table(update.body, "chat", needed=True)
    if read.text(chat, "type") != "private":
        return Notice("The bot was put into a group, or taken out of one.")
    status = read.text(read.table(update.body, "new_chat_member", needed=True), "status", needed=True)
    blocked = status in {"kicked", "left"}
    words = _("The customer blocked the bot.") if blocked else _("The customer unblocked the bot.")
    who = payloads.sender(update.body)
    return InboundMessage(
        external_id=f"{who.id}:member:{update.number}",
        address=who.id,
        identity_kind=KIND,
        display_name=who.name,
        text=words,
        proven=True,
        sent_at=payloads.when(update.body),
        opts_out=blocked,
        opts_in=not blocked,
    )


def _reaction(update: payloads.Update) -> Parsed:
    where = payloads.place(update.body)
    user = read.table(update.body, "user")
    if not where.private or not user:
        return Notice("A reaction in a group or channel.")
    signs = read.tables(update.body, "new_reaction")
    # Stickers of one's own and paid stars have no emoji that could be shown.
    emoji = (read.text(signs[-1], "emoji") or "⭐") if signs else ""
    at = payloads.when(update.body)
    return Reaction(where.id, emoji, read.text(user, "id", needed=True), at=at)
