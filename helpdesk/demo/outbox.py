"""The demo's post office: keeps what the helpdesk sends, and posts what the visitor of /demo/ writes.

Mails are files in HELPDESK_HOME/outbox, so that the mail process may write and the web process read them. The newest
KEEP stay.
"""

from __future__ import annotations

import logging
import secrets
import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.utils.functional import cached_property

from core.html import html_to_text
from core.text import clean_line

log = logging.getLogger(__name__)
KEEP = 400
SENT = "sent"
CAUGHT = "caught"


class PostError(Exception):
    """The listener didn't take the mail; says why."""


def folder() -> Path:
    path = settings.HELPDESK_HOME / "outbox"
    path.mkdir(parents=True, exist_ok=True)
    return path


@dataclass(frozen=True)
class KeptMail:
    """One mail on disk. `key` sorts by time; `kind` says whether the helpdesk or the visitor sent it."""

    key: str
    raw: bytes

    @property
    def sent(self) -> bool:
        return self.key.endswith(SENT)

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    def header(self, name: str) -> str:
        return clean_line(str(self.message.get(name, "")), 998)

    @property
    def subject(self) -> str:
        return self.header("Subject")

    @cached_property
    def sender(self) -> tuple[str, str]:
        """(name, address) of the From line."""
        return first_address(self.header("From"))

    @cached_property
    def recipient(self) -> str:
        """Whose letter box it lies in: the envelope's, else the To line's address."""
        return self.header("Delivered-To") or first_address(self.header("To"))[1]

    @property
    def date(self) -> Any:
        try:
            return parsedate_to_datetime(self.header("Date"))
        except ValueError:
            return None

    @cached_property
    def html(self) -> str:
        return self._body("html")

    @cached_property
    def text(self) -> str:
        plain = self._body("plain")
        return plain or html_to_text(self.html)

    @property
    def height(self) -> str:
        """How tall its frame should be: s, m or l."""
        lines = sum(1 + len(line) // 70 for line in self.text.splitlines())
        return "s" if lines <= 7 else "m" if lines <= 14 else "l"

    def _body(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        if part is None:
            return ""
        try:
            return str(part.get_content())
        except (LookupError, UnicodeError):
            payload = part.get_payload(decode=True)
            return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""

    @cached_property
    def files(self) -> list[tuple[int, str, int]]:
        """(position, name, size) of each attachment."""
        found = []
        for position, part in enumerate(self.message.iter_attachments()):
            content = part.get_payload(decode=True)
            size = len(content) if isinstance(content, bytes) else 0
            found.append((position, clean_line(part.get_filename() or "attachment", 200), size))
        return found

    def file(self, position: int) -> tuple[str, bytes] | None:
        """(name, content) of one attachment, None where there is no such."""
        for found, part in enumerate(self.message.iter_attachments()):
            content = part.get_payload(decode=True)
            if found == position and isinstance(content, bytes):
                return clean_line(part.get_filename() or "attachment", 200), content
        return None


def first_address(line: str) -> tuple[str, str]:
    for name, address in getaddresses([line]):
        if address:
            return name, address
    return "", ""


def keep(raw: bytes, kind: str, recipients: list[str]) -> str:
    """Write one mail, with the envelope's recipients as Delivered-To lines; gives its key."""
    key = f"{time.time_ns():020d}-{secrets.token_hex(4)}-{kind}"
    head = "".join(f"Delivered-To: {clean_line(address, 320)}\r\n" for address in recipients)
    target = folder() / f"{key}.eml"
    draft = target.with_suffix(".part")
    draft.write_bytes(head.encode("utf-8", "replace") + raw)
    draft.rename(target)
    for old in sorted(folder().glob("*.eml"))[:-KEEP]:
        old.unlink(missing_ok=True)
    return key


def newest(after: str = "", limit: int = 60) -> list[KeptMail]:
    """Mails newer than the key `after`, newest first."""
    paths = sorted((path for path in folder().glob("*.eml") if path.stem > after), reverse=True)
    return [KeptMail(path.stem, path.read_bytes()) for path in paths[:limit]]


def get(key: str) -> KeptMail | None:
    """One mail by its key; None for any other word, whatever it holds."""
    path = next((path for path in folder().glob("*.eml") if path.stem == key), None)
    return KeptMail(key, path.read_bytes()) if path else None


class _Catcher:
    """aiosmtpd handler: every recipient is welcome, every mail is kept."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.content
        keep(raw if isinstance(raw, bytes) else (raw or "").encode(), CAUGHT, list(envelope.rcpt_tos))
        return "250 Kept for /demo/"


@contextmanager
def outbox_server(port: int) -> Iterator[None]:
    """The server that outgoing mail of the demo ends in, on 127.0.0.1 while the block runs."""
    controller = Controller(
        _Catcher(), hostname="127.0.0.1", port=port, data_size_limit=settings.MAIL_MAX_BYTES, decode_data=False
    )
    controller.start()
    log.info("Outgoing mail is kept for /demo/ on port %s", port)
    try:
        yield
    finally:
        controller.stop()


def post(message: EmailMessage, recipient: str) -> None:
    """Hand a mail to the helpdesk's own listener by SMTP, as any mail program would. Raises PostError."""
    sender = first_address(str(message["From"]))[1]
    raw = message.as_bytes(policy=policy.SMTP)
    host = "127.0.0.1" if settings.MAIL_HOST in {"0.0.0.0", "::"} else settings.MAIL_HOST  # noqa: S104
    try:
        with smtplib.SMTP(host, settings.MAIL_PORT, local_hostname="shop.example", timeout=15) as server:
            server.sendmail(sender, [recipient], raw)
    except (OSError, smtplib.SMTPException) as error:
        raise PostError(str(error)) from error
    keep(raw, SENT, [recipient])
