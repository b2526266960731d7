"""A ticket that the agent starts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
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
from tickets import actions, channel_info, hooks
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


class InboxField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Inbox) -> str:
        channel = str(channel_info.get(obj.channel).name)
        return obj.name if channel.casefold() in obj.name.casefold() else f"{obj.name} ({channel})"


class NeededText(forms.CharField):
    """Needed wherever it is shown; which inboxes show it, the form knows."""

    needed = True


class NeededChoice(forms.ChoiceField):
    """As NeededText."""

    needed = True


class NewTicketForm(forms.Form):
    """Which fields an answer needs depends on the inbox: only a mail has a subject, some channels begin with an approved
    template and nothing else."""

    inbox = InboxField(Inbox.objects.none(), label=_("From"), empty_label=None)
    to = forms.CharField(label=_("To"), max_length=320, help_text=_("The customer's address or phone number."))
    name = forms.CharField(label=_("Customer's name"), max_length=200, required=False)
    cc = forms.CharField(label=_("CC"), required=False)
    subject = NeededText(label=_("Subject"), max_length=300, required=False)
    template = NeededChoice(label=_("Template"), required=False)
    text = NeededText(label=_("Message"), widget=forms.Textarea(attrs={"rows": 9}), max_length=100_000, required=False)

    def __init__(self, *args: Any, agent: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["inbox"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = inboxes_for(agent).select_related("connection")
        self.starts = {inbox.pk: Start.of(inbox) for inbox in field.queryset}
        choice = self.fields["template"]
        assert isinstance(choice, forms.ChoiceField)
        keys = {
            one.key: f"{one.name} ({one.language})" for start in self.starts.values() for one in start.templates or ()
        }
        choice.choices = [("", "—"), *keys.items()]
        self.fields["to"].widget.attrs |= {"autocomplete": "off", "list": "customers-found", "data-lookup": "1"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        inbox, address = data.get("inbox"), str(data.get("to", "")).strip()
        if inbox is not None:
            self._suit(self.starts[inbox.pk], data)
        if inbox is not None and address:
            try:
                data["to"] = customer_actions.normalise(channel_info.get(inbox.channel).identity_kind, address)
            except ValueError as error:
                self.add_error("to", str(error))
        try:
            data["cc"] = read_cc(str(data.get("cc", "")))
        except ValueError as error:
            self.add_error("cc", str(error))
        return data

    def _suit(self, start: Start, data: dict[str, Any]) -> None:
        """What this inbox needs is there, what it can't use is left out."""
        if start.templates is not None:
            data["text"] = ""
            if not start.template(data.get("template", "")):
                self.add_error("template", _("This channel begins with an approved template. Choose one."))
        else:
            data["template"] = ""
            if not data.get("text", "").strip():
                self.add_error("text", _("Write something first."))
        if not start.info.subject:
            data["subject"], data["cc"] = "", ""
        elif not data.get("subject", "").strip():
            self.add_error("subject", _("A mail needs a subject."))


@dataclass(frozen=True)
class Start:
    """How a conversation by one inbox begins: freely, or (`templates`) with one of these."""

    info: channel_info.ChannelInfo
    templates: Sequence[hooks.Template] | None

    @classmethod
    def of(cls, inbox: Inbox) -> Start:
        return cls(channel_info.get(inbox.channel), hooks.start_templates(inbox))

    def template(self, key: str) -> hooks.Template | None:
        return next((template for template in self.templates or () if template.key == key), None)

    def for_page(self) -> dict[str, Any]:
        """What the page shows of it."""
        known = [{"key": t.key, "body": t.body, "fields": list(t.fields)} for t in self.templates or ()]
        return {
            "subject": self.info.subject,
            "files": self.info.attachments and self.templates is None,
            "templates": known if self.templates is not None else None,
        }


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
            files = read_files(request) if form.starts[data["inbox"].pk].for_page()["files"] else []
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
                choices=actions.Choices(template=data["template"], values=request.POST.getlist("value")[:20]),
            )
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            return redirect("ticket", ticket.pk)
    # The form's own name: sent twice, it is one ticket and one mail.
    client_id = request.POST.get("client_id", "")[:64] or random_token()
    starts = {str(pk): start.for_page() for pk, start in form.starts.items()}
    context = {
        "form": form,
        "can_start": bool(starts),
        "client_id": client_id,
        "other_ways": [link for links in hooks.start_links for link in links(agent)],
        "starts": json.dumps(starts),
    }
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
