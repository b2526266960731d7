"""Two profiles of one person become one."""

from __future__ import annotations

import logging
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_of
from accounts.models import User
from core.text import clean_line
from customers import actions, search
from customers.access import get_customer_for, visible_customers
from customers.models import Customer, JoinSuggestion

log = logging.getLogger("helpdesk.audit")


def _suggested(one: Customer, other: Customer) -> bool:
    either = Q(customer=one, other=other) | Q(customer=other, other=one)
    return JoinSuggestion.objects.filter(either, settled_at=None).exists()


def _may_join(agent: User, one: Customer, other: Customer) -> bool:
    """Managers always; an agent where the customer has named the other's address as theirs."""
    return agent.sees_everything or _suggested(one, other)


@login_required
def choose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Search the profile to join with. Managers and admins."""
    agent = agent_of(request)
    customer = get_customer_for(agent, public_id)
    if not agent.sees_everything:
        raise PermissionDenied
    query = clean_line(request.GET.get("q", ""), 200).strip()
    found: list[Customer] = []
    if query:
        others = visible_customers(agent).exclude(pk=customer.pk)
        found = search.page_of(search.matching(others, query), size=20).customers
    return render(request, "customers/join.html", {"customer": customer, "found": found, "query": query})


@login_required
def confirm(request: HttpRequest, public_id: UUID, other_id: UUID) -> HttpResponse:
    """What will happen, then the join itself: `other` goes into `customer`."""
    agent = agent_of(request)
    customer, other = get_customer_for(agent, public_id), get_customer_for(agent, other_id)
    if customer.pk == other.pk:
        return redirect("customer", customer.public_id)
    if not _may_join(agent, customer, other):
        raise PermissionDenied
    if request.method == "POST":
        kept = actions.join(other, customer)
        log.info("customer %s joined into %s by user %s", other.pk, kept.pk, agent.pk)
        messages.success(request, _("The profiles are one now."))
        return redirect("customer", kept.public_id)
    return render(request, "customers/join_confirm.html", {"customer": customer, "other": other})


@login_required
@require_POST
def dismiss(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """They are not the same person: the suggestion goes away."""
    customer = get_customer_for(agent_of(request), public_id)
    suggestion = get_object_or_404(JoinSuggestion, pk=pk, customer=customer, settled_at=None)
    suggestion.settled_at = timezone.now()
    suggestion.save(update_fields=["settled_at"])
    return redirect("customer", customer.public_id)
