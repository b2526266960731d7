"""A ticket that the agent starts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import team_ids
from accounts.models import User
from core.tokens import random_token
from customers import actions as customer_actions
from customers.access import visible_customers
from customers.models import Identity
from customers.search import matching
from tickets import actions, channel_info
from tickets.actor import Actor
from tickets.models import Inbox
from tickets.views.agent import agent_of
from tickets.views.composer import read_cc, read_files

SUGGESTIONS = 8


def inboxes_for(agent: User) -> QuerySet[Inbox]:
    """Inboxes whose channel can begin a conversation, of the agent's teams."""
    kinds = [info.kind for info in channel_info.all_channels() if info.can_start]
    inboxes = Inbox.objects.filter(is_active=True, channel__in=kinds)
    return inboxes if agent.sees_everything else inboxes.filter(team_id__in=team_ids(agent))


class NewTicketForm(forms.Form):
    inbox = forms.ModelChoiceField(Inbox.objects.none(), label=_("From"), empty_label=None)
    to = forms.CharField(label=_("To"), max_length=320, help_text=_("The customer's address."))
    name = forms.CharField(label=_("Customer's name"), max_length=200, required=False)
    cc = forms.CharField(label=_("CC"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300)
    text = forms.CharField(label=_("Message"), widget=forms.Textarea(attrs={"rows": 9}), max_length=100_000)

    def __init__(self, *args: Any, agent: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["inbox"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = inboxes_for(agent)
        self.fields["to"].widget.attrs |= {"autocomplete": "off", "list": "customers-found", "data-lookup": "1"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        inbox, address = data.get("inbox"), str(data.get("to", "")).strip()
        if inbox is not None and address:
            if channel_info.get(inbox.channel).identity_kind == "email":
                address = address.lower()
                try:
                    validate_email(address)
                except ValidationError:
                    self.add_error("to", _("This isn't an e-mail address."))
            data["to"] = address
        try:
            data["cc"] = read_cc(str(data.get("cc", "")))
        except ValueError as error:
            self.add_error("cc", str(error))
        return data


@login_required
def new_ticket(request: HttpRequest) -> HttpResponse:
    agent = agent_of(request)
    initial = {"to": request.GET.get("to", ""), "name": request.GET.get("name", "")} | _known(
        agent, request.GET.get("customer", "")
    )
    form = NewTicketForm(request.POST or None, agent=agent, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            files = read_files(request)
            identity = _identity(data)
            ticket, _message = actions.start_ticket(
                Actor.agent(agent),
                customer=identity.customer,
                inbox=data["inbox"],
                identity=identity,
                subject=data["subject"],
                text=data["text"],
                cc=data["cc"],
                attachments=files,
                client_id=request.POST.get("client_id", "")[:64],
            )
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            return redirect("ticket", ticket.pk)
    # The form's own name: sent twice, it is one ticket and one mail.
    client_id = request.POST.get("client_id", "")[:64] or random_token()
    context = {"form": form, "can_start": inboxes_for(agent).exists(), "client_id": client_id}
    return render(request, "tickets/new.html", context, status=422 if form.errors else 200)


def _known(agent: User, customer: str) -> dict[str, str]:
    """Name and best address of a customer the page came from, if the agent may see them."""
    if not customer.isdecimal() or len(customer) > 17:
        return {}
    identities = Identity.objects.filter(customer__in=visible_customers(agent).filter(pk=int(customer))).exclude(
        kind="chat"
    )
    identities = identities.select_related("customer")
    best = identities.order_by("-is_preferred", "pk").first()
    return {"to": best.address, "name": best.customer.name} if best else {}


def _identity(data: dict[str, Any]) -> Identity:
    kind = channel_info.get(data["inbox"].channel).identity_kind
    return customer_actions.find_or_create(kind, data["to"], name=data["name"])


@login_required
@require_safe
def find_customers(request: HttpRequest) -> HttpResponse:
    """Known customers as options for the address field."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    found: list[Identity] = []
    if len(words) > 1:
        customers = matching(visible_customers(agent_of(request)), words)[:SUGGESTIONS]
        found = list(
            Identity.objects.filter(customer__in=list(customers)).exclude(kind="chat").select_related("customer")
        )
    return render(request, "tickets/_customers_found.html", {"found": found})
