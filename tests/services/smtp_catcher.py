"""An SMTP server that keeps what it gets: where the helpdesk's outgoing mail ends in tests."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.processes import wait_until


@dataclass(frozen=True)
class CaughtMail:
    """A mail as it went over the wire, with its envelope."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


class SmtpCatcher:
    """Keeps mails; `refuse_with` holds replies ("451 …", "550 …") that the next RCPT commands get instead of a yes."""

    def __init__(self, port: int) -> None:
        self.mails: list[CaughtMail] = []
        self.refuse_with: list[str] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=port, data_size_limit=60_000_000)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse_with:
            return self.refuse_with.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = cast(bytes, envelope.content)
        self.mails.append(CaughtMail(envelope.mail_from or "", list(envelope.rcpt_tos), raw))
        return "250 OK"

    def wait(self, count: int = 1, seconds: float = 45.0) -> list[CaughtMail]:
        """The mails, once there are at least `count`."""
        wait_until(lambda: len(self.mails) >= count, seconds, f"{count} outgoing mails (there are {len(self.mails)})")
        return list(self.mails)

    def wait_for(self, recipient: str, seconds: float = 45.0) -> CaughtMail:
        """The first mail to `recipient`."""

        def found() -> CaughtMail | None:
            return next((mail for mail in self.mails if recipient in mail.recipients), None)

        mail = wait_until(found, seconds, f"a mail to {recipient}")
        assert mail is not None
        return mail

    def clear(self) -> None:
        self.mails.clear()
        self.refuse_with.clear()
