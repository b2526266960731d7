"""The counter's part of the inbox form: its words, and the ways to answer that it offers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.counter.payloads import offer

SECRET_FIELDS: tuple[str, ...] = ()


def _words() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3})


class SettingsForm(forms.Form):
    """Everything may stay empty: then it has our words and every way to answer that the firm has."""

    title_pl = forms.CharField(label=_("Heading in Polish"), max_length=120, required=False)
    title_en = forms.CharField(label=_("Heading in English"), max_length=120, required=False)
    channels = forms.MultipleChoiceField(
        label=_("Answers may go by"),
        choices=offer,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only those that have an inbox in use are shown to customers. None ticked: all of them."),
    )
    consent_pl = forms.CharField(
        label=_("Consent in Polish"),
        max_length=1000,
        required=False,
        widget=_words(),
        help_text=_("The customer ticks it, and it is kept with them word for word. Empty: our own words."),
    )
    consent_en = forms.CharField(label=_("Consent in English"), max_length=1000, required=False, widget=_words())
