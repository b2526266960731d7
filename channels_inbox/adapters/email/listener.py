"""The mail server that customers' mail reaches: SMTP, and LMTP for an MTA in front.

It says 250 only after the mail is committed as an event, 451 when the database is away (the sender tries again), and
550 for addresses that are nobody's. It relays nothing.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import cast

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from channels_inbox.accept import accept
from tickets.models import Inbox

from .payloads import event_id, with_envelope
from .recipients import inbox_for

log = logging.getLogger(__name__)

_LATER = "451 4.3.0 Please try again later"


class _Server(SMTP):
    # Lines longer than RFC 5321 allows do arrive; the size of the whole mail is the limit that counts.
    line_length_limit = settings.MAIL_MAX_BYTES + 1_000


class _LocalServer(LMTP):
    line_length_limit = settings.MAIL_MAX_BYTES + 1_000


class Handler:
    """aiosmtpd's hooks. Database work runs in threads; each gives its connection back."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        try:
            inbox = await asyncio.to_thread(_find, address)
        except (OperationalError, InterfaceError) as error:
            log.warning("Mail refused for now, the database is away: %s", error)
            return _LATER
        if inbox is None:
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = cast(bytes, envelope.content or b"")
        try:
            await asyncio.to_thread(_store, raw, envelope.mail_from, list(envelope.rcpt_tos))
        except (OperationalError, InterfaceError) as error:
            log.warning("Mail refused for now, the database is away: %s", error)
            reply = _LATER
        else:
            reply = "250 2.0.0 OK"
        # LMTP answers once per recipient (RFC 2033 §4.2). All are committed together, so they share their fate.
        count = len(envelope.rcpt_tos) if isinstance(server, LMTP) else 1
        return "\r\n".join([reply] * count)

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours must not bounce a customer's mail, as aiosmtpd's own 500 would: the sender keeps it."""
        log.error("Mail refused for now", exc_info=error)
        return _LATER


def _find(address: str) -> Inbox | None:
    try:
        return inbox_for(address)
    finally:
        connection.close()


def _store(raw: bytes, sender: str | None, recipients: list[str]) -> None:
    """One event for each inbox among the recipients, committed when this returns."""
    try:
        wanted: dict[int, tuple[Inbox, str]] = {}
        for address in recipients:
            inbox = inbox_for(address)
            if inbox is None:
                raise OperationalError(f"The inbox of {address} went away since RCPT.")
            wanted.setdefault(inbox.pk, (inbox, address))
        name = event_id(raw)
        with transaction.atomic():
            for inbox, address in wanted.values():
                accept(inbox, name, with_envelope(raw, sender, address), headers={"rcpt_to": address}, source="smtp")
    finally:
        connection.close()


@dataclass(slots=True)
class Listener:
    """SMTP on `port` and, when `lmtp_port` isn't 0, LMTP beside it."""

    host: str
    port: int
    lmtp_port: int = 0
    _servers: list[asyncio.Server] = field(default_factory=list)

    async def start(self) -> None:
        """Open the ports. Raises OSError when one is taken."""
        loop = asyncio.get_running_loop()
        handler = Handler()

        def smtp() -> SMTP:
            return _Server(
                handler, data_size_limit=settings.MAIL_MAX_BYTES, enable_SMTPUTF8=True, ident="Helpdesk", loop=loop
            )

        def lmtp() -> LMTP:
            return _LocalServer(
                handler, data_size_limit=settings.MAIL_MAX_BYTES, enable_SMTPUTF8=True, ident="Helpdesk", loop=loop
            )

        self._servers.append(await loop.create_server(smtp, self.host, self.port))
        if self.lmtp_port:
            self._servers.append(await loop.create_server(lmtp, self.host, self.lmtp_port))

    async def stop(self) -> None:
        """Close the ports; mails in the middle are not acknowledged, so their senders try again."""
        for server in self._servers:
            server.close()
        self._servers.clear()
