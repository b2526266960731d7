"""The e-mail channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.contract import AdapterError, InboundMessage, OutboundMessage, SendResult
from core.text import clean_line
from tickets.channel_info import ChannelInfo
from tickets.hooks import WayIn
from tickets.models import Inbox

from . import imap, smtp
from .compose import compose
from .payloads import parse_mail

INFO = ChannelInfo(
    "email",
    gettext_lazy("E-mail"),
    "mail",
    "email",
    "email",
    threads="reference",
    formatting=True,
    attachments=True,
    subject=True,
    cc=True,
    can_start=True,
    about=gettext_lazy("An address of your own, by SMTP, IMAP or forwarding."),
)


class EmailAdapter:
    """Mail comes by the listener, by IMAP or from a file, always as the whole mail's bytes; it leaves by SMTP."""

    kind = "email"

    def way_in(self, inbox: Inbox) -> WayIn | None:
        """How customers reach this inbox."""
        return WayIn(inbox, f"mailto:{inbox.address}", inbox.address) if inbox.address else None

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> InboundMessage:
        """One stored mail. Raises UnreadablePayload for what cannot be read."""
        return parse_mail(payload, settings=settings)

    def send(self, message: OutboundMessage) -> SendResult:
        """Hand the mail to the SMTP server. Raises AdapterError; SendingUncertain leaves the decision to a person."""
        server = smtp.server_for(message.settings, message.secrets)
        mail = compose(message)
        recipients = [
            address.addr_spec
            for name in ("To", "Cc")
            for field in mail.get_all(name, [])
            for address in field.addresses
        ]
        smtp.send(server, mail, mail["From"].addresses[0].addr_spec, recipients)
        return SendResult(str(mail["Message-ID"]))

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Sign in at both servers without sending or fetching anything. Raises AdapterError."""
        server = smtp.server_for(settings, secrets)
        with smtp.connection(server):
            said = _("Outgoing mail works by %(server)s.") % {"server": clean_line(server.host, 200)}
        if not settings.get("imap_host"):
            return said
        return f"{said} {imap.test(settings, secrets)}"

    def poll(self) -> None:
        """Fetch new mail of every inbox that has an IMAP mailbox."""
        imap.poll()


__all__ = ["INFO", "AdapterError", "EmailAdapter"]
