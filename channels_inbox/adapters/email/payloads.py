"""The typed edge: a mail's bytes as they are stored, and the id under which they are stored once."""

from __future__ import annotations

import hashlib

from channels_inbox.contract import UnreadablePayload

from .parse import identify, parse_mail

__all__ = ["event_id", "parse_mail", "with_envelope"]


def event_id(raw: bytes) -> str:
    """What makes this mail one event of an inbox. Also for mail that cannot be read: it is kept for people."""
    try:
        return identify(raw)
    except UnreadablePayload:
        return f"unreadable#{hashlib.sha256(raw).hexdigest()}"


def with_envelope(raw: bytes, sender: str | None, recipient: str) -> bytes:
    """The mail with what only the envelope knew, as final delivery writes it (RFC 5321 §4.4)."""
    lines = []
    if sender is not None:
        lines.append(f"Return-Path: <{_one_line(sender)}>")
    lines.append(f"Delivered-To: {_one_line(recipient)}")
    head = "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")
    if raw.startswith(b"From ") and b"\n" in raw[:1_000]:
        raw = raw.split(b"\n", 1)[1]
    return head + raw.lstrip(b"\r\n")


def _one_line(value: str) -> str:
    return "".join(char for char in value if char.isprintable() and char not in "<>")[:320]
