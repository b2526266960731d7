"""The chat's part of the inbox form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tickets.models import Inbox

SECRET_FIELDS: tuple[str, ...] = ()


def _mail_inboxes() -> list[tuple[str, Any]]:
    rows = Inbox.objects.filter(channel="email", is_active=True).order_by("name", "pk")
    return [("", _("The team's mail inbox")), *((str(inbox.pk), inbox.name) for inbox in rows)]


class SettingsForm(forms.Form):
    """How the widget greets and looks, where it may stand, and who goes on by mail."""

    greeting_pl = forms.CharField(label=_("Greeting in Polish"), max_length=200, required=False)
    greeting_en = forms.CharField(label=_("Greeting in English"), max_length=200, required=False)
    hue = forms.IntegerField(
        label=_("Colour (hue)"),
        min_value=0,
        max_value=360,
        required=False,
        help_text=_("0 to 360 around the colour wheel; empty for your brand's."),
    )
    position = forms.ChoiceField(
        label=_("Position"), choices=[("right", _("Bottom right")), ("left", _("Bottom left"))], initial="right"
    )
    ask_email = forms.BooleanField(
        label=_("Ask for an e-mail address after the first message"),
        required=False,
        initial=True,
        help_text=_("So that answers reach customers who had to leave."),
    )
    mail_inbox = forms.ChoiceField(label=_("Goes on by mail through"), choices=_mail_inboxes, required=False)
    allowed_origins = forms.CharField(
        label=_("Pages that may show the chat"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One address a line, such as https://shop.example. Empty: every page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        origins = self.initial.get("allowed_origins")
        if isinstance(origins, list):
            self.initial["allowed_origins"] = "\n".join(origins)

    def clean_allowed_origins(self) -> list[str]:
        """Origins (RFC 6454) of the lines, without their paths."""
        origins = []
        for line in self.cleaned_data["allowed_origins"].split():
            parts = urlsplit(line)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise forms.ValidationError(_("%(line)s is not the address of a page."), params={"line": line})
            origins.append(f"{parts.scheme}://{parts.netloc}".lower())
        return list(dict.fromkeys(origins))

    def clean_hue(self) -> int | None:
        hue: int | None = self.cleaned_data["hue"]
        return None if hue == settings.BRAND_HUE else hue
