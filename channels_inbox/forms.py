"""An inbox's form: what every inbox has, and beside it the part that its channel brings (forms.py of the adapter)."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox import registry
from core.text import clean_line
from tickets import channel_info
from tickets.models import Inbox

CHANNEL_PREFIX = "channel"


class InboxForm(forms.ModelForm):
    class Meta:
        model = Inbox
        fields = ["name", "address", "team", "language", "reopen_days"]
        help_texts = {"team": gettext_lazy("New tickets belong to it."), "name": gettext_lazy("Customers may see it.")}

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.channel = self.kind = kind
        self.info = channel_info.get(kind)
        self.fields["reopen_days"].widget.attrs |= {"min": 0, "max": 365}
        if self.info.can_start:
            self.fields["address"].required = True
        else:
            # A channel that can't begin a conversation has no address of its own.
            del self.fields["address"]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"], 80)

    def clean_address(self) -> str:
        address = clean_line(self.cleaned_data["address"], 320).strip()
        if self.info.identity_kind == "email":
            address = address.lower()
            validate_email(address)
        # What an address of this channel looks like, its adapter knows.
        own_rule = getattr(import_module(registry.settings_form(self.kind).__module__), "clean_inbox_address", None)
        if own_rule is not None and address:
            address = own_rule(address)
        others = Inbox.objects.filter(channel=self.kind, address__iexact=address).exclude(pk=self.instance.pk)
        if address and others.exists():
            raise forms.ValidationError(_("Another inbox has this address already."))
        return address


class ChannelForm:
    """The adapter's SettingsForm, bound to a connection: secrets are never shown, left empty they stay."""

    def __init__(self, kind: str, data: Any, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> None:
        form_class = registry.settings_form(kind)
        # What is typed as a password is a secret even where an adapter forgot to say so.
        self.secret_names: set[str] = set(getattr(form_class, "SECRET_FIELDS", ())) | {
            name for name, field in form_class.base_fields.items() if isinstance(field.widget, forms.PasswordInput)
        }
        initial = {name: value for name, value in settings.items() if name not in self.secret_names}
        self.form = form_class(data, prefix=CHANNEL_PREFIX, initial=initial)
        for name in self.secret_names & self.form.fields.keys():
            field = self.form.fields[name]
            if secrets.get(name):
                field.required = False
                field.widget.attrs |= {"placeholder": _("kept – type to replace"), "autocomplete": "new-password"}
        # The inbox's own form has the address.
        if "address" in self.form.fields:
            del self.form.fields["address"]

    def is_valid(self) -> bool:
        return bool(self.form.is_valid())

    def settings(self) -> dict[str, Any]:
        return {n: v for n, v in self.form.cleaned_data.items() if n not in self.secret_names}

    def secrets(self) -> dict[str, Any]:
        return {n: v for n, v in self.form.cleaned_data.items() if n in self.secret_names}
