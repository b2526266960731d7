"""Which customers an agent may see.

Managers and admins see everyone. An agent sees people with a ticket that the agent may see, and people without any
ticket (somebody has to write to them first); the rule about tickets is registered by tickets, above.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from customers.models import Customer

_rules: list[Callable[[User], Q]] = []


def register_rule(rule: Callable[[User], Q]) -> None:
    """Called by an app above at start: a condition on Customer that an agent's customers fulfil."""
    if rule not in _rules:
        _rules.append(rule)


def visible_customers(agent: User) -> QuerySet[Customer]:
    """Profiles the agent may see, without those that were joined into another."""
    customers = Customer.objects.filter(merged_into=None)
    if agent.sees_everything:
        return customers
    for rule in _rules:
        customers = customers.filter(rule(agent))
    return customers


def get_customer_for(agent: User, public_id: Any) -> Customer:
    """The customer, else Http404. A joined profile gives the one it went into."""
    known = Customer.objects.filter(public_id=public_id).values_list("pk", "merged_into").first()
    if known is None:
        raise Http404
    customer = visible_customers(agent).prefetch_related("identities").filter(pk=known[1] or known[0]).first()
    if customer is None:
        raise Http404
    return customer
