"""What every Twilio channel's part of the inbox form asks for: the account and its key."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from channels_inbox.providers import twilio

SECRET_FIELDS: tuple[str, ...] = ("auth_token",)


class AccountForm(forms.Form):
    """Which Twilio account it is, and how we and Twilio know each other."""

    account_sid = forms.CharField(
        label=_("Account SID"), max_length=40, help_text=_("On the first page of Twilio's console; it begins with AC.")
    )
    auth_token = forms.CharField(
        label=_("Auth token"),
        max_length=100,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Beside the account SID. Twilio signs its calls with it, and we sign in with it."),
    )

    def clean_account_sid(self) -> str:
        sid: str = self.cleaned_data["account_sid"].strip()
        if not twilio.is_account_sid(sid):
            raise forms.ValidationError(_("It begins with AC and has 34 characters."))
        return sid
