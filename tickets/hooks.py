"""What must be atomic with an action, filled by the apps above at start (AppConfig.ready). Called inside the transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from customers.models import Identity
    from tickets.actions.receive import Incoming
    from tickets.models import Inbox, Message, Ticket


@dataclass(frozen=True, slots=True)
class Route:
    """One way an answer can go: by which inbox, to which address. `key` is stable and comes back from the composer.

    `note` is a short sentence for the agent (why it is offered or not), `available` whether it can be used now.
    """

    channel: str
    inbox: Inbox
    identity: Identity
    available: bool = True
    note: str = ""

    @property
    def key(self) -> str:
        return f"{self.inbox.pk}:{self.identity.pk}"


def _no_delivery(message: Message, route: Route, extra: dict[str, Any]) -> None:
    raise RuntimeError("No app has registered itself for deliveries.")


def _no_routes(ticket: Ticket) -> list[Route]:
    return []


# Set by channels_inbox: queue the delivery of an outbound message.
queue_delivery: Callable[[Message, Route, dict[str, Any]], None] = _no_delivery
# Set by channels_inbox: routes for an answer to this ticket, best first.
reply_routes: Callable[[Ticket], list[Route]] = _no_routes
# An app may take an inbound text before it touches a ticket; returns True when taken.
inbound_claims: list[Callable[[Incoming], bool]] = []


def claimed(incoming: Incoming) -> bool:
    return any(claim(incoming) for claim in inbound_claims)
