"""What the pigeon loft posts, typed at the edge.

{"loft": "7", "events": [{"id": "e1", "type": "letter", "letter": {"id": "l1", "from": "grey", "name": "Grey",
                                                                   "text": "Coo", "sent": 1790000000.5}},
                         {"id": "e2", "type": "state", "letter": "l0", "state": "delivered"}]}
"""

from __future__ import annotations

import json
from typing import Any, TypedDict, cast

from channels_inbox.contract import UnreadablePayload


class Letter(TypedDict):
    id: str
    name: str
    text: str
    sent: float


class Event(TypedDict, total=False):
    id: str
    type: str
    letter: Any
    state: str


def _object(payload: bytes) -> dict[str, Any]:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError) as error:  # json gives up on very deep nesting with RecursionError
        raise UnreadablePayload("This is not JSON.") from error
    if not isinstance(found, dict):
        raise UnreadablePayload("This is not a JSON object.")
    return found


def webhook(payload: bytes) -> tuple[str, list[Event]]:
    """(loft, its events). Raises UnreadablePayload."""
    found = _object(payload)
    events = found.get("events")
    if not isinstance(events, list) or not all(isinstance(e, dict) and isinstance(e.get("id"), str) for e in events):
        raise UnreadablePayload("There are no events in it.")
    return str(found.get("loft", "")), cast(list[Event], events)


def event(payload: bytes) -> Event:
    """One of them. Raises UnreadablePayload."""
    return cast(Event, _object(payload))


def letter(found: Event) -> dict[str, Any]:
    """The letter of a "letter" event, with its needed fields. Raises UnreadablePayload."""
    value = found.get("letter")
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in ("id", "from", "text")):
        raise UnreadablePayload("The letter is not complete.")
    return value
