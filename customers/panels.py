"""Boxes that apps above add to the customer's page (tickets, survey answers), without customers importing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from customers.models import Customer


@dataclass(frozen=True, slots=True)
class CustomerPanel:
    """`context` gives the template's variables for what this agent may see, or None when there is nothing to show."""

    name: str
    template: str
    context: Callable[[Customer, User], dict[str, Any] | None]


_panels: list[CustomerPanel] = []


def register(panel: CustomerPanel) -> None:
    if all(known.name != panel.name for known in _panels):
        _panels.append(panel)


def for_customer(customer: Customer, agent: User) -> list[tuple[CustomerPanel, dict[str, Any]]]:
    found = ((panel, panel.context(customer, agent)) for panel in _panels)
    return [(panel, context) for panel, context in found if context is not None]
