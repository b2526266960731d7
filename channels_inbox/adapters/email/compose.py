"""An answer as a mail: threading fields, text and HTML, files. No field can carry a line end."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox.contract import AdapterError, OutboundMessage
from core.html import format_reply
from core.text import clean_line, safe_filename

from . import threads
from .headers import normal_address
from .quote_words import subject_kind

MAX_REFERENCES = 30
_ID = re.compile(r"^<[!-;=?-~]{1,900}>$")


def compose(message: OutboundMessage) -> EmailMessage:
    """The mail for one delivery, the same Message-ID at every attempt. Raises AdapterError (permanent) when an address
    or a file cannot be used."""
    sender = _address(_from_name(message), message.inbox_address)
    recipient = _address(message.display_name, message.address)
    domain = sender.domain or django_settings.MAIL_DOMAIN
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = sender
        mail["To"] = recipient
        copies = [_address("", item) for item in message.cc if normal_address(item) != recipient.addr_spec.lower()]
        if copies:
            mail["Cc"] = copies
        if message.settings.get("plus_addressing"):
            mail["Reply-To"] = _address(
                sender.display_name,
                threads.reply_address(sender.addr_spec, message.ticket_number, message.message_id),
            )
        references = [item for item in message.references if _ID.match(item)]
        mail["Subject"] = _subject(message, bool(references))
        mail["Date"] = format_datetime(timezone.now())
        mail["Message-ID"] = threads.message_id(message.ticket_number, message.message_id, domain)
        if references:
            mail["In-Reply-To"] = references[-1]
            # The first says where the thread began, the last what is answered (RFC 5322 §3.6.4).
            kept = (
                references if len(references) <= MAX_REFERENCES else [references[0], *references[1 - MAX_REFERENCES :]]
            )
            mail["References"] = " ".join(kept)
        if message.automatic:
            mail["Auto-Submitted"] = "auto-replied" if references else "auto-generated"  # RFC 3834 §5
            mail["X-Auto-Response-Suppress"] = "All"
            mail["X-Loop"] = str(mail["Message-ID"])
    except (MessageError, ValueError) as error:
        raise AdapterError(_("The mail could not be written: check the addresses."), permanent=True) from error
    _body(mail, message)
    _files(mail, message)
    return mail


def _from_name(message: OutboundMessage) -> str:
    own = clean_line(str(message.settings.get("display_name") or message.inbox_name), 120)
    author = "" if message.automatic else clean_line(message.author_name, 80)
    return f"{author} ({own})" if author and own else author or own


def _address(name: str, value: str) -> Address:
    spec = normal_address(value)
    local, _at, domain = spec.rpartition("@")
    try:
        if not domain.isascii():
            domain = domain.encode("idna").decode("ascii")
        return Address(display_name=clean_line(name, 200), username=local, domain=domain) if spec else _refuse(value)
    except (MessageError, ValueError, IndexError) as error:
        raise AdapterError(
            _("This mail address can't be used: %(address)s") % {"address": clean_line(value, 100)}, permanent=True
        ) from error


def _refuse(value: str) -> Address:
    raise ValueError(value)


def _subject(message: OutboundMessage, answers: bool) -> str:
    body = message.meta.get("body")
    chosen = body.get("subject") if isinstance(body, dict) else ""
    subject = clean_line(str(chosen or message.subject), 900) or _("Your message")
    return f"Re: {subject}" if answers and not chosen and subject_kind(subject) != "reply" else subject


def _body(mail: EmailMessage, message: OutboundMessage) -> None:
    body = message.meta.get("body")
    text, html = message.text, message.html
    if isinstance(body, dict):
        text, html = str(body.get("text") or text), str(body.get("html") or "")
    html = html or format_reply(text)
    mail.set_content(text.rstrip() + "\n", charset="utf-8")
    if not html.lstrip().lower().startswith(("<!doctype", "<html")):
        language = escape(message.language or "en", quote=True)
        html = f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"></head>\n<body>\n{html}\n</body></html>\n'
    mail.add_alternative(html, subtype="html", charset="utf-8")


def _files(mail: EmailMessage, message: OutboundMessage) -> None:
    for item in message.files:
        try:
            with default_storage.open(item.path, "rb") as stored:
                content = stored.read()
        except FileNotFoundError as error:
            raise AdapterError(
                _("The file %(name)s is gone from the storage.") % {"name": clean_line(item.name, 100)}, permanent=True
            ) from error
        main, _slash, sub = clean_line(item.content_type, 100).lower().partition("/")
        if main not in {"application", "audio", "image", "text", "video", "font"} or not re.fullmatch(r"[\w.+-]+", sub):
            main, sub = "application", "octet-stream"
        mail.add_attachment(content, maintype=main, subtype=sub, filename=safe_filename(item.name))
