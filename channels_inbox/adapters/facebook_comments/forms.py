"""The Facebook comments' part of the inbox form."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

SECRET_FIELDS: tuple[str, ...] = ("token", "app_secret")


class SettingsForm(forms.Form):
    """Which page it is, and how we and Meta know each other."""

    SECRET_FIELDS: ClassVar[tuple[str, ...]] = SECRET_FIELDS

    page_id = forms.RegexField(
        r"^\d{5,25}$", label=_("Page ID"), help_text=_("On the page: About → Page transparency.")
    )
    app_id = forms.RegexField(
        r"^\d{5,25}$", label=_("App ID"), help_text=_("In the Meta console: App settings → Basic.")
    )
    app_secret = forms.CharField(
        label=_("App secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("On the same page of the console. Meta signs its calls with it."),
    )
    token = forms.CharField(
        label=_("Page access token"),
        max_length=1000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("The page's own, that doesn't expire: see the guide."),
    )
