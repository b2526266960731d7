"""X's part of the inbox form."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _


def _secret(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=300, required=required, widget=widget, help_text=help_text)


class SettingsForm(forms.Form):
    """The app's keys and the account's tokens. Empty secrets keep the stored ones (the page does that)."""

    SECRET_FIELDS: ClassVar[tuple[str, ...]] = (
        "consumer_key",
        "consumer_secret",
        "access_token",
        "access_token_secret",
        "client_secret",
    )

    consumer_key = _secret(_("API key"))
    consumer_secret = _secret(_("API key secret"))
    access_token = _secret(_("Access token"), help_text=_("The account's own: it begins with the account's number."))
    access_token_secret = _secret(_("Access token secret"))
    client_secret = _secret(
        _("OAuth 2.0 client secret"), required=False, help_text=_("Only if your app has one: X then signs with it.")
    )
    user_id = forms.CharField(
        label=_("Account number"),
        max_length=30,
        required=False,
        help_text=_("Left empty, it is taken from the access token."),
    )
    takes = forms.ChoiceField(
        label=_("This inbox takes"),
        choices=[
            ("both", _("Direct messages and mentions")),
            ("dm", _("Direct messages only")),
            ("mentions", _("Mentions only")),
        ],
        initial="both",
    )
    long_posts = forms.BooleanField(
        label=_("Long posts"),
        required=False,
        help_text=_("The account has X Premium: replies up to 25,000 characters."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        token = str(cleaned.get("access_token") or "").strip()
        number = str(cleaned.get("user_id") or "").strip() or token.partition("-")[0]
        if number and not number.isdecimal():
            self.add_error("user_id", _("The account's number has digits only. It isn't the @name."))
        elif not number and "access_token" not in self.errors:
            self.add_error("user_id", _("Fill in the account's number."))
        cleaned["user_id"] = number
        return cleaned
