from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.zones import zone_choices
from core.text import clean_line


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "theme", "signature"]
        widgets = {"signature": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"signature": _("Goes under your answers by e-mail.")}

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"], 120)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"), max_length=80, widget=forms.TextInput(attrs={"placeholder": _("Our shop")})
    )

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"], 80)
