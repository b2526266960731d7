"""The webhook's secret, and telling Telegram where to call (https://core.telegram.org/bots/api#setwebhook)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox.adapters.telegram.api import ask, bot_token, scrub
from channels_inbox.adapters.telegram.payloads import WANTED
from channels_inbox.contract import AdapterError
from channels_inbox.providers import strict_json as read
from core.text import clean_line

HEADER = "x-telegram-bot-api-secret-token"
RECENT = timedelta(hours=1)


def webhook_secret(secrets: Mapping[str, Any]) -> str:
    """What Telegram says with every call: ours to choose, and always the same for one token. It gives the token away no
    more than a fingerprint does a hand. "" without a token."""
    token = str(secrets.get("token") or "")
    return hmac.new(token.encode(), b"helpdesk webhook", hashlib.sha256).hexdigest() if token else ""


def connect(secrets: Mapping[str, Any], url: str) -> None:
    """Have the bot's messages sent to `url` from now on; what waited in the meantime comes too. Raises AdapterError."""
    params = {
        "url": url,
        "secret_token": webhook_secret(secrets),
        "allowed_updates": list(WANTED),
        "drop_pending_updates": False,
        "max_connections": 20,
    }
    try:
        ask(bot_token(secrets), "setWebhook", params, repeatable=True)
    except AdapterError as error:
        if not error.permanent or error.trouble:
            raise
        raise AdapterError(
            _("Telegram can't call this helpdesk at %(url)s: %(reason)s") % {"url": url, "reason": error.message},
            permanent=True,
        ) from error


def bot_name(secrets: Mapping[str, Any]) -> str:
    """The bot's @name. Raises AdapterError."""
    me = ask(bot_token(secrets), "getMe", repeatable=True)
    return str(me.get("username") or me.get("first_name") or "") if isinstance(me, dict) else ""


def last_trouble(secrets: Mapping[str, Any]) -> str:
    """What went wrong when Telegram last called us, within an hour; "" when nothing did. Raises AdapterError."""
    token = bot_token(secrets)
    info = ask(token, "getWebhookInfo", repeatable=True)
    if not isinstance(info, dict):
        return ""
    at = read.moment(info, "last_error_date")
    if at is None or timezone.now() - at > RECENT:
        return ""
    return clean_line(scrub(read.text(info, "last_error_message"), token), 200)
