"""The reviews' part of the inbox form."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.reviews.payloads import GOOGLE, TRUSTPILOT

LOCATION = RegexValidator(
    r"^accounts/[0-9]{1,30}/locations/[0-9]{1,30}$", _("It looks like accounts/123/locations/456.")
)
HEX_ID = RegexValidator(r"^[0-9a-fA-F]{24}$", _("It has 24 letters and digits."))
NEEDED = {GOOGLE: ("location", "client_id"), TRUSTPILOT: ("business_unit", "business_user")}


def _secret(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=2000, required=False, widget=widget, help_text=help_text)


class SettingsForm(forms.Form):
    """One provider's fields are needed, the other's stay empty. Empty secrets keep the stored ones (the page does that)."""

    SECRET_FIELDS: ClassVar[tuple[str, ...]] = ("client_secret", "refresh_token", "api_key", "api_secret")

    provider = forms.ChoiceField(
        label=_("Provider"), choices=[(GOOGLE, "Google Business Profile"), (TRUSTPILOT, "Trustpilot")], initial=GOOGLE
    )
    low_stars = forms.TypedChoiceField(
        label=_("High priority for"),
        coerce=int,
        choices=[(0, _("no review")), (1, _("1 star")), (2, _("1 or 2 stars")), (3, _("up to 3 stars"))],
        initial=2,
    )
    first_days = forms.IntegerField(
        label=_("Begin with reviews of the last days"),
        min_value=0,
        max_value=365,
        initial=7,
        help_text=_("Counts once, when this inbox looks for the first time."),
    )
    location = forms.CharField(label=_("Google: location"), max_length=100, required=False, validators=[LOCATION])
    client_id = forms.CharField(label=_("Google: client ID"), max_length=200, required=False)
    client_secret = _secret(_("Google: client secret"))
    refresh_token = _secret(_("Google: refresh token"))
    business_unit = forms.CharField(
        label=_("Trustpilot: business unit ID"), max_length=24, required=False, validators=[HEX_ID]
    )
    business_user = forms.CharField(
        label=_("Trustpilot: your user ID"),
        max_length=24,
        required=False,
        validators=[HEX_ID],
        help_text=_("Answers appear under this user."),
    )
    api_key = _secret(_("Trustpilot: API key"))
    api_secret = _secret(_("Trustpilot: API secret"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in NEEDED.get(str(data.get("provider")), ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("This provider needs it."))
        return data
