"""Out by SMTP: one connection a mail, and errors sorted by what to do about them (RFC 5321 §4.2.1)."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from typing import Any

from django.conf import settings as django_settings
from django.utils.translation import gettext as _

from channels_inbox.contract import AdapterError, SendingUncertain
from core.text import clean_line

TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes out. `security` is none, starttls or ssl."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"


def server_for(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> Server:
    """The inbox' own server, else the installation's. Raises AdapterError when there is neither."""
    if settings.get("smtp_host"):
        return Server(
            str(settings["smtp_host"]),
            int(settings.get("smtp_port") or 587),
            str(settings.get("smtp_user") or ""),
            str(secrets.get("smtp_password") or ""),
            str(settings.get("smtp_security") or "starttls"),
        )
    if not django_settings.SMTP_HOST:
        raise AdapterError(_("No server for outgoing mail is set. Fill in SMTP in the inbox settings."), permanent=True)
    return Server(
        django_settings.SMTP_HOST,
        django_settings.SMTP_PORT,
        django_settings.SMTP_USER,
        django_settings.SMTP_PASSWORD,
        django_settings.SMTP_SECURITY,
    )


@contextmanager
def connection(server: Server) -> Iterator[smtplib.SMTP]:
    """A greeted and signed-in connection. Raises AdapterError."""
    where = f"{server.host}:{server.port}"
    try:
        context = ssl.create_default_context()
        if server.security == "ssl":
            client: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
        else:
            client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    except ssl.SSLCertVerificationError as error:
        raise AdapterError(
            _("The certificate of %(server)s is not valid.") % {"server": where}, permanent=True
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise AdapterError(
            _("The mail server %(server)s can't be reached.") % {"server": where}, permanent=False
        ) from error
    try:
        try:
            client.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                client.starttls(context=context)
                client.ehlo()
            if server.user:
                client.login(server.user, server.password)
        except smtplib.SMTPAuthenticationError as error:
            # 454 means "not now" (RFC 4954 §6); a wrong password does not get better by trying again.
            raise AdapterError(
                _("The mail server %(server)s refused user and password.") % {"server": where},
                permanent=error.smtp_code >= 500,
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise AdapterError(
                _("The mail server %(server)s doesn't offer what the inbox asks for (TLS or sign-in).")
                % {"server": where},
                permanent=True,
            ) from error
        except ssl.SSLCertVerificationError as error:
            raise AdapterError(
                _("The certificate of %(server)s is not valid.") % {"server": where}, permanent=True
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise AdapterError(
                _("The mail server %(server)s broke off.") % {"server": where}, permanent=False
            ) from error
        yield client
    finally:
        try:
            client.quit()
        except (OSError, smtplib.SMTPException):
            client.close()


def send(server: Server, mail: EmailMessage, sender: str, recipients: Sequence[str]) -> None:
    """Hand one mail over. Raises AdapterError when it surely did not go, SendingUncertain when nobody knows."""
    with connection(server) as client:
        try:
            _envelope(client, sender, recipients)
            utf8 = not all(item.isascii() for item in (sender, *recipients))
            data = mail.as_bytes(policy=SMTPUTF8 if utf8 else SMTP)
            code, reply = client.docmd("DATA")
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise AdapterError(_("The mail server broke off before it took the mail."), permanent=False) from error
        if code != 354:
            raise _refused(code, reply)
        try:
            client.send(_dotted(data) + b".\r\n")
            code, reply = client.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise SendingUncertain(_("The connection broke while the mail was handed over.")) from error
        if code != 250:
            raise _refused(code, reply)


def _envelope(client: smtplib.SMTP, sender: str, recipients: Sequence[str]) -> None:
    options = []
    if not all(item.isascii() for item in (sender, *recipients)):
        if not client.has_extn("smtputf8"):
            raise AdapterError(_("The mail server can't write to addresses with such letters."), permanent=True)
        options.append("SMTPUTF8")
        client.command_encoding = "utf-8"
    code, reply = client.mail(sender, options)
    if code != 250:
        raise _refused(code, reply)
    refused: tuple[int, bytes] | None = None
    for index, recipient in enumerate(recipients):
        code, reply = client.rcpt(recipient)
        # The customer decides; a copy that is refused must not keep the answer from going.
        if code not in (250, 251) and index == 0:
            refused = (code, reply)
    if refused:
        raise _refused(*refused)


def _refused(code: int, reply: bytes) -> AdapterError:
    said = clean_line(f"{code} {reply.decode('utf-8', 'replace')}", 300)
    return AdapterError(_("The mail server said: %(reply)s") % {"reply": said}, permanent=500 <= code < 600)


def _dotted(data: bytes) -> bytes:
    """Line ends as CRLF and leading dots doubled (RFC 5321 §4.5.2)."""
    data = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    if not data.endswith(b"\r\n"):
        data += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", data)
