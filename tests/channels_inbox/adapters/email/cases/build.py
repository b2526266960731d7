"""Builders of raw mails as clients send them, with what parse_mail must make of each."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

ANSWERED = "<reply.77@shop.example>"
DATE = "Thu, 12 Nov 2026 10:12:00 +0100"


@dataclass(frozen=True, slots=True)
class Case:
    """One mail. `text` is compared line by line without blank lines; None means "not looked at".

    `files` are (name, content type, size or None). `bounce` is (Message-ID, permanent, recipient).
    """

    name: str
    raw: bytes
    text: str | None = None
    subject: str | None = None
    outcome: str = "received"
    files: tuple[tuple[str, str, int | None], ...] | None = None
    full: tuple[str, ...] = ()
    bounce: tuple[str, bool, str] | None = None


def head(subject: str, *, reply: bool, headers: Mapping[str, str] | None = None) -> str:
    """The usual fields; `headers` override them, "" leaves a field out."""
    fields = {
        "From": "Anna Kowalska <anna@klient.example>",
        "To": "Shop <help@shop.example>",
        "Subject": subject,
        "Date": DATE,
        "Message-ID": "<abc.123@klient.example>",
        "MIME-Version": "1.0",
    }
    if reply:
        fields |= {"In-Reply-To": ANSWERED, "References": f"<first@klient.example> {ANSWERED}"}
    fields |= headers or {}
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def leaf(kind: str, content: str, *, charset: str = "utf-8", extra: str = "") -> bytes:
    """A text part with its fields, 8bit."""
    fields = f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: 8bit\n{extra}\n"
    return fields.encode() + content.lstrip("\n").encode(charset)


def file_part(content_type: str, content: bytes, extra: str) -> bytes:
    """A base64 part; `extra` are its other fields, each ending in a line end."""
    return (
        f"Content-Type: {content_type}\nContent-Transfer-Encoding: base64\n{extra}\n".encode()
        + base64.encodebytes(content).rstrip()
    )


def multipart(kind: str, *parts: bytes, boundary: str = "b1", params: str = "") -> bytes:
    """A multipart body with its own Content-Type field in front, to be nested or appended to head()."""
    edge = f"\n--{boundary}\n".encode()
    lead = f'Content-Type: multipart/{kind}; boundary="{boundary}"{params}\n\nThis is a MIME message.\n'.encode()
    return lead + b"".join(edge + part for part in parts) + f"\n--{boundary}--\n".encode()


def plain(
    name: str,
    body: str,
    text: str,
    *,
    subject: str = "Re: Order 1042",
    reply: bool = True,
    headers: Mapping[str, str] | None = None,
    outcome: str = "received",
    extra: str = "",
) -> Case:
    """A mail of one plain part."""
    raw = head(subject, reply=reply, headers=headers).encode() + leaf("text/plain", body, extra=extra)
    return Case(name, raw, text, outcome=outcome)


def html(
    name: str,
    body: str,
    text: str,
    *,
    subject: str = "Re: Order 1042",
    reply: bool = True,
    headers: Mapping[str, str] | None = None,
) -> Case:
    """A mail of one HTML part."""
    return Case(name, head(subject, reply=reply, headers=headers).encode() + leaf("text/html", body), text)


def both(
    name: str,
    body: str,
    markup: str,
    text: str,
    *,
    subject: str = "Re: Order 1042",
    reply: bool = True,
    headers: Mapping[str, str] | None = None,
) -> Case:
    """A mail of two alternatives."""
    parts = multipart("alternative", leaf("text/plain", body), leaf("text/html", markup))
    return Case(name, head(subject, reply=reply, headers=headers).encode() + parts, text)


def fresh(name: str, body: str, text: str | None = None, *, subject: str = "Question about an order") -> Case:
    """A first plain mail that answers nothing; without `text` every word of it must stay."""
    return plain(name, body, body if text is None else text, subject=subject, reply=False)
