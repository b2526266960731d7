"""Our own Message-IDs, signed: a reply that names one belongs to that ticket, whoever's mail program sent it.

Form: `<t{ticket}.{message}.{signature}@{domain}>`, and as an address `local+t{ticket}.{message}.{signature}@domain`. The
message says whom the token was sent to: only from there does its return prove an address.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings as django_settings

_OURS = re.compile(r"^<?t(\d{1,12})\.(\d{1,15})\.([0-9a-f]{20})@", re.IGNORECASE)
_PLUS = re.compile(r"\+t(\d{1,12})\.(\d{1,15})\.([0-9a-f]{20})@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """What a signed token names; `message` is 0 when it names the ticket alone."""

    ticket: int
    message: int = 0


def message_id(ticket: int, message: int, domain: str) -> str:
    """The Message-ID of one message of a ticket, the same at every attempt to send it."""
    return f"<t{ticket}.{message}.{_signature(ticket, message)}@{domain}>"


def reply_address(address: str, ticket: int, message: int = 0) -> str:
    """The inbox address with the ticket in it, for mail programs that lose their references."""
    local, _, domain = address.rpartition("@")
    return f"{local}+t{ticket}.{message}.{_signature(ticket, message)}@{domain}"


def own_token(value: str) -> Token | None:
    """What one of our Message-IDs names, or None when we did not make it."""
    return _read(_OURS.match(value))


def token_in(references: Iterable[str]) -> Token | None:
    """The nearest reference that we signed."""
    return next((token for token in map(own_token, references) if token is not None), None)


def recipient_token(addresses: Iterable[str], settings: Mapping[str, Any]) -> Token | None:
    """What a plus-address of this inbox names."""
    own = str(settings.get("address") or "").lower()
    for address in addresses:
        match = _PLUS.search(address)
        if match and (not own or base_address(address) == base_address(own)):
            token = _read(match)
            if token is not None:
                return token
    return None


def base_address(address: str) -> str:
    """The address without its plus-part, in lower case."""
    local, at, domain = address.lower().rpartition("@")
    return f"{local.split('+', 1)[0]}{at}{domain}"


def _read(match: re.Match[str] | None) -> Token | None:
    if match is None:
        return None
    ticket, message = int(match.group(1)), int(match.group(2))
    return Token(ticket, message) if hmac.compare_digest(match.group(3).lower(), _signature(ticket, message)) else None


def _signature(ticket: int, message: int) -> str:
    key = sha256(b"helpdesk.mail.thread:" + django_settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{ticket}.{message}".encode(), sha256).hexdigest()[:20]
