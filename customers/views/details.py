"""One customer: who they are, where they can be reached, what we know and what they allowed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_of
from customers import actions, panels
from customers.access import get_customer_for, visible_customers
from customers.forms import TYPED_KINDS, AddressForm, ConsentForm, DetailsForm, NoteForm, read_facts
from customers.models import Customer, CustomerNote, Identity, JoinSuggestion


@login_required
def customer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_customer_for(agent_of(request), public_id)
    if found.public_id != public_id:
        # Joined into another profile: old links go on working.
        return redirect("customer", found.public_id)
    return _page(request, found)


def _page(request: HttpRequest, customer: Customer, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; `forms` are refused ones with their errors."""
    agent = agent_of(request)
    boxes = [
        render_to_string(panel.template, {**context, "customer": customer}, request)
        for panel, context in panels.for_customer(customer, agent)
    ]
    suggestions = [
        suggestion
        for suggestion in JoinSuggestion.objects.select_related("other").filter(customer=customer, settled_at=None)
        if suggestion.other is not None and visible_customers(agent).filter(pk=suggestion.other.pk).exists()
    ]
    context = {
        "customer": customer,
        "identities": list(customer.identities.all()),
        "typed_kinds": [kind.value for kind in TYPED_KINDS],
        "notes": customer.notes.select_related("author"),
        "consents": customer.consents.all(),
        "suggestions": suggestions,
        "boxes": boxes,
        "may_join": agent.sees_everything,
        "blank_facts": range(2),
        "details_form": DetailsForm(instance=customer),
        "address_form": AddressForm(),
        "note_form": NoteForm(),
        "consent_form": ConsentForm(initial={"granted": "yes" if customer.surveys_allowed else "no"}),
        **forms,
    }
    return render(request, "customers/customer.html", context, status=status)


@login_required
@require_POST
def save_details(request: HttpRequest, public_id: UUID) -> HttpResponse:
    customer = get_customer_for(agent_of(request), public_id)
    form = DetailsForm(request.POST, instance=Customer.objects.get(pk=customer.pk))
    if not form.is_valid():
        return _page(request, customer, 422, details_form=form)
    actions.change_customer(customer, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("customer", customer.public_id)


@login_required
@require_POST
def save_facts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    agent = agent_of(request)
    customer = get_customer_for(agent, public_id)
    actions.change_customer(customer, by=agent, facts=read_facts(request.POST, customer.facts))
    messages.success(request, _("Saved."))
    return redirect("customer", customer.public_id)


@login_required
@require_POST
def add_address(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A free address becomes theirs, unproven. Somebody's leads to a suggestion to join the two."""
    agent = agent_of(request)
    customer = get_customer_for(agent, public_id)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, 422, address_form=form)
    if actions.claim_address(customer, form.cleaned_data["kind"], form.cleaned_data["address"]) is None:
        messages.warning(request, _("This address belongs to another profile. If it is the same person, join the two."))
    else:
        messages.success(request, _("The address is added. It counts as proven once they answer from it."))
    return redirect("customer", customer.public_id)


def _identity(customer: Customer, pk: int) -> Identity:
    return get_object_or_404(Identity, pk=pk, customer=customer)


@login_required
@require_POST
def remove_address(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Only what can be typed in again; a chat visitor's browser would be cut off otherwise."""
    customer = get_customer_for(agent_of(request), public_id)
    identity = _identity(customer, pk)
    if identity.kind not in TYPED_KINDS:
        raise Http404
    actions.remove_identity(identity)
    messages.success(request, _("The address is removed. If they write from it again, a new profile starts."))
    return redirect("customer", customer.public_id)


@login_required
@require_POST
def prefer_address(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    customer = get_customer_for(agent_of(request), public_id)
    actions.prefer_identity(_identity(customer, pk))
    messages.success(request, _("Answers go there first now, unless they wrote from elsewhere."))
    return redirect("customer", customer.public_id)


@login_required
@require_POST
def add_note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    agent = agent_of(request)
    customer = get_customer_for(agent, public_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, 422, note_form=form)
    CustomerNote.objects.create(customer=customer, author=agent, text=form.cleaned_data["text"])
    return redirect("customer", customer.public_id)


@login_required
@require_POST
def remove_note(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """One's own; managers anybody's."""
    agent = agent_of(request)
    customer = get_customer_for(agent, public_id)
    notes = customer.notes.all() if agent.sees_everything else customer.notes.filter(author=agent)
    get_object_or_404(notes, pk=pk).delete()
    messages.success(request, _("The note is deleted."))
    return redirect("customer", customer.public_id)


@login_required
@require_POST
def consent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    agent = agent_of(request)
    customer = get_customer_for(agent, public_id)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, 422, consent_form=form)
    data = form.cleaned_data
    actions.record_consent(customer, "surveys", data["granted"], words=data["words"], source=f"agent:{agent.pk}")
    messages.success(request, _("Saved."))
    return redirect("customer", customer.public_id)
