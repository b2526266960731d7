"""Boxes that apps above add to the ticket page's side panel, without tickets importing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Panel:
    """`context` gives the template's variables, or None when there is nothing to show."""

    name: str
    template: str
    context: Callable[[Ticket], dict[str, Any] | None]


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    if all(known.name != panel.name for known in _panels):
        _panels.append(panel)


def for_ticket(ticket: Ticket) -> list[tuple[Panel, dict[str, Any]]]:
    found = ((panel, panel.context(ticket)) for panel in _panels)
    return [(panel, context) for panel, context in found if context is not None]
