"""A mail's bytes to header fields, text, HTML and files.

The splitter is our own because the standard library's recurses per nested part and is quadratic in siblings: it looks
for boundary lines in byte ranges, counts every part against limits.py, and keeps message/* parts whole, as files.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass, field
from html import escape

from django.utils.translation import gettext_noop

from channels_inbox.contract import InboundAttachment, UnreadablePayload
from core.html import html_to_text

from . import limits
from .charset import decode_bytes
from .flowed import unflow
from .headers import Headers, decode_base64, decode_words, parameters, split_headers
from .names import file_name


@dataclass(slots=True)
class Part:
    """One leaf of the mail: its fields and its undecoded body."""

    headers: Headers
    content_type: str
    params: dict[str, str]
    body: bytes
    disposition: str = ""
    name: str = ""

    def content(self) -> bytes:
        """The body with its transfer encoding undone; a wrong label gives the bytes as they are."""
        encoding = self.headers.get("content-transfer-encoding").split(";")[0].split()[:1]
        return decode_transfer(self.body, encoding[0].lower() if encoding else "")


@dataclass(slots=True)
class Body:
    """One readable passage in its alternatives."""

    plain: str | None = None
    html: str | None = None


@dataclass(slots=True)
class Mail:
    """What a mail holds. `text` is everything that can be read, `html` is hostile and unsanitised."""

    headers: Headers
    content_type: str
    params: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    text: str = ""
    html: str = ""
    has_plain: bool = False
    attachments: list[InboundAttachment] = field(default_factory=list)


class _Budget:
    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts = 0

    def spend(self, depth: int) -> None:
        self.parts += 1
        if self.parts > limits.MAX_PARTS:
            raise UnreadablePayload(gettext_noop("The mail has too many parts to read safely."))
        if depth > limits.MAX_DEPTH:
            raise UnreadablePayload(gettext_noop("The mail is nested too deeply to read safely."))


def read_mail(raw: bytes) -> Mail:
    """Split and decode one mail. Raises UnreadablePayload when it is too large, has too many parts or is empty."""
    if len(raw) > limits.MAX_MAIL_BYTES:
        raise UnreadablePayload(gettext_noop("The mail is too large."))
    if not raw.strip(b"\x00 \t\r\n"):
        raise UnreadablePayload(gettext_noop("The mail is empty."))
    headers, start = split_headers(raw)
    if not headers.fields:
        raise UnreadablePayload(gettext_noop("This is not a mail: it has no header."))
    content_type, params = _type_of(headers, "text/plain")
    mail = Mail(headers, content_type, params)
    bodies = _walk(mail, headers, content_type, params, raw[start:], 0, _Budget())
    mail.has_plain = any((body.plain or "").strip() for body in bodies)
    mail.text = "\n\n".join(piece for piece in map(_readable, bodies) if piece.strip())[: limits.MAX_TEXT_CHARS]
    if any(body.html for body in bodies):
        mail.html = "\n".join(_as_html(body) for body in bodies)[: limits.MAX_HTML_CHARS]
    return mail


def _readable(body: Body) -> str:
    """The plain alternative, unless it is only an apology for the HTML one."""
    plain = clean_text(body.plain or "")
    if body.html is None:
        return plain
    if not plain.strip():
        return clean_text(html_to_text(body.html))
    if len(plain) < 200 and "html" in plain.lower():
        rich = clean_text(html_to_text(body.html))
        if len(rich) > len(plain):
            return rich
    return plain


def _as_html(body: Body) -> str:
    if body.html is not None:
        return body.html
    return f"<pre>{escape(clean_text(body.plain or ''))}</pre>" if (body.plain or "").strip() else ""


def clean_text(text: str) -> str:
    """One kind of line end, no NUL, no byte-order marks; everything else as written."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\ufeff", "")
    return text.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\x0c", "\n").replace("\x0b", "\n")


def _type_of(headers: Headers, default: str) -> tuple[str, dict[str, str]]:
    content_type, params = parameters(headers.get("content-type"))
    if content_type in {"text", "plain"}:
        content_type = "text/plain"
    if content_type == "html":
        content_type = "text/html"
    return (content_type if content_type.count("/") == 1 else default), params


def _walk(
    mail: Mail, headers: Headers, content_type: str, params: dict[str, str], body: bytes, depth: int, budget: _Budget
) -> list[Body]:
    """Read one entity; returns its passages in order and adds its files to the mail."""
    budget.spend(depth)
    if content_type.startswith("multipart/"):
        ranges = _split(body, params.get("boundary", ""), budget)
        if ranges:
            children = []
            for piece in ranges:
                child_headers, start = split_headers(piece)
                default = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
                child_type, child_params = _type_of(child_headers, default)
                children.append((child_headers, child_type, child_params, piece[start:]))
            return _multipart(mail, content_type, children, depth, budget)
        content_type = "text/plain"
    part = _leaf(headers, content_type, params, body)
    alone = not depth or not (mail.parts or part.disposition)
    mail.parts.append(part)
    if content_type == "application/applefile":
        return []  # the resource fork of a Mac's file (RFC 1740): nothing for other computers
    if _is_text(part, alone=alone):
        return [_passage(part)]
    mail.attachments.append(_attachment(part, len(mail.attachments)))
    return []


def _multipart(
    mail: Mail,
    kind: str,
    children: list[tuple[Headers, str, dict[str, str], bytes]],
    depth: int,
    budget: _Budget,
) -> list[Body]:
    found: list[list[Body]] = []
    for headers, content_type, params, body in children:
        found.append(_walk(mail, headers, content_type, params, body, depth + 1, budget))
    if kind == "multipart/alternative":
        return _alternative(found)
    return [body for bodies in found for body in bodies]


def _alternative(found: list[list[Body]]) -> list[Body]:
    """One passage out of alternatives: the last plain and the last HTML one (RFC 2046 §5.1.4: best is last)."""
    plain: str | None = None
    html: str | None = None
    for bodies in found:
        plains = [body.plain for body in bodies if body.plain and body.plain.strip()]
        htmls = [_as_html(body) for body in bodies] if any(body.html for body in bodies) else []
        if (plains and not htmls) or (plains and plain is None):
            plain = "\n\n".join(plains)
        if htmls:
            html = "\n".join(htmls)
    return [Body(plain, html)] if plain is not None or html is not None else []


def _split(body: bytes, boundary: str, budget: _Budget) -> list[bytes]:
    """The byte ranges between boundary lines; preamble and epilogue are left out (RFC 2046 §5.1.1)."""
    marker = b"--" + boundary.encode("utf-8", "surrogateescape").rstrip()
    if marker == b"--" or marker not in body:
        marker = _sniffed(body)
        if not marker:
            return []
    pieces: list[bytes] = []
    start = -1
    pos = 0
    while (at := body.find(marker, pos)) >= 0:
        pos = at + len(marker)
        if at and body[at - 1] not in b"\r\n":
            continue
        # The rest of the line may only be the closing dashes and blanks: one boundary can begin with another.
        rest = body[pos : pos + 200]
        line_end = min((found for found in (rest.find(b"\n"), rest.find(b"\r")) if found >= 0), default=len(rest))
        rest = rest[:line_end]
        if rest.strip(b" \t") not in (b"", b"--"):
            continue
        if start >= 0:
            pieces.append(body[start : _before_line_end(body, at)])
            if len(pieces) + budget.parts > limits.MAX_PARTS:
                raise UnreadablePayload(gettext_noop("The mail has too many parts to read safely."))
        if rest.startswith(b"--"):
            return pieces
        pos += line_end
        start = pos + (2 if body[pos : pos + 2] == b"\r\n" else 1)
    if 0 <= start < len(body):
        pieces.append(body[start:])
    return pieces


def _before_line_end(body: bytes, at: int) -> int:
    if body[at - 2 : at] == b"\r\n":
        return at - 2
    return at - 1 if at else 0


def _sniffed(body: bytes) -> bytes:
    """The boundary of a multipart that forgot to name it: a first line of dashes that a Content- field follows."""
    at = 0 if body.startswith(b"--") else body[:4_000].find(b"\n--") + 1
    if body[at : at + 2] != b"--":
        return b""
    line, _, rest = body[at : at + 1_000].partition(b"\n")
    return line.rstrip() if rest[:8].lower() == b"content-" and len(line.strip(b"-\r ")) > 3 else b""


def _leaf(headers: Headers, content_type: str, params: dict[str, str], body: bytes) -> Part:
    disposition, dis_params = parameters(headers.get("content-disposition"))
    name = dis_params.get("filename") or params.get("name") or ""
    return Part(headers, content_type, params, body, disposition, name)


def _is_text(part: Part, *, alone: bool) -> bool:
    """Whether the part is to be read, not saved. `alone`: the first part may have a name and still be the letter."""
    if part.content_type not in {"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown"}:
        return (
            part.content_type.startswith("text/")
            and not (
                part.name or part.disposition or part.content_type in {"text/calendar", "text/vcard", "text/x-vcard"}
            )
            and part.content_type not in {"text/csv", "text/rfc822-headers", "text/xml"}
        )
    return part.disposition != "attachment" and (alone or not part.name)


def _passage(part: Part) -> Body:
    text = decode_bytes(part.content(), part.params.get("charset", ""))
    if part.content_type == "text/html":
        return Body(html=text[: limits.MAX_HTML_CHARS].replace("\x00", ""))
    text = clean_text(text[: limits.MAX_TEXT_CHARS])
    if part.params.get("format", "").lower() == "flowed":
        text = unflow(text, delsp=part.params.get("delsp", "").lower() == "yes")
    return Body(plain=text)


def _attachment(part: Part, index: int) -> InboundAttachment:
    content = part.content()  # message/* may not be encoded (RFC 2046 §5.2.1), and sometimes is
    content_id = part.headers.get("content-id").strip().strip("<>")
    name = part.name
    if not name and part.content_type == "message/rfc822":
        subject = split_headers(content[: limits.MAX_HEADER_BYTES])[0].get("subject")
        name = f"{decode_words(subject)[:100] or 'message'}.eml"
    inline = part.content_type.startswith("image/") and bool(content_id) and part.disposition != "attachment"
    return InboundAttachment(
        name=file_name(name, part.content_type, index),
        content_type=part.content_type,
        content=content,
        content_id=content_id[:250],
        inline=inline,
    )


_B64_LINE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ \t\r\n")


def decode_transfer(body: bytes, encoding: str) -> bytes:
    """Undo Content-Transfer-Encoding. Broken base64 is read as far as it goes; text mislabelled as base64 is kept."""
    if encoding == "base64":
        foreign = len(body.translate(None, bytes(_B64_LINE)))
        words = body[:2_000].count(b" ")
        if body and (foreign * 20 > len(body) or words * 12 > min(len(body), 2_000)):
            return body
        return decode_base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in {"x-uuencode", "uuencode", "uue", "x-uue"}:
        return _uudecode(body)
    return body


def _uudecode(body: bytes) -> bytes:
    out = bytearray()
    for line in body.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            continue  # a damaged line costs only itself
    return bytes(out) or body
