"""WhatsApp's part of the inbox form."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

DIGITS = RegexValidator(r"^[0-9]{5,25}$", _("This is a number of digits only; copy it from WhatsApp Manager."))


class SettingsForm(forms.Form):
    """Ids and keys from Meta's console. Empty secrets keep the stored ones (the page does that)."""

    SECRET_FIELDS: ClassVar[tuple[str, ...]] = ("access_token", "app_secret")

    phone_number_id = forms.CharField(
        label=_("Phone number ID"),
        max_length=25,
        validators=[DIGITS],
        help_text=_("Meta's id of the number, not the number itself."),
    )
    account_id = forms.CharField(label=_("WhatsApp Business account ID"), max_length=25, validators=[DIGITS])
    access_token = forms.CharField(
        label=_("Access token"),
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Of a system user, without an end date."),
    )
    app_secret = forms.CharField(
        label=_("App secret"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("App settings → Basic. It proves that messages come from Meta."),
    )
