"""The Telegram channel: a bot (https://core.telegram.org/bots/api)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.adapters.telegram import payloads, receive, sending, webhook
from channels_inbox.adapters.telegram.api import ask, bot_token, bring
from channels_inbox.contract import (
    AdapterError,
    BadSignature,
    FetchedFile,
    HookAnswer,
    HookRequest,
    OutboundMessage,
    Parsed,
    Part,
    Piece,
    RouteContext,
    RouteOption,
    SendResult,
    UnreadablePayload,
)
from channels_inbox.hooks import hook_url
from channels_inbox.models import Connection
from channels_inbox.providers import strict_json as read
from tickets.channel_info import ChannelInfo
from tickets.hooks import WayIn
from tickets.models import Inbox

INFO = ChannelInfo(
    "telegram",
    "Telegram",
    "send",
    "telegram",
    "telegram",
    formatting=True,
    max_length=4096,
    quick_replies=8,
    taps=12,
    about=gettext_lazy("Customers write to your Telegram bot."),
)
# What bots can fetch (https://core.telegram.org/bots/api#getfile).
MAX_DOWNLOAD = 20 * 1024 * 1024


class TelegramAdapter:
    """A bot's private chats. Telegram vouches for who writes; an address is the user's id, which is the chat's too."""

    kind = "telegram"
    account_setting = "bot_id"
    signing_secrets = ("token",)

    def verify(self, request: HookRequest) -> None:
        """Telegram repeats the secret that setWebhook gave it. Raises BadSignature."""
        expected = webhook.webhook_secret(request.secrets)
        given = request.headers.get(webhook.HEADER, "")
        if not expected or not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            raise BadSignature

    def split(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Sequence[Piece]:
        """A webhook is one update. Its number alone isn't unique: after a quiet week Telegram goes on at random."""
        update = payloads.update(payload)
        where = ""
        if update.kind in {"message", "edited_message", "message_reaction"}:
            where = f":{payloads.place(update.body).id}"
        external_id = f"{update.kind}:{update.number}{where}"
        return [Piece(external_id, payload, must_arrive=update.kind in payloads.WANTED)]

    def way_in(self, inbox: Inbox) -> WayIn | None:
        """How customers reach this inbox."""
        name = str(inbox.connection.state.get("bot") or "")
        return WayIn(inbox, f"https://t.me/{name}", f"@{name}") if name else None

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        """Raises UnreadablePayload."""
        return receive.parsed(payloads.update(payload))

    def answer(self, request: HookRequest) -> HookAnswer:
        """A webhook's answer may be a call of the Bot API: a tapped button stops blinking, who opens the chat is greeted
        (https://core.telegram.org/bots/api#making-requests-when-getting-updates)."""
        try:
            update = payloads.update(request.body)
            reply = _at_once(update, str(request.settings.get("greeting") or "").strip())
        except UnreadablePayload:
            reply = None
        return HookAnswer(read.dump(reply).decode() if reply else "{}", "application/json")

    def parts(self, message: OutboundMessage) -> Sequence[Part]:
        return sending.parts(message)

    def send_part(self, message: OutboundMessage, part: Part) -> SendResult:
        return sending.send_part(message, part)

    def fetch(self, ref: Mapping[str, Any], settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> FetchedFile:
        """Bring a file that a customer sent: at most 20 MB. Raises AdapterError."""
        too_large = _("Telegram gives bots only files of up to 20 MB. Ask the customer to send it another way.")
        if int(ref.get("size") or 0) > MAX_DOWNLOAD:
            raise AdapterError(too_large, permanent=True)
        token = bot_token(secrets)
        found = ask(token, "getFile", {"file_id": str(ref.get("file_id", ""))}, repeatable=True)
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str) or not path:
            # The field is left out where a bot may not download.
            raise AdapterError(too_large, permanent=True)
        return bring(token, path)

    def routes(self, context: RouteContext) -> list[RouteOption]:
        """Always, unless they blocked the bot."""
        if context.opted_out:
            return [RouteOption(available=False, note=_("The customer blocked the bot."))]
        return [RouteOption()]

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Is the token good, and does Telegram reach us? Raises AdapterError."""
        name = webhook.bot_name(secrets)
        trouble = webhook.last_trouble(secrets)
        if trouble:
            return _("The bot @%(name)s answers. Telegram's last call to this helpdesk failed: %(reason)s") % {
                "name": name,
                "reason": trouble,
            }
        return _("The bot @%(name)s answers, and its messages come here.") % {"name": name}

    def sync(self, connection: Connection) -> dict[str, Any]:
        """Tell Telegram where to send the bot's messages, and note the bot's name. Raises AdapterError."""
        webhook.connect(connection.secrets, hook_url(connection.inbox))
        return {"bot": webhook.bot_name(connection.secrets)}

    def hook_facts(self, inbox: Inbox) -> list[tuple[str, str]]:
        """Where customers find the bot. There is nothing to paste: we tell Telegram ourselves."""
        name = str(inbox.connection.state.get("bot", ""))
        return [(_("Link for customers"), f"https://t.me/{name}")] if name else []


def _at_once(update: payloads.Update, greeting: str) -> dict[str, Any] | None:
    """What to answer an update with before anybody has read it."""
    if update.kind == "callback_query":
        return {"method": "answerCallbackQuery", "callback_query_id": read.text(update.body, "id", needed=True)}
    if update.kind == "message" and greeting and receive.start_payload(read.text(update.body, "text")) is not None:
        where = payloads.place(update.body)
        return {"method": "sendMessage", "chat_id": where.chat, "text": greeting[:4096]} if where.private else None
    return None
