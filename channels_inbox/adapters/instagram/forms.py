"""Instagram's part of the inbox form."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

SECRET_FIELDS: tuple[str, ...] = ("token", "app_secret")
LOGINS = [("facebook", _("By the Facebook page it is linked to")), ("instagram", _("By Instagram itself"))]


class SettingsForm(forms.Form):
    """Which account it is, and how we and Meta know each other."""

    SECRET_FIELDS: ClassVar[tuple[str, ...]] = SECRET_FIELDS

    login = forms.ChoiceField(
        label=_("Connected"),
        choices=LOGINS,
        initial="facebook",
        help_text=_("By Instagram itself no page is needed, but files can't be sent."),
    )
    ig_id = forms.RegexField(
        r"^\d{5,25}$", label=_("Instagram account ID"), help_text=_("Begins with 17841. See the guide for where it is.")
    )
    page_id = forms.RegexField(
        r"^\d{5,25}$", label=_("Page ID"), required=False, help_text=_("Only when connected by the page.")
    )
    app_id = forms.RegexField(r"^\d{5,25}$", label=_("App ID"))
    app_secret = forms.CharField(
        label=_("App secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Connected by Instagram itself: the Instagram app's secret. Meta signs its calls with it."),
    )
    token = forms.CharField(
        label=_("Access token"),
        max_length=1000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("The page's, or the Instagram account's: see the guide."),
    )
    human_agent = forms.BooleanField(
        label=_("Meta has approved “Human Agent” for the app"),
        required=False,
        initial=True,
        help_text=_("Answers by people may go until the seventh day. Without it, 24 hours is all there is."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("login") == "facebook" and not data.get("page_id") and "page_id" not in self.errors:
            self.add_error("page_id", _("Name the page, too."))
        return data
