"""Header fields: unfolding, raw 8-bit values, encoded words (RFC 2047), parameters (RFC 2231), addresses (RFC 5322).

Everything is one pass over capped input, because header values are written by strangers.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from . import limits
from .charset import decode_bytes

_NAME = re.compile(rb"^[!-9;-~]{1,200}[ \t]*:")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,900})>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(slots=True)
class Headers:
    """The fields of one block in order; names are lower-case, values raw bytes without line ends."""

    fields: list[tuple[str, bytes]] = field(default_factory=list)

    def raw(self, name: str) -> bytes | None:
        return next((value for key, value in self.fields if key == name), None)

    def raw_all(self, name: str) -> list[bytes]:
        return [value for key, value in self.fields if key == name]

    def get(self, name: str) -> str:
        """The first field of that name as text without encoded words decoded, or ""."""
        value = self.raw(name)
        return "" if value is None else plain(value)

    def get_all(self, name: str) -> list[str]:
        return [plain(value) for value in self.raw_all(name)]

    def text(self, name: str) -> str:
        """The first field of that name, decoded for people, or ""."""
        return decode_words(self.get(name))

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)


def split_headers(block: bytes, start: int = 0, end: int | None = None) -> tuple[Headers, int]:
    """Read the header block at `start`; returns the fields and where the body begins.

    Line ends may be CRLF, LF or CR. A line that is no field and no continuation ends the block, as mail servers do it.
    """
    end = len(block) if end is None else end
    fields: list[tuple[str, bytes]] = []
    current: list[bytes] = []
    name = ""
    pos = start
    first = True

    def close() -> None:
        if name and len(fields) < limits.MAX_HEADERS:
            fields.append((name, b" ".join(current)[: limits.MAX_HEADER_VALUE]))

    while pos < end:
        line, after = next_line(block, pos, end)
        if not line.strip(b" \t"):
            if first:
                pos = after
                continue
            if line == b"" or not name:
                close()
                return Headers(fields), after
            pos = after  # a folded line of blanks only: obsolete folding, still inside the field
            continue
        if first and line[:5] in (b"From ", b">From"):
            pos = after
            first = False
            continue
        first = False
        if line[:1] in (b" ", b"\t") and name:
            if pos - start < limits.MAX_HEADER_BYTES:
                current.append(line.strip(b" \t"))
            pos = after
            continue
        match = _NAME.match(line[:300])
        if not match:
            close()
            return Headers(fields), pos
        close()
        name = match.group()[:-1].strip().decode("ascii").lower()
        current = [line[match.end() :].strip(b" \t")] if pos - start < limits.MAX_HEADER_BYTES else [b""]
        pos = after
    close()
    return Headers(fields), end


def next_line(data: bytes, pos: int, end: int) -> tuple[bytes, int]:
    """The line at `pos` without its end, and where the next begins."""
    lf = data.find(b"\n", pos, end)
    stop = lf if lf >= 0 else end
    cr = data.find(b"\r", pos, stop)
    if cr < 0:
        return data[pos:stop], (lf + 1 if lf >= 0 else end)
    after = cr + 2 if data[cr + 1 : cr + 2] == b"\n" and cr + 1 < end else cr + 1
    return data[pos:cr], after


def plain(value: bytes) -> str:
    """A raw value as text: ASCII, UTF-8 or whatever the bytes look like; control characters out."""
    return _CONTROLS.sub("", decode_bytes(value).replace("\r", " ").replace("\n", " ")).strip()


def decode_words(value: str) -> str:
    """Decode RFC 2047 encoded words; neighbours of one charset are joined as bytes first, since letters get split."""
    if "=?" not in value:
        return value
    out: list[str] = []
    pending: list[bytes] = []
    pending_charset = ""
    last = 0

    def flush() -> None:
        nonlocal pending
        if pending:
            out.append(decode_bytes(b"".join(pending), pending_charset))
            pending = []

    for match in _WORD.finditer(value):
        gap = value[last : match.start()]
        charset = match.group(1).split("*", 1)[0].lower()
        if not (pending and not gap.strip()):
            flush()
            out.append(gap)
        elif charset != pending_charset:
            flush()
        pending_charset = charset
        body = match.group(3)
        pending.append(_word_bytes(body, match.group(2)))
        last = match.end()
    flush()
    out.append(value[last:])
    return _CONTROLS.sub("", "".join(out).replace("\r", " ").replace("\n", " "))


def _word_bytes(body: str, kind: str) -> bytes:
    raw = body.encode("utf-8", "surrogateescape")
    if kind in "qQ":
        return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)
    return decode_base64(raw)


_B64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_B64_DROP = bytes(byte for byte in range(256) if byte not in _B64 and byte != ord("="))
_URLSAFE = bytes.maketrans(b"-_", b"+/")


def decode_base64(data: bytes) -> bytes:
    """Base64 with wrong padding, foreign characters or several padded pieces in a row. Never raises."""
    if b"+" not in data and b"/" not in data and (b"-" in data or b"_" in data):
        data = data.translate(_URLSAFE)
    out = bytearray()
    for piece in data.translate(None, _B64_DROP).split(b"="):
        if len(piece) % 4 == 1:
            piece = piece[:-1]
        if piece:
            out += binascii.a2b_base64(piece + b"=" * (-len(piece) % 4))
    return bytes(out)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """`type/subtype; name=value` → ("type/subtype", {...}), with RFC 2231 continuations and charsets decoded."""
    pieces = _split_quoted(value, ";")
    main = pieces[0].strip().lower() if pieces else ""
    plain_values: dict[str, str] = {}
    segments: dict[str, list[tuple[int, bool, str]]] = {}
    for piece in pieces[1:200]:
        name, sep, raw = piece.partition("=")
        if not sep:
            continue
        name, text = name.strip().lower(), _unquote(raw.strip())
        base, star, rest = name.partition("*")
        if not star:
            plain_values.setdefault(name, text)
            continue
        extended = rest == "" or rest.endswith("*")
        digits = rest.rstrip("*")
        if digits and not (digits.isascii() and digits.isdigit() and len(digits) < 4):
            continue
        segments.setdefault(base, []).append((int(digits or 0), extended, text))
    result = {name: _plain_value(text) for name, text in plain_values.items()}
    for base, found in segments.items():
        result[base] = _join_segments(sorted(found, key=lambda item: item[0]))
    return main, result


_MISPLACED = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,20}'[A-Za-z-]{0,8}'(?=[^%]{0,200}%[0-9A-Fa-f]{2})")


def _plain_value(text: str) -> str:
    """A parameter without a star: encoded words are common there, and so is RFC 2231 that forgot its star."""
    if _MISPLACED.match(text):
        return _join_segments([(0, True, text)])
    return decode_words(text)


def _join_segments(found: list[tuple[int, bool, str]]) -> str:
    charset = ""
    out = bytearray()
    for index, (_, extended, text) in enumerate(found):
        if extended and index == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        out += unquote_to_bytes(text) if extended else text.encode("utf-8", "surrogateescape")
    return _CONTROLS.sub("", decode_bytes(bytes(out), charset))


def _split_quoted(value: str, separator: str) -> list[str]:
    """Split at `separator` outside quotes; an unclosed quote ends with the value."""
    if '"' not in value:
        return value.split(separator)
    pieces: list[str] = []
    start = 0
    quoted = escaped = False
    for index, char in enumerate(value):
        if escaped:
            escaped = False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char == separator and not quoted:
            pieces.append(value[start:index])
            start = index + 1
    pieces.append(value[start:])
    return pieces


def _unquote(text: str) -> str:
    if text[:1] == '"':
        text = text[1:]
        end = len(text)
        index = 0
        out: list[str] = []
        while index < end and text[index] != '"':
            # A path in an old Windows name is not escaped: only \" and \\ are.
            if text[index] == "\\" and index + 1 < end and text[index + 1] in '"\\':
                index += 1
            out.append(text[index])
            index += 1
        return "".join(out)
    return text.split(" (", 1)[0].strip()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person in From, To or Cc: display name as written (decoded) and the address in lower case."""

    name: str
    address: str


def mailboxes(value: str) -> list[Mailbox]:
    """All mailboxes of a header value; groups are opened, comments become names, broken ones are left out."""
    found = _mailboxes(value)
    if not found and "=?" in value:
        found = _mailboxes(decode_words(value))
    return found


def _mailboxes(value: str) -> list[Mailbox]:
    found: list[Mailbox] = []
    words: list[str] = []
    comment: list[str] = []
    angle: list[str] | None = None
    address = ""
    quoted = escaped = False
    depth = 0

    def close() -> None:
        nonlocal words, comment, angle, address
        name = "".join(words).strip()
        spec = address or ("".join(angle) if angle is not None else "")
        if not spec:
            spec, name = _bare(name)
        normal = normal_address(spec)
        if normal and len(found) < limits.MAX_ADDRESSES:
            said = decode_words(name or "".join(comment).strip()).strip().strip("'\"").strip()
            found.append(Mailbox("" if said.lower() == normal else said, normal))
        words, comment, angle, address = [], [], None, ""

    for char in value:
        if escaped:
            escaped = False
            (comment if depth else words).append(char)
        elif char == "\\" and (quoted or depth):
            escaped = True
        elif depth:
            depth += (char == "(") - (char == ")")
            if depth:
                comment.append(char)
        elif char == '"' and angle is None:
            quoted = not quoted
        elif quoted:
            words.append(char)
        elif char == "(":
            depth = 1
        elif angle is not None:
            if char == ">":
                address, angle = "".join(angle), None
            elif char == "<":
                angle = []
            else:
                angle.append(char)
        elif char == "<":
            angle = []
        elif char in ",;":
            close()
        elif char == ":" and "@" not in "".join(words[-64:]):
            words = []  # the name of a group
        else:
            words.append(char)
    close()
    return found


def _bare(name: str) -> tuple[str, str]:
    """An address without angle brackets, perhaps with words around it."""
    if "@" not in name:
        return (name, "") if name and " " not in name else ("", name)
    pieces = name.split()
    spec = next(piece for piece in pieces if "@" in piece)
    return spec, " ".join(piece for piece in pieces if piece is not spec)


def normal_address(spec: str) -> str:
    """A mail address in lower case, or "" when it is none. Source routes (RFC 5322 §4.4) are dropped."""
    spec = spec.strip().strip("'\"[]<>").replace(" ", "").lower()
    if spec.startswith("mailto:"):
        spec = spec[7:]
    if spec.startswith("@") and ":" in spec:
        spec = spec.rsplit(":", 1)[1]
    local, at, domain = spec.rpartition("@")
    domain = domain.rstrip(".")
    if not at or not local or not domain or len(spec) > 254 or any(not char.isprintable() for char in spec):
        return ""
    if any(char in '<>,;:\\"()' for char in domain) or any(char in "<>,;" for char in local):
        return ""
    return f"{local}@{domain}"


def message_ids(value: str) -> list[str]:
    """Message-IDs in angle brackets, in order, each once; a bare id is taken when there are no brackets at all."""
    found = [f"<{item}>" for item in _MESSAGE_ID.findall(value)]
    if not found:
        found = [f"<{item.strip('<>')}>" for item in value.split() if "@" in item and len(item) <= 900]
    return list(dict.fromkeys(found))


def sent_at(value: str) -> datetime | None:
    """The Date field in UTC, or None when it is missing or makes no sense."""
    if not value or len(value) > 200:
        return None
    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if 1980 <= moment.year <= 2100 else None
