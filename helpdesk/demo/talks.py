"""What the customers of /demo/ said and heard, channel by channel: the last 50 lines of each, in Redis, for a day."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from channels_inbox.contract.demo import Heard, Person
from core.redis import redis_client, redis_key

KEPT = 50
KEPT_S = 86_400
LONGEST = 4_000


class Way(StrEnum):
    """Who speaks: the customer, the shop, or the provider that would refuse what the shop wanted."""

    SAID = "said"
    HEARD = "heard"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a channel's talk; `key` sorts by time, `address` is the customer's as the channel names them, `name` is
    the provider's for this message. `buttons` are (label, payload); see contract/demo.py for the rest."""

    key: str
    way: Way
    address: str
    text: str
    details: Sequence[str] = ()
    buttons: Sequence[tuple[str, str]] = ()
    public: bool = False
    name: str = ""
    opens: str = ""
    fleeting: bool = False

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(int(self.key) / 1e9, UTC)

    def concerns(self, person: Person) -> bool:
        """Is it theirs? A number may be written in several ways."""
        return _plain(self.address) == _plain(person.address)


def _plain(address: str) -> str:
    digits = re.sub(r"\D", "", address)
    return digits if len(digits) >= 7 else address.strip().lower()


def _key(kind: str) -> str:
    return redis_key("demo-talk", kind)


def _keep(kind: str, line: Line) -> None:
    pipeline = redis_client().pipeline()
    pipeline.lpush(_key(kind), json.dumps(asdict(line)))
    pipeline.ltrim(_key(kind), 0, KEPT - 1)
    pipeline.expire(_key(kind), KEPT_S)
    pipeline.execute()


def _now() -> str:
    return f"{time.time_ns():020d}"


def said(kind: str, person: Person, text: str, details: Sequence[str] = ()) -> None:
    _keep(kind, Line(_now(), Way.SAID, person.address, text[:LONGEST], tuple(details)))


def heard(kind: str, found: Heard, name: str = "") -> None:
    details = tuple(str(value)[:200] for value in found.details)
    buttons = tuple((one.label[:200], one.payload[:300]) for one in found.buttons)
    line = Line(
        _now(),
        Way.HEARD,
        found.to,
        found.text[:LONGEST],
        details,
        buttons,
        found.public,
        name=name[:300],
        opens=found.opens[:100],
        fleeting=found.fleeting,
    )
    _keep(kind, line)


def closed(kind: str, name: str) -> None:
    """The buttons of this message went."""
    client = redis_client()
    for place, raw in enumerate(client.lrange(_key(kind), 0, KEPT - 1)):
        line = json.loads(str(raw))
        if line["name"] == name and line["buttons"]:
            client.lset(_key(kind), place, json.dumps({**line, "buttons": []}))


def refused(kind: str, why: str) -> None:
    """A call that the provider would not take: shown whoever is being played."""
    _keep(kind, Line(_now(), Way.REFUSED, "", why[:LONGEST]))


def lines(kind: str, person: Person, people: Sequence[Person]) -> list[Line]:
    """What this person sees, oldest first; also what reached nobody of the demo's people."""
    found = [Line(**json.loads(str(raw))) for raw in redis_client().lrange(_key(kind), 0, KEPT - 1)]
    return [
        line
        for line in reversed(found)
        if line.concerns(person) or not any(line.concerns(somebody) for somebody in people)
    ]
