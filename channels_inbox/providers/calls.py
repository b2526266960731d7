"""Calls to providers' HTTP APIs: through the private-network guard, to another address where one is set, with what went
wrong told apart: surely not sent, perhaps sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from channels_inbox.contract import AdapterError, FetchedFile, SendingUncertain
from core.http import HttpError, Response, guarded_request
from core.text import clean_line, safe_filename

TIMEOUT_S = 20.0


def api_base(kind: str, default: str, part: str = "") -> str:
    """Where the provider's API is, without a slash at its end.

    With CHANNEL_API_BASE set (a test, the demo) it is `<that>/<kind>[/<part>]`, so that nothing real is called.
    """
    if not settings.CHANNEL_API_BASE:
        return default.rstrip("/")
    return "/".join(filter(None, [settings.CHANNEL_API_BASE.rstrip("/"), kind, part]))


def _ours(url: str) -> bool:
    base = settings.CHANNEL_API_BASE.rstrip("/")
    return bool(base) and url.startswith(f"{base}/")


def call(
    method: str,
    url: str,
    *,
    repeatable: bool = False,
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    data: Mapping[str, Any] | None = None,
    content: bytes | None = None,
    timeout: float = TIMEOUT_S,
    max_bytes: int = 5_000_000,
) -> Response:
    """One call; an answer of any status is returned, and 429 with its Retry-After is the caller's to read.

    Raises AdapterError (transient) when it surely didn't arrive or may be repeated (`repeatable`: reading, or the
    provider has an idempotency key), SendingUncertain when it may have arrived, AdapterError (permanent) when the
    address is refused.
    """
    try:
        return guarded_request(
            method,
            url,
            headers=headers,
            json=json,
            data=data,
            content=content,
            timeout=timeout,
            max_bytes=max_bytes,
            allow_private=_ours(url),
        )
    except HttpError as error:
        if error.sent and not repeatable:
            raise SendingUncertain(_("The connection broke while the message was handed over.")) from error
        raise AdapterError(
            _("The provider can't be reached: %(reason)s") % {"reason": clean_line(error.message, 300)},
            permanent=not error.retryable,
        ) from error


def retry_after(response: Response) -> float:
    """Seconds that the provider asks to wait (RFC 9110 §10.2.3, the number form); 0 when it doesn't say."""
    said = response.headers.get("retry-after", "").strip()
    return min(float(said), 3600.0) if said.isdecimal() and len(said) < 8 else 0.0


def address_parts(url: str) -> SplitResult:
    """The parts of an address that a provider named; empty ones for what is no address, so that no host fits."""
    try:
        parts = urlsplit(url)
        _port = parts.port  # read here, since only reading it finds a wrong one
    except ValueError:
        return urlsplit("")
    return parts


def download(url: str, *, headers: Mapping[str, str] | None = None, name: str = "") -> FetchedFile:
    """A file by its address, at most ATTACHMENT_MAX_BYTES. Raises AdapterError; 404 and 410 are permanent."""
    response = call("GET", url, repeatable=True, headers=headers, timeout=60, max_bytes=settings.ATTACHMENT_MAX_BYTES)
    if response.status >= 400:
        gone = response.status in {400, 403, 404, 410}
        raise AdapterError(
            _("The provider doesn't give out this file (%(status)s).") % {"status": response.status}, permanent=gone
        )
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return FetchedFile(response.content, content_type, safe_filename(name) if name else "")
