"""Calls of X's API as the firm's own account: OAuth 1.0a user context
(https://docs.x.com/fundamentals/authentication/oauth-1-0a/overview)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from oauthlib.oauth1 import Client

from channels_inbox.contract import AdapterError, SendingUncertain, Trouble
from channels_inbox.providers.calls import api_base, call, retry_after
from core.http import HttpError, Response
from core.text import clean_line

API = "https://api.x.com"
MAX_WAIT_S = 3600.0
KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


def authorization(method: str, url: str, secrets: Mapping[str, Any]) -> str:
    """The Authorization header for one call. A JSON body is no part of the signature (RFC 5849, 3.4.1.3).

    Raises AdapterError when a key is missing."""
    keys = [str(secrets.get(name) or "") for name in KEYS]
    if not all(keys):
        raise AdapterError(
            _("A key or token of the X app is missing. Paste all four into the inbox's settings."),
            permanent=True,
            trouble=Trouble.AUTH,
        )
    client = Client(keys[0], client_secret=keys[1], resource_owner_key=keys[2], resource_owner_secret=keys[3])
    _url, headers, _body = client.sign(url, http_method=method)
    return str(headers["Authorization"])


def ask(
    method: str,
    path: str,
    secrets: Mapping[str, Any],
    *,
    query: Mapping[str, str] | None = None,
    json: Any = None,
    repeatable: bool = False,
    timeout: float = 20,
) -> Response:
    """One call, whatever its status. Raises AdapterError and SendingUncertain as `call` does."""
    url = f"{api_base('x', API)}{path}" + (f"?{urlencode(query)}" if query else "")
    headers = {"Authorization": authorization(method, url, secrets)}
    return call(method, url, headers=headers, json=json, repeatable=repeatable, timeout=timeout)


def data(response: Response, *, sending: bool = False) -> dict[str, Any]:
    """The `data` of a good answer. Raises AdapterError; SendingUncertain when something was taken but can't be named."""
    body = decoded(response)
    if response.status >= 400:
        raise refusal(response)
    found = body.get("data")
    if isinstance(found, dict):
        return found
    if sending:
        raise SendingUncertain(_("X's answer can't be read: the message may have arrived."))
    raise AdapterError(_("X's answer can't be read."), permanent=False)


def decoded(response: Response) -> dict[str, Any]:
    try:
        body = response.json()
    except HttpError:
        return {}
    return body if isinstance(body, dict) else {}


def reason(response: Response) -> str:
    """What X says went wrong (https://docs.x.com/x-api/fundamentals/response-codes-and-errors), on one line."""
    body = decoded(response)
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    said = body.get("detail") or first.get("message") or first.get("detail") or body.get("title") or ""
    return clean_line(str(said), 300)


def refusal(response: Response) -> AdapterError:
    """What a refused call means, in words."""
    status, said = response.status, reason(response)
    low = said.lower()
    kind = str(decoded(response).get("type", ""))
    if status == 429:
        return AdapterError(_("X takes no more for now."), permanent=False, retry_after_s=_pause(response))
    if status >= 500 or status < 400:
        return AdapterError(_("X is out of order."), permanent=False, retry_after_s=retry_after(response))
    if status == 401:
        sentence = _("X doesn't accept the keys and tokens. Make new ones in the developer console and save them.")
        return AdapterError(sentence, permanent=True, trouble=Trouble.AUTH)
    if status == 402:
        sentence = _("The X account has no credits left. Buy some in the developer console.")
        return AdapterError(sentence, permanent=True, trouble=Trouble.AUTH)
    if "oauth1-permissions" in kind or "client-forbidden" in kind or "not-enrolled" in low or "access level" in low:
        sentence = _(
            "The X app may not do this: %(reason)s Check its permissions and access level, then make new tokens."
        )
        return AdapterError(sentence % {"reason": _dot(said)}, permanent=True, trouble=Trouble.AUTH)
    if status == 403 and "duplicate" in low:
        return AdapterError(_("X refuses the same words twice in a row. Change them a little."), permanent=True)
    if status in {403, 404} and ("suspended" in low or "not found" in low or status == 404):
        sentence = _("X doesn't find this account or post any more: %(reason)s")
        return AdapterError(sentence % {"reason": said or status}, permanent=True, trouble=Trouble.UNREACHABLE)
    return AdapterError(_("X refuses this: %(reason)s") % {"reason": said or status}, permanent=True)


def _dot(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) or not sentence else f"{sentence}."


def _pause(response: Response) -> float:
    """Seconds until the limit is lifted: x-rate-limit-reset is a Unix time."""
    for name in ("x-rate-limit-reset", "x-user-limit-24hour-reset", "x-app-limit-24hour-reset"):
        said = response.headers.get(name, "").strip()
        if said.isdecimal() and len(said) < 12 and response.headers.get(name.replace("reset", "remaining"), "0") == "0":
            return min(max(float(said) - time.time(), 1.0), MAX_WAIT_S)
    return retry_after(response)
