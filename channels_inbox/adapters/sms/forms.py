"""The text messages' part of the inbox form."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from channels_inbox.providers import twilio
from channels_inbox.providers.twilio_forms import SECRET_FIELDS, AccountForm

__all__ = ["SECRET_FIELDS", "SettingsForm", "clean_inbox_address"]

# twilio.com/docs/glossary/what-alphanumeric-sender-id: at most 11 letters, digits, spaces and a few signs, not digits only.
_SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +\-_&]{1,11}\Z")


def clean_inbox_address(address: str) -> str:
    """The inbox's own number in E.164, or a short code. Raises forms.ValidationError."""
    bare = re.sub(r"[\s\-().]", "", address)
    if re.fullmatch(r"[0-9]{3,6}", bare):
        return bare
    try:
        parsed = phonenumbers.parse(address, "PL")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise forms.ValidationError(_("Write the number with its country's code, such as +48 732 100 200."))
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


class SettingsForm(AccountForm):
    """The account, and how messages leave it."""

    messaging_service_sid = forms.CharField(
        label=_("Messaging service"),
        max_length=40,
        required=False,
        help_text=_("Only if Twilio should choose the sender from a pool; it begins with MG."),
    )
    sender_name = forms.CharField(
        label=_("Sender name instead of the number"),
        max_length=11,
        required=False,
        help_text=_("At most 11 letters and digits. Customers can't answer a name."),
    )
    plain_letters = forms.BooleanField(
        label=_("Write without Polish letters"),
        required=False,
        help_text=_(
            "With ą or ż a message has 70 characters instead of 160, so it costs twice as much. Z is sent for ż."
        ),
    )

    def clean_messaging_service_sid(self) -> str:
        sid: str = self.cleaned_data["messaging_service_sid"].strip()
        if sid and not twilio.is_messaging_service(sid):
            raise forms.ValidationError(_("It begins with MG and has 34 characters."))
        return sid

    def clean_sender_name(self) -> str:
        name: str = self.cleaned_data["sender_name"].strip()
        if name and not _SENDER_NAME.match(name):
            raise forms.ValidationError(
                _("At most 11 letters without Polish marks, digits and spaces; not digits only.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("sender_name") and data.get("messaging_service_sid"):
            self.add_error("sender_name", _("With a messaging service, set the name there."))
        return data
