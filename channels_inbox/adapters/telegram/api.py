"""Calls of the Bot API (https://core.telegram.org/bots/api#making-requests).

Telegram wants the bot's token in the path of every address; here it never gets into a sentence, a log or a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from channels_inbox.contract import AdapterError, FetchedFile, SendingUncertain, Trouble
from channels_inbox.providers.calls import api_base, call, download, retry_after
from channels_inbox.providers.multipart import FormFile, encode_form
from core.http import HttpError, Response
from core.text import clean_line

API = "https://api.telegram.org"
TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}\Z")
MAX_WAIT_S = 3600.0


def bot_token(secrets: Mapping[str, Any]) -> str:
    """The inbox's token. Raises AdapterError when there is none that could work."""
    token = str(secrets.get("token") or "")
    if not TOKEN.match(token):
        raise AdapterError(
            _("The bot's token is missing or incomplete. Copy it from @BotFather once more."),
            permanent=True,
            trouble=Trouble.AUTH,
        )
    return token


def scrub(text: str, token: str) -> str:
    """The text without the token or its secret half."""
    return text.replace(token, "…").replace(token.partition(":")[2], "…")


@contextmanager
def _without_token(token: str) -> Iterator[None]:
    try:
        yield
    except AdapterError as error:
        raise AdapterError(
            scrub(error.message, token),
            permanent=error.permanent,
            trouble=error.trouble,
            retry_after_s=error.retry_after_s,
        ) from None  # the chain might name the address
    except SendingUncertain as error:
        raise SendingUncertain(scrub(str(error), token)) from None


def ask(
    token: str,
    method: str,
    params: Mapping[str, Any] | None = None,
    *,
    files: Mapping[str, FormFile] | None = None,
    repeatable: bool = False,
) -> Any:
    """The `result` of one method. Raises AdapterError, and SendingUncertain when a message may have left."""
    with _without_token(token):
        url = f"{api_base('telegram', API)}/bot{token}/{method}"
        if files:
            body, content_type = encode_form({name: str(value) for name, value in (params or {}).items()}, files)
            headers = {"Content-Type": content_type}
            response = call("POST", url, headers=headers, content=body, timeout=120, repeatable=repeatable)
        else:
            response = call("POST", url, json=dict(params or {}), repeatable=repeatable)
        answer = _decoded(response)
        if response.status < 400 and answer.get("ok") is True:
            return answer.get("result")
        if response.status < 400 and not repeatable:
            raise SendingUncertain(_("Telegram's answer can't be read: the message may have arrived."))
        raise _trouble(response, answer)


def _decoded(response: Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except HttpError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _trouble(response: Response, answer: Mapping[str, Any]) -> AdapterError:
    """What a refused call means. Descriptions are for people and may change: only old and stable words are looked for."""
    said = clean_line(str(answer.get("description", "")), 300)
    low, status = said.lower(), response.status
    if status == 429 or status >= 500 or status < 400:
        return AdapterError(_("Telegram is busy."), permanent=False, retry_after_s=_pause(response, answer))
    if status in {401, 404}:
        # "Not Found" is what a token of a wrong shape gets.
        sentence = _("Telegram doesn't accept the bot's token. Copy it from @BotFather into the inbox's settings.")
        return AdapterError(sentence, permanent=True, trouble=Trouble.AUTH)
    if status == 403 and "blocked" in low:
        sentence = _("The customer blocked the bot. Choose another channel.")
        return AdapterError(sentence, permanent=True, trouble=Trouble.OPTED_OUT)
    if "deactivated" in low:
        sentence = _("The customer's Telegram account was closed. Choose another channel.")
        return AdapterError(sentence, permanent=True, trouble=Trouble.UNREACHABLE)
    if "chat not found" in low or "initiate conversation" in low:
        sentence = _("The customer hasn't started a chat with this bot. Choose another channel.")
        return AdapterError(sentence, permanent=True, trouble=Trouble.UNREACHABLE)
    if status == 413 or "too big" in low or "too large" in low:
        return AdapterError(_("The file is too large for Telegram. Send a smaller one."), permanent=True)
    return AdapterError(_("Telegram refuses this: %(reason)s") % {"reason": said or status}, permanent=True)


def _pause(response: Response, answer: Mapping[str, Any]) -> float:
    """Seconds to wait: `parameters.retry_after` (https://core.telegram.org/bots/api#responseparameters)."""
    parameters = answer.get("parameters")
    wanted = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(wanted, int | float) and not isinstance(wanted, bool) and wanted > 0:
        return min(float(wanted), MAX_WAIT_S)
    return retry_after(response)


def bring(token: str, file_path: str) -> FetchedFile:
    """A file by the path that getFile gave. Raises AdapterError."""
    with _without_token(token):
        if file_path.startswith("/") or ".." in file_path.split("/"):
            raise AdapterError(_("Telegram doesn't say where this file is."), permanent=True)
        found = download(f"{api_base('telegram', API)}/file/bot{token}/{quote(file_path)}")
    # Telegram calls every file application/octet-stream; what the message said of it is better.
    return FetchedFile(found.content)
