"""The token of an opened page: which inbox it is for, since when, and what it was opened with."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from core.tokens import BadToken, make_token, read_token
from tickets.models import Inbox

PURPOSE = "public-form"
# Somebody who comes back to a tab the next morning is asked to send again; nothing they wrote is lost.
OPEN_FOR_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Opened:
    """One opened page. `nonce` names it, `at` is when (seconds since 1970), `data` what it knew from the start."""

    nonce: str
    at: float
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def age_s(self) -> float:
        return time.time() - self.at


def issue(inbox: Inbox, **data: Any) -> str:
    """A token for a page that is opened now. `data` is readable by the visitor, but not to be altered."""
    page = {"inbox": inbox.public_id, "nonce": secrets.token_urlsafe(12), "at": time.time(), "data": data}
    return make_token(PURPOSE, page)


def read(inbox: Inbox, token: str) -> Opened:
    """Raises BadToken, and ExpiredToken (its child) for a page that was open for too long."""
    page = read_token(PURPOSE, token, OPEN_FOR_S)
    if page["inbox"] != inbox.public_id:
        raise BadToken("This page belongs to another inbox.")
    return Opened(page["nonce"], page["at"], page["data"])
