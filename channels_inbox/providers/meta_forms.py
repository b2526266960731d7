"""What every Meta channel's part of the inbox form asks for: the account, the app and their keys."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

SECRET_FIELDS: tuple[str, ...] = ("token", "app_secret")
LOGINS = [("facebook", _("By the Facebook page it is linked to")), ("instagram", _("By Instagram itself"))]
_ID = r"^\d{5,25}$"


def _key(label: Any, help_text: Any, longest: int) -> forms.CharField:
    """A key is never shown again; left empty it stays as it is."""
    hidden = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, help_text=help_text, max_length=longest, required=False, widget=hidden)


class PageForm(forms.Form):
    """Which Facebook page it is, and how we and Meta know each other."""

    SECRET_FIELDS: ClassVar[tuple[str, ...]] = SECRET_FIELDS

    page_id = forms.RegexField(_ID, label=_("Page ID"), help_text=_("On the page: About → Page transparency."))
    app_id = forms.RegexField(_ID, label=_("App ID"), help_text=_("In the Meta console: App settings → Basic."))
    app_secret = _key(_("App secret"), _("On the same page of the console. Meta signs its calls with it."), 200)
    token = _key(_("Page access token"), _("The page's own, that doesn't expire: see the guide."), 1000)


class InstagramForm(forms.Form):
    """Which Instagram account it is, by which login, and how we and Meta know each other."""

    SECRET_FIELDS: ClassVar[tuple[str, ...]] = SECRET_FIELDS

    login = forms.ChoiceField(
        label=_("Connected"),
        choices=LOGINS,
        initial="facebook",
        help_text=_("By Instagram itself no page is needed."),
    )
    ig_id = forms.RegexField(
        _ID, label=_("Instagram account ID"), help_text=_("Begins with 17841. See the guide for where it is.")
    )
    page_id = forms.RegexField(_ID, label=_("Page ID"), required=False, help_text=_("Only when connected by the page."))
    app_id = forms.RegexField(_ID, label=_("App ID"))
    app_secret = _key(
        _("App secret"),
        _("Connected by Instagram itself: the Instagram app's secret. Meta signs its calls with it."),
        200,
    )
    token = _key(_("Access token"), _("The page's, or the Instagram account's: see the guide."), 1000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("login") == "facebook" and not data.get("page_id") and "page_id" not in self.errors:
            self.add_error("page_id", _("Name the page, too."))
        return data


class HumanAgentForm(forms.Form):
    """The longer window for answers by people; developers.facebook.com/docs/messenger-platform/policy/policy-overview."""

    human_agent = forms.BooleanField(
        label=_("Meta has approved “Human Agent” for the app"),
        required=False,
        initial=True,
        help_text=_("Answers by people may go until the seventh day. Without it, 24 hours is all there is."),
    )
