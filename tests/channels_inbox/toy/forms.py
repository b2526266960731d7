"""The pigeon loft's part of the inbox form."""

from __future__ import annotations

from typing import ClassVar

from django import forms


class SettingsForm(forms.Form):
    """Which loft it is, and how we and it know each other."""

    SECRET_FIELDS: ClassVar[tuple[str, ...]] = ("api_key", "signing_key")

    loft = forms.CharField(label="Loft", max_length=40)
    api_key = forms.CharField(label="API key", max_length=200, widget=forms.PasswordInput)
    signing_key = forms.CharField(label="Signing key", max_length=200, widget=forms.PasswordInput)
