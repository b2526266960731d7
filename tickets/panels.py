"""Boxes that apps above add to the agents' pages (a ticket's side panel, under its header, above the list, the rail), without
tickets importing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from accounts.models import User
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Panel:
    """`context` gives the template's variables, or None when there is nothing to show."""

    name: str
    template: str
    context: Callable[[Ticket], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class ListCard:
    """What stands above the list of tickets; `context` as with a panel."""

    name: str
    template: str
    context: Callable[[User], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class RailLink:
    """A way to a page of an app above. `count` gives the number beside it for an agent, 0 for none."""

    name: str | Promise
    url: str
    icon: str
    count: Callable[[User], int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line under the header. It is rendered once per language and pushed with every change of the ticket, so it is the
    same for every agent; `context` as with a panel, with one query or two.
    """

    name: str
    template: str
    context: Callable[[Ticket], dict[str, Any] | None]


_panels: list[Panel] = []
_cards: list[ListCard] = []
_rail: list[RailLink] = []
_lines: list[Line] = []


def register(panel: Panel) -> None:
    if all(known.name != panel.name for known in _panels):
        _panels.append(panel)


def for_ticket(ticket: Ticket) -> list[tuple[Panel, dict[str, Any]]]:
    found = ((panel, panel.context(ticket)) for panel in _panels)
    return [(panel, context) for panel, context in found if context is not None]


def register_card(card: ListCard) -> None:
    if all(known.name != card.name for known in _cards):
        _cards.append(card)


def cards_for(agent: User) -> list[tuple[ListCard, dict[str, Any]]]:
    found = ((card, card.context(agent)) for card in _cards)
    return [(card, context) for card, context in found if context is not None]


def register_rail_link(link: RailLink) -> None:
    if all(known.url != link.url for known in _rail):
        _rail.append(link)


def rail_links(agent: User) -> list[tuple[RailLink, int]]:
    return [(link, link.count(agent)) for link in _rail]


def register_line(line: Line) -> None:
    if all(known.name != line.name for known in _lines):
        _lines.append(line)


def lines_for(ticket: Ticket) -> list[tuple[Line, dict[str, Any]]]:
    found = ((line, line.context(ticket)) for line in _lines)
    return [(line, context) for line, context in found if context is not None]
