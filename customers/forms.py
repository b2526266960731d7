from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.channel_marks import channels_to, mark_of
from core.text import clean_line
from customers.models import Customer, IdentityKind
from customers.normalise import normalise

# What a person can type in; a chat visitor's address is a browser's.
TYPED_KINDS = [IdentityKind.EMAIL, IdentityKind.PHONE]
MAX_FACTS = 50
MAX_FACT_NAME = 60
MAX_FACT = 500


class DetailsForm(forms.ModelForm):
    """`preferred_channel` offers those that reach one of the customer's addresses, and the one they have."""

    preferred_channel = forms.ChoiceField(
        label=_("Preferred channel"),
        required=False,
        help_text=_("Answers go there first when they can't go back the way the customer wrote."),
    )

    class Meta:
        model = Customer
        fields = ["name", "company", "language", "preferred_channel", "external_ref"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.instance.identities.values_list("kind", flat=True) if self.instance.pk else ()
        offered = {kind: mark.label for kind, mark in channels_to(kinds).items()}
        now = self.instance.preferred_channel
        offered |= {now: mark_of(now).label} if now else {}
        field = self.fields["preferred_channel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Where they wrote last")), *offered.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return {name: clean_line(value or "", 200) for name, value in data.items()}


class AddressForm(forms.Form):
    """One more address of a customer; `cleaned_data["address"]` is normalised for its kind."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in TYPED_KINDS])
    address = forms.CharField(label=_("Address"), max_length=320)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") and data.get("address"):
            try:
                data["address"] = normalise(data["kind"], data["address"])
            except ValueError as error:
                self.add_error("address", str(error))
        return data


class NewCustomerForm(AddressForm):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=200, required=False)
    field_order = ["name", "kind", "address"]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"], 200)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only your firm sees it."),
    )


class ConsentForm(forms.Form):
    """Whether a customer may be asked for ratings, in their words."""

    granted = forms.TypedChoiceField(
        label=_("May be asked for ratings"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What they said"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept as proof."),
    )


def read_facts(data: QueryDict, old: dict[str, Any]) -> dict[str, Any]:
    """Names and values typed in rows; an empty name drops the row. A value that wasn't touched keeps its type."""
    facts: dict[str, Any] = {}
    for name, value in zip(data.getlist("fact_name"), data.getlist("fact_value"), strict=False):
        name, value = clean_line(name, MAX_FACT_NAME), clean_line(value, MAX_FACT)
        if name and value and len(facts) < MAX_FACTS:
            facts[name] = old[name] if name in old and str(old[name]) == value else value
    return facts
