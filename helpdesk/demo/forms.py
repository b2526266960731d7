"""What the visitor of /demo/ fills in to write a mail as a customer."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.text import clean_line
from helpdesk.demo.outbox import KeptMail

MAX_FILE = 10 * 1024 * 1024


def quote(mail: KeptMail) -> str:
    """The answered mail below the new text, as mail programs do it."""
    name, address = mail.sender
    when = f"{mail.date:%d.%m.%Y %H:%M}" if mail.date else ""
    lines = "\n".join(f"> {line}".rstrip() for line in mail.text.strip().splitlines())
    polish = any(letter in mail.text for letter in "ąćęłńóśźż")
    wrote = f"W dniu {when}, {name or address} pisze:" if polish else f"On {when}, {name or address} wrote:"
    return f"\n\n{wrote}\n{lines}\n"


class MailForm(forms.Form):
    """One mail to the shop. With `answers`, it is a proper reply (RFC 5322, 3.6.4) with the old text quoted."""

    name = forms.CharField(label=_("Your name"), max_length=80, initial="Anna Wiśniewska")
    address = forms.EmailField(label=_("Your address"), initial="anna.wisniewska@example.com")
    to = forms.EmailField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    text = forms.CharField(label=_("Message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}))
    file = forms.FileField(label=_("Attachment"), required=False)

    def __init__(self, *args: Any, answers: KeptMail | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers
        if answers:
            self.fields["text"].widget.attrs["autofocus"] = True

    def clean_to(self) -> str:
        address = str(self.cleaned_data["to"]).lower()
        host = address.rpartition("@")[2]
        if host not in {"localhost", settings.MAIL_DOMAIN.lower()}:
            raise forms.ValidationError(
                _("This page writes to the shop only: any address at %(host)s."), params={"host": settings.MAIL_DOMAIN}
            )
        return address

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and file.size > MAX_FILE:
            raise forms.ValidationError(_("Please choose a file of at most 10 MB."))
        return file

    def build(self) -> EmailMessage:
        """The mail. Call it on a valid form."""
        data = self.cleaned_data
        message = EmailMessage()
        local, _at, host = data["address"].rpartition("@")
        message["From"] = Address(clean_line(data["name"], 80), username=local, domain=host)
        message["To"] = data["to"]
        message["Subject"] = clean_line(data["subject"], 200)
        message["Date"] = format_datetime(timezone.localtime())
        message["Message-ID"] = make_msgid(domain=host)
        text = data["text"].replace("\r\n", "\n")
        if self.answers:
            answered = self.answers.header("Message-ID")
            message["In-Reply-To"] = answered
            earlier = str(self.answers.message.get("References", "")).split()
            message["References"] = " ".join([*earlier, answered])
            text += quote(self.answers)
        message.set_content(text)
        file = data.get("file")
        if file:
            main, _slash, sub = (file.content_type or "").partition("/")
            message.add_attachment(
                file.read(),
                maintype=main or "application",
                subtype=sub or "octet-stream",
                filename=clean_line(file.name, 200),
            )
        return message
