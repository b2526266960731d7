"""What must be atomic with an action, filled by the apps above at start (AppConfig.ready). Called inside the transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from core.private_links import without_tokens

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from customers.models import Identity
    from tickets.actions.receive import Incoming
    from tickets.models import Inbox, Message, Ticket
    from tickets.sla import Standing


@dataclass(frozen=True, slots=True)
class Template:
    """A text that a provider approved. `body` has {{1}}, {{2}}… for `fields` (their names, in that order)."""

    name: str
    language: str
    body: str
    fields: Sequence[str] = ()

    @property
    def key(self) -> str:
        return f"{self.name}/{self.language}"

    def filled(self, values: Sequence[str]) -> str:
        """The body with these values in the places of {{1}}, {{2}}…"""
        given = {str(number): value for number, value in enumerate(values, 1)}
        return re.sub(r"\{\{\s*(\d+)\s*\}\}", lambda found: given.get(found[1], ""), self.body)


@dataclass(frozen=True, slots=True)
class Route:
    """One way an answer can go: by which inbox, to which address. `key` is stable and comes back from the composer.

    `note` is a short sentence for the agent (why it is offered or not), `available` whether it can be used now.
    `variant` and `label` tell several ways to one address apart (a public answer, a private one). A free text may be sent
    until `open_until`; with `templates_only` nothing but one of `templates`. Everybody reads a `public` one: it has to be
    confirmed. Nothing automatic goes `by_hand` routes. `closed`: the provider's messaging window is. `one_way`: they can't
    answer what comes by it. `limit` in characters, 0 for the channel's; `counter` likewise.
    """

    channel: str
    inbox: Inbox
    identity: Identity
    available: bool = True
    note: str = ""
    variant: str = ""
    label: str = ""
    open_until: datetime | None = None
    templates: Sequence[Template] = ()
    templates_only: bool = False
    public: bool = False
    by_hand: bool = False
    closed: bool = False
    one_way: bool = False
    limit: int = 0
    counter: str = ""

    @property
    def key(self) -> str:
        return f"{self.inbox.pk}:{self.identity.pk}" + (f":{self.variant}" if self.variant else "")

    def template(self, key: str) -> Template | None:
        return next((template for template in self.templates if template.key == key), None)


@dataclass(frozen=True, slots=True)
class WayIn:
    """One way for customers to reach the firm: an inbox, the address to open and how it is shown (empty: it has no words of
    its own). A chat opens on the page itself, from `widget`, its inbox's public id; its `url` is empty.
    """

    inbox: Inbox
    url: str = ""
    shown: str = ""
    widget: str = ""


def _no_ways() -> list[WayIn]:
    return []


def _no_delivery(message: Message, route: Route, extra: dict[str, Any]) -> None:
    raise RuntimeError("No app has registered itself for deliveries.")


def _no_templates(inbox: Inbox) -> Sequence[Template] | None:
    return None


def _no_routes(ticket: Ticket) -> list[Route]:
    return []


# Set by channels_inbox: queue the delivery of an outbound message.
queue_delivery: Callable[[Message, Route, dict[str, Any]], None] = _no_delivery
# Set by channels_inbox: the approved templates that a conversation has to begin with; None where free words may.
start_templates: Callable[[Inbox], Sequence[Template] | None] = _no_templates
# Set by channels_inbox: routes for an answer to this ticket, best first.
reply_routes: Callable[[Ticket], list[Route]] = _no_routes
# Set by channels_inbox: how customers reach the active inboxes, in the active language.
ways_in: Callable[[], list[WayIn]] = _no_ways
# Other ways for an agent to open a ticket (a form at the counter): (label, URL) each, on the page of a new ticket.
start_links: list[Callable[[User], list[tuple[str, str]]]] = []
# Apps that keep satisfaction: a rating (1–5) that came with a message, from a review. Called inside the transaction.
ratings: list[Callable[[Message, int], None]] = []
# Whoever keeps timers: the tickets that changed, locked and saved, each with what it is promised now.
deadlines_moved: list[Callable[[Sequence[Standing]], None]] = []
# What customers should read before they ask (a trouble that is known): for an inbox's customers, or for the help page
# (no inbox), in a language. Plain texts, cheap to ask for. NOTICES_TOPIC of core.live says that they changed.
notices: list[Callable[[Inbox | None, str], list[str]]] = []
NOTICES_TOPIC = "notices"
# More filters of the search: `incident:5` asks the one of that name with "5".
search_filters: dict[str, Callable[[QuerySet[Ticket], str], QuerySet[Ticket]]] = {}
# An app may take an inbound text before it touches a ticket; returns True when taken.
inbound_claims: list[Callable[[Incoming], bool]] = []
# What only one person may read (a customer's link to their survey, a colleague's invitation) is taken out of words that come
# in and of texts and mails that are downloaded: people quote and forward our mails.
private_words: list[Callable[[str], str]] = [
    partial(without_tokens, path="invite"),
    partial(without_tokens, path="accounts/password/reset/key"),
]


def claimed(incoming: Incoming) -> bool:
    return any(claim(incoming) for claim in inbound_claims)


def without_private(text: str) -> str:
    """Text or HTML as people here may read it."""
    for take_out in private_words:
        text = take_out(text)
    return text


def notices_for(inbox: Inbox | None, language: str) -> list[str]:
    """Everything that customers should read now, each text once."""
    return list(dict.fromkeys(text for tell in notices for text in tell(inbox, language)))


def rate(message: Message, score: int) -> None:
    """Tell whoever keeps satisfaction."""
    for keep in ratings:
        keep(message, score)


def tell_deadlines(found: Sequence[Standing]) -> None:
    """Tell whoever keeps timers."""
    for keep in deadlines_moved:
        keep(found)
