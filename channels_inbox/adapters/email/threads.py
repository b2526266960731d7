"""Our own Message-IDs, signed: a reply that names one belongs to that ticket, whoever's mail program sent it.

Form: `<t{ticket}.{message}.{signature}@{domain}>`, and as an address `local+t{ticket}.0.{signature}@domain`.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.conf import settings as django_settings

_OURS = re.compile(r"^<?t(\d{1,12})\.(\d{1,15})\.([0-9a-f]{20})@", re.IGNORECASE)
_PLUS = re.compile(r"\+t(\d{1,12})\.(\d{1,15})\.([0-9a-f]{20})@", re.IGNORECASE)


def message_id(ticket: int, message: int, domain: str) -> str:
    """The Message-ID of one message of a ticket, the same at every attempt to send it."""
    return f"<t{ticket}.{message}.{_signature(ticket, message)}@{domain}>"


def reply_address(address: str, ticket: int) -> str:
    """The inbox address with the ticket in it, for mail programs that lose their references."""
    local, _, domain = address.rpartition("@")
    return f"{local}+t{ticket}.0.{_signature(ticket, 0)}@{domain}"


def own_token(value: str) -> int | None:
    """The ticket that one of our Message-IDs names, or None when we did not make it."""
    return _ticket(_OURS.match(value))


def token_in(references: Iterable[str]) -> int | None:
    """The ticket of the nearest reference that we signed."""
    return next((ticket for ticket in map(own_token, references) if ticket is not None), None)


def recipient_token(addresses: Iterable[str], settings: Mapping[str, Any]) -> int | None:
    """The ticket that a plus-address of this inbox names."""
    own = str(settings.get("address") or "").lower()
    for address in addresses:
        match = _PLUS.search(address)
        if match and (not own or base_address(address) == base_address(own)):
            ticket = _ticket(match)
            if ticket is not None:
                return ticket
    return None


def base_address(address: str) -> str:
    """The address without its plus-part, in lower case."""
    local, at, domain = address.lower().rpartition("@")
    return f"{local.split('+', 1)[0]}{at}{domain}"


def _ticket(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    ticket, message = int(match.group(1)), int(match.group(2))
    return ticket if hmac.compare_digest(match.group(3).lower(), _signature(ticket, message)) else None


def _signature(ticket: int, message: int) -> str:
    key = sha256(b"helpdesk.mail.thread:" + django_settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{ticket}.{message}".encode(), sha256).hexdigest()[:20]
