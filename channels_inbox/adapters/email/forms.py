"""The e-mail part of the inbox form. Names are keys of the connection's settings; SECRET_FIELDS go to its secrets."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from .headers import normal_address

SECURITY = [("starttls", "STARTTLS"), ("ssl", "TLS"), ("none", _("none"))]


class SettingsForm(forms.Form):
    """How the inbox sends and fetches mail. An empty password keeps the stored one (the page does that)."""

    SECRET_FIELDS: ClassVar[tuple[str, ...]] = ("smtp_password", "imap_password")

    display_name = forms.CharField(label=_("Sender name"), max_length=120, required=False)
    aliases = forms.CharField(
        label=_("Other addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. Mail to them comes into this inbox too."),
    )
    smtp_host = forms.CharField(
        label=_("SMTP server"), max_length=255, required=False, help_text=_("Empty: the installation's own server.")
    )
    smtp_port = forms.IntegerField(label=_("SMTP port"), min_value=1, max_value=65535, required=False)
    smtp_security = forms.ChoiceField(label=_("SMTP encryption"), choices=SECURITY, required=False, initial="starttls")
    smtp_user = forms.CharField(label=_("SMTP user"), max_length=255, required=False)
    smtp_password = forms.CharField(
        label=_("SMTP password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    imap_host = forms.CharField(
        label=_("IMAP server"),
        max_length=255,
        required=False,
        help_text=_("Empty: mail comes by the listener or an MTA."),
    )
    imap_port = forms.IntegerField(label=_("IMAP port"), min_value=1, max_value=65535, required=False)
    imap_security = forms.ChoiceField(
        label=_("IMAP encryption"), choices=[SECURITY[1], SECURITY[0], SECURITY[2]], required=False, initial="ssl"
    )
    imap_user = forms.CharField(label=_("IMAP user"), max_length=255, required=False)
    imap_password = forms.CharField(
        label=_("IMAP password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    imap_folder = forms.CharField(label=_("Folder"), max_length=255, required=False, initial="INBOX")
    plus_addressing = forms.BooleanField(
        label=_("Answers to an address with the ticket in it"),
        required=False,
        help_text=_("Only if your mailbox takes name+anything@… (Gmail, Outlook and most others do)."),
    )
    trusted_authserv_id = forms.CharField(
        label=_("Trusted mail check"),
        max_length=255,
        required=False,
        help_text=_("The first word after Authentication-Results: in mail you receive, such as mx.google.com."),
    )

    def clean_aliases(self) -> list[str]:
        found = []
        for line in self.cleaned_data["aliases"].replace(",", "\n").split("\n"):
            if not line.strip():
                continue
            address = normal_address(line)
            if not address:
                raise forms.ValidationError(
                    _("This is not a mail address: %(line)s"), params={"line": line.strip()[:100]}
                )
            found.append(address)
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for kind in ("smtp", "imap"):
            if data.get(f"{kind}_user") and not data.get(f"{kind}_host"):
                self.add_error(f"{kind}_host", _("Name the server, too."))
        return data

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("aliases")
        if isinstance(kept, (list, tuple)):
            self.initial["aliases"] = "\n".join(map(str, kept))
