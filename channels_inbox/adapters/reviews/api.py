"""Calls to both providers' APIs: access tokens fetched when they are needed, errors put into words."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from channels_inbox.adapters.reviews.payloads import GOOGLE
from channels_inbox.contract import AdapterError, Trouble
from channels_inbox.contract.errors import UnreadablePayload
from channels_inbox.providers.calls import api_base, call, retry_after
from channels_inbox.providers.strict_json import read_object, text, whole
from core.http import Response
from core.text import clean_line

GOOGLE_API = "https://mybusiness.googleapis.com/v4"
GOOGLE_OAUTH = "https://oauth2.googleapis.com"
TRUSTPILOT_API = "https://api.trustpilot.com/v1"
TRUSTPILOT_TOKEN = "oauth/oauth-business-users-for-applications/accesstoken"  # noqa: S105  (an address)
# A token is renewed this long before it ends, so that it doesn't end on its way.
EARLY_S = 120

_tokens: dict[str, tuple[str, float]] = {}
_lock = threading.Lock()


def base(provider: str) -> str:
    return api_base("reviews", GOOGLE_API if provider == GOOGLE else TRUSTPILOT_API, provider)


def forget_tokens() -> None:
    """Access tokens live in this process only; a refused one is fetched anew."""
    with _lock:
        _tokens.clear()


def ask(
    method: str,
    path: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, Any],
    *,
    params: Mapping[str, str] | None = None,
    json: Any = None,
    repeatable: bool = True,
    missing: str = "",
) -> dict[str, Any]:
    """One call; what it reads as an object, {} where it writes. `missing` is the sentence for 404.

    Raises AdapterError, and SendingUncertain where the call isn't `repeatable` and the connection broke.
    """
    provider = str(settings.get("provider", GOOGLE))
    url = f"{base(provider)}/{path}" + (f"?{urlencode(params)}" if params else "")
    for attempt in (1, 2):
        token = _token(provider, settings, secrets)
        headers = {"Authorization": f"Bearer {token}"}
        answer = call(method, url, repeatable=repeatable, headers=headers, json=json)
        if answer.status != 401 or attempt == 2:
            break
        forget_tokens()
    if answer.status >= 400:
        raise _error(answer, missing)
    # Of what was written only the yes counts.
    return _object(answer) if method == "GET" else {}


def _object(answer: Response) -> dict[str, Any]:
    try:
        return read_object(answer.content, max_bytes=5_000_000)
    except UnreadablePayload as error:
        raise AdapterError(_("The provider's answer can't be read."), permanent=False) from error


def _error(answer: Response, missing: str) -> AdapterError:
    words = _words(answer)
    if answer.status in {401, 403}:
        sentence = _(
            "The provider doesn't let us in. An admin has to renew the access in the inbox's settings. %(words)s"
        )
        return AdapterError((sentence % {"words": words}).strip(), permanent=True, trouble=Trouble.AUTH)
    if answer.status == 404 and missing:
        return AdapterError(missing, permanent=True, trouble=Trouble.UNREACHABLE)
    if answer.status == 429 or answer.status >= 500:
        sentence = _("The provider takes no calls for now. %(words)s") % {"words": words}
        return AdapterError(sentence.strip(), permanent=False, retry_after_s=retry_after(answer))
    sentence = _("The provider refused this (%(status)s). %(words)s") % {"status": answer.status, "words": words}
    return AdapterError(sentence.strip(), permanent=True)


def _words(answer: Response) -> str:
    """What the provider itself says of an error, in one line."""
    try:
        found = read_object(answer.content, max_bytes=100_000)
        error = found.get("error")
        said = text(error, "message") if isinstance(error, dict) else ""
        said = said or text(found, "error_description") or text(found, "message") or text(found, "reason")
        said = said or (error if isinstance(error, str) else "")
    except UnreadablePayload:
        return ""  # an HTML page of a gateway helps nobody
    said = clean_line(said, 200).strip()
    return said if not said or said[-1] in ".!?" else f"{said}."


def _token(provider: str, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
    parts = [provider, base(provider), *(str(secrets.get(name, "")) for name in sorted(secrets))]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    with _lock:
        token, ends = _tokens.get(key, ("", 0.0))
    if token and time.monotonic() < ends:
        return token
    answer = _google_token(settings, secrets) if provider == GOOGLE else _trustpilot_token(secrets)
    if answer.status >= 400:
        raise _token_error(answer)
    found = _object(answer)
    token = text(found, "access_token", needed=True)
    with _lock:
        _tokens[key] = (token, time.monotonic() + max(0, (whole(found, "expires_in") or 0) - EARLY_S))
    return token


def _google_token(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> Response:
    """developers.google.com/identity/protocols/oauth2/web-server#offline"""
    form = {
        "grant_type": "refresh_token",
        "client_id": str(settings.get("client_id", "")),
        "client_secret": str(secrets.get("client_secret", "")),
        "refresh_token": str(secrets.get("refresh_token", "")),
    }
    return call("POST", f"{api_base('reviews', GOOGLE_OAUTH, 'google-oauth')}/token", repeatable=True, data=form)


def _trustpilot_token(secrets: Mapping[str, Any]) -> Response:
    """developers.trustpilot.com/authentication, grant type client_credentials."""
    pair = f"{secrets.get('api_key', '')}:{secrets.get('api_secret', '')}"
    headers = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
    url = f"{api_base('reviews', TRUSTPILOT_API, 'trustpilot')}/{TRUSTPILOT_TOKEN}"
    return call("POST", url, repeatable=True, headers=headers, data={"grant_type": "client_credentials"})


def _token_error(answer: Response) -> AdapterError:
    if answer.status == 429 or answer.status >= 500:
        return _error(answer, "")
    return AdapterError(
        _(
            "The provider doesn't accept our keys any more. An admin has to renew them in the inbox's settings. %(words)s"
        )
        % {"words": _words(answer)},
        permanent=True,
        trouble=Trouble.AUTH,
    )
