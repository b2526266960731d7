"""What the shop's own page passes about its visitor, signed, so that nobody has to type it again.

A JSON Web Token (RFC 7519) signed with HS256 by the inbox's own key. What is filled in travels as
`channels_inbox.public_forms.submission.Submission`.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import jwt
from django.conf import settings

from core.text import clean_line
from customers.normalise import normalise
from tickets.models import Inbox

log = logging.getLogger(__name__)

ALGORITHM = "HS256"
MAX_TOKEN = 4000  # characters
# A token opens the form in somebody's name: it is made for one visit, not for a leaflet.
LONGEST_S = 24 * 3600
CLOCKS_DIFFER_S = 60


def signing_key(inbox: Inbox, form_settings: Mapping[str, Any]) -> str:
    """64 hex digits, the same every time until the owner raises the key's number."""
    number = form_settings.get("key_number") or 1
    text = f"form-known:{inbox.public_id}:{number}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """What the page vouches for; each may be empty. `customer_ref` is the shop's own id of the customer."""

    email: str = ""
    name: str = ""
    order: str = ""
    customer_ref: str = ""

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> Known:
        """What isn't text or a whole number counts as not passed; an address must be one."""
        try:
            email = normalise("email", _line(claims, "email", 254))
        except ValueError:
            email = ""
        return cls(email, _line(claims, "name", 120), _line(claims, "order", 80), _line(claims, "customer_ref", 120))

    def as_dict(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


def _line(claims: Mapping[str, Any], name: str, limit: int) -> str:
    value = claims.get(name, "")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    # Python refuses to write out integers of more than 4300 digits.
    return clean_line(value if isinstance(value, str) else str(value) if abs(value) < 10**30 else "", limit)


def read_known(inbox: Inbox, token: str) -> Known:
    """What a good token says; an empty Known for any other: the visitor is then asked as everybody is."""
    if not token:
        return Known()
    if len(token) > MAX_TOKEN or not token.isascii():
        log.info("Form %s: what the page passed isn't a token", inbox.pk)
        return Known()
    try:
        claims = jwt.decode(
            token,
            signing_key(inbox, inbox.connection.settings),
            algorithms=[ALGORITHM],
            options={"require": ["exp"], "verify_aud": False},
            leeway=CLOCKS_DIFFER_S,
        )
        too_long = int(claims["exp"]) > time.time() + LONGEST_S + CLOCKS_DIFFER_S
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
        # For the owner who signs wrongly; nothing of the token is written down.
        log.warning("Form %s: the token that the page passed isn't good (%s)", inbox.pk, type(error).__name__)
        return Known()
    if too_long:
        log.warning("Form %s: the token that the page passed is good for more than a day", inbox.pk)
        return Known()
    return Known.from_claims(claims)
