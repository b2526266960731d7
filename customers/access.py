"""Who may see which customer: managers and admins all; an agent those with a ticket of theirs, or with none at all."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.access import team_ids
from accounts.models import User
from customers.models import Customer


def visible_customers(agent: User) -> QuerySet[Customer]:
    """Profiles that were not merged into another one."""
    rows = Customer.objects.filter(merged_into=None)
    if agent.sees_everything:
        return rows
    theirs = Q(tickets__team_id__in=team_ids(agent)) | Q(tickets__assignee=agent) | Q(tickets__follows__user=agent)
    known = Customer.objects.filter(theirs | Q(tickets=None)).values("pk")
    return rows.filter(pk__in=known)


def get_customer_for(agent: User, public_id: Any) -> Customer:
    """The profile, or the one it was merged into. Raises Http404."""
    row = Customer.objects.filter(public_id=public_id).values_list("merged_into_id", "pk").first()
    customer = visible_customers(agent).filter(pk=(row[0] or row[1])).first() if row else None
    if customer is None:
        raise Http404
    return customer
