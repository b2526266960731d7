from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.passwords import NewPasswordMixin
from accounts.zones import zone_choices
from core.text import clean_line


class SetupForm(NewPasswordMixin, forms.Form):
    """The first admin and the first team."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    team_name = forms.CharField(
        label=_("First team"), max_length=80, help_text=_("Tickets belong to teams. You can add more later.")
    )
    language = forms.ChoiceField(label=_("Your language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    field_order = ["name", "email", "password", "team_name", "language", "time_zone"]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"], 120)

    def clean_team_name(self) -> str:
        return clean_line(self.cleaned_data["team_name"], 80)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class AcceptForm(NewPasswordMixin, forms.Form):
    """What an invited person fills in."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "password"]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"], 120)
