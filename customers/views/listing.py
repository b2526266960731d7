"""The list of customers and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import agent_of
from core.text import clean_line
from customers import actions, search
from customers.access import visible_customers
from customers.forms import NewCustomerForm
from customers.models import Identity


@login_required
def customers(request: HttpRequest) -> HttpResponse:
    query = clean_line(request.GET.get("q", ""), 200).strip()
    found = search.matching(visible_customers(agent_of(request)), query)
    page = search.page_of(found, request.GET.get("after", ""))
    context = {"page": page, "query": query, "paged": bool(request.GET.get("after"))}
    return render(request, "customers/list.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A customer by their address. An address that is known leads to the profile it belongs to."""
    form = NewCustomerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, address = form.cleaned_data["kind"], form.cleaned_data["address"]
        known = Identity.objects.select_related("customer").filter(kind=kind, address=address).first()
        if known is None:
            identity = actions.find_or_create(kind, address, name=form.cleaned_data["name"])
            messages.success(request, _("The customer is added."))
            return redirect("customer", identity.customer.public_id)
        if visible_customers(agent_of(request)).filter(pk=known.customer_id).exists():
            messages.info(request, _("This address is known already: here they are."))
            return redirect("customer", known.customer.public_id)
        form.add_error("address", _("This address belongs to a customer of another team. Ask a manager."))
    return render(request, "customers/new.html", {"form": form})
