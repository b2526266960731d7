"""The phone's part of the inbox form."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.voice import opening, twiml
from channels_inbox.providers.twilio_forms import SECRET_FIELDS, AccountForm
from tickets.models import Calendar

__all__ = ["SECRET_FIELDS", "SettingsForm"]


def _calendars() -> list[tuple[str, Any]]:
    rows = Calendar.objects.order_by("name", "pk")
    return [*((str(calendar.pk), calendar.name) for calendar in rows), ("", _("always open"))]


class SettingsForm(AccountForm):
    """The account, which phones ring, when, and what callers hear."""

    number = forms.CharField(
        label=_("Number that customers call"), max_length=40, help_text=_("Bought in Twilio, such as +48 22 100 20 30.")
    )
    calendar = forms.ChoiceField(
        label=_("Opening hours"),
        choices=_calendars,
        required=False,
        help_text=_("Outside them callers hear the voicemail at once. Calendars are made under Settings."),
    )
    forward_number = forms.CharField(
        label=_("Phone that rings when customers call"),
        max_length=40,
        required=False,
        help_text=_("Empty: every call goes to the voicemail."),
    )
    ring_seconds = forms.IntegerField(
        label=_("Rings for (seconds)"), min_value=5, max_value=120, required=False, initial=twiml.RING_S
    )
    agent_number = forms.CharField(
        label=_("Phone that rings when an agent calls back"),
        max_length=40,
        required=False,
        help_text=_("Empty: nobody can call from here."),
    )
    callback_minutes = forms.IntegerField(
        label=_("A missed caller is called back within (working minutes)"),
        min_value=1,
        max_value=10_080,
        required=False,
        initial=opening.DEFAULT_CALLBACK_MIN,
    )
    greeting_open = forms.CharField(
        label=_("Greeting before the phone rings"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Spoken in the inbox's language. Empty: none."),
    )
    greeting_busy = forms.CharField(
        label=_("Voicemail when nobody picks up"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Empty: our own words. Say that the message is recorded."),
    )
    greeting_closed = forms.CharField(
        label=_("Voicemail outside opening hours"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Empty: our own words. Say that the message is recorded."),
    )
    record_seconds = forms.IntegerField(
        label=_("Longest voicemail (seconds)"), min_value=10, max_value=600, required=False, initial=twiml.RECORD_S
    )
    transcribe = forms.BooleanField(
        label=_("Have voicemails written down"), required=False, help_text=_("Twilio understands English only.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "calendar" not in self.initial:
            self.initial["calendar"] = _calendars()[0][0]

    def clean_number(self) -> str:
        return _phone(self.cleaned_data["number"])

    def clean_forward_number(self) -> str:
        return _phone(self.cleaned_data["forward_number"])

    def clean_agent_number(self) -> str:
        return _phone(self.cleaned_data["agent_number"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("forward_number", "agent_number"):
            if data.get(name) and data.get(name) == data.get("number"):
                self.add_error(name, _("This is the number that customers call. It would call itself."))
        return data


def _phone(typed: str) -> str:
    """In E.164, "" for nothing. Raises forms.ValidationError."""
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, "PL")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise forms.ValidationError(_("Write the number with its country's code, such as +48 22 100 20 30."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
