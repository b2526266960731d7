"""What the pigeon loft posts, typed at the edge.

{"loft": "7", "events": [{"id": "e1", "type": "letter", "letter": {"id": "l1", "from": "grey", "name": "Grey",
                                                                   "text": "Coo", "sent": 1790000000}},
                         {"id": "e2", "type": "state", "of": "l0", "state": "delivered"}]}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels_inbox.providers import strict_json


@dataclass(frozen=True, slots=True)
class Letter:
    id: str
    sender: str
    name: str
    text: str
    sent: datetime | None


def webhook(payload: bytes) -> tuple[str, list[dict[str, Any]]]:
    """(loft, its events). Raises UnreadablePayload."""
    found = strict_json.read_object(payload)
    return strict_json.text(found, "loft"), strict_json.tables(found, "events", needed=True)


def letter(event: dict[str, Any]) -> Letter:
    """The letter of a "letter" event. Raises UnreadablePayload."""
    found = strict_json.table(event, "letter", needed=True)
    return Letter(
        id=strict_json.text(found, "id", needed=True),
        sender=strict_json.text(found, "from", needed=True),
        name=strict_json.text(found, "name"),
        text=strict_json.text(found, "text"),
        sent=strict_json.moment(found, "sent"),
    )
