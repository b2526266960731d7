"""Words taken out of a file that people download: a plain text, a page, a saved or forwarded mail with all that it holds.

Everything else of the file stays as it is, byte for byte. What is compressed (PDF, Office, archives) can't be looked into.
"""

from __future__ import annotations

import base64
import binascii
import quopri
from collections.abc import Callable, Iterator
from email import message_from_string
from email.message import Message
from typing import Any

from core.filetypes import sniff

Change = Callable[[str], str]

HEAD = 4096  # bytes in which a file that isn't text shows it
# Mails within mails: what lies deeper is left as it is.
MAX_DEPTH = 5
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def is_text(head: bytes) -> bool:
    """By the file's first bytes, since names and types are claims: no picture, and none of the zeros that programs write."""
    return head.startswith(_UTF16) or (b"\0" not in head and not sniff(head))


def changed(data: bytes, change: Change, depth: int = 0) -> bytes:
    """The file with `change` done to its words, also to those that a mail carries as base64 or quoted-printable; the very
    same bytes where it changes none. `change` may take out words and put "…" in their place."""
    if data.startswith(_UTF16):
        return _utf16(data, change)
    try:
        fresh = list(_repacked(data, change, depth)) if depth < MAX_DEPTH else []
    except RecursionError:
        fresh = []  # parts within parts that no mail program opens
    pieces, done = [], 0
    for before, after in fresh:
        at = data.find(before, done)
        if at >= 0:
            pieces += [_plain(data[done:at], change), after]
            done = at + len(before)
    return b"".join([*pieces, _plain(data[done:], change)])


def _repacked(data: bytes, change: Change, depth: int) -> Iterator[tuple[bytes, bytes]]:
    """The encoded parts in which something changes, before and after, in the file's order."""
    # Read as Latin-1, every byte is a character and comes back as it was.
    for part in message_from_string(data.decode("latin-1")).walk():
        encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
        packed = _body(part) if encoding in _ENCODERS else b""
        plain = _decoded(packed, encoding)
        fresh = changed(plain, change, depth + 1) if plain and is_text(plain[:HEAD]) else plain
        if fresh != plain:
            yield packed, _encoded(fresh, encoding, crlf=b"\r\n" in packed)


def _body(part: Message) -> bytes:
    """As it stands in the file. A mail within a mail may not be encoded (RFC 2046 §5.2.1), and sometimes is: the parser
    takes it for one without headers."""
    inside: Any = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(inside, list) and inside:
        inside = inside[0].get_payload()
    return inside.encode("latin-1") if isinstance(inside, str) else b""


def _decoded(packed: bytes, encoding: str) -> bytes:
    try:
        return base64.b64decode(packed) if encoding == "base64" else quopri.decodestring(packed)
    except (binascii.Error, ValueError):
        return b""  # no mail program reads it, either


def _encoded(plain: bytes, encoding: str, *, crlf: bool) -> bytes:
    packed = _ENCODERS[encoding](plain)
    return packed.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") if crlf else packed


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.encodebytes,
    "quoted-printable": quopri.encodestring,
}


def _plain(data: bytes, change: Change) -> bytes:
    """Three dots are the same in every charset."""
    before = data.decode("latin-1")
    after = change(before)
    return data if after == before else after.replace("…", "...").encode("latin-1")


def _utf16(data: bytes, change: Change) -> bytes:
    """What Windows calls Unicode."""
    order = "utf-16-le" if data.startswith(_UTF16[0]) else "utf-16-be"
    before = data.decode(order, "surrogatepass") if len(data) % 2 == 0 else ""
    after = change(before)
    return data if after == before else after.encode(order, "surrogatepass")
