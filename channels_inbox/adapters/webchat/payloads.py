"""What passes between the visitor's browser and us, typed at the edge: frames of the socket and the stored event."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from channels_inbox.contract import UnreadablePayload
from core.text import clean_line

MAX_TEXT = 4000  # characters
MAX_FRAME = 32 * 1024  # characters of one socket frame
MAX_FILES = 5
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


class BadFrame(ValueError):
    """The browser sent something that our widget never sends."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the widget: `kind` and its fields, read only through the methods below."""

    kind: str
    fields: dict[str, Any]

    def text(self, name: str, limit: int) -> str:
        """A string of at most `limit` characters; anything else counts as empty."""
        value = self.fields.get(name)
        return value[:limit] if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A whole number from 0 to 2**62; anything else counts as 0."""
        value = self.fields.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62 else 0

    def numbers(self, name: str, limit: int = 200) -> list[int]:
        value = self.fields.get(name)
        if not isinstance(value, list):
            return []
        return [n for n in value[:limit] if isinstance(n, int) and not isinstance(n, bool) and 0 < n < 2**62]

    def texts(self, name: str, limit: int) -> list[str]:
        value = self.fields.get(name)
        return [item[:4000] for item in value[:limit] if isinstance(item, str)] if isinstance(value, list) else []

    @property
    def client_id(self) -> str:
        """The browser's own id of a message: what makes sending it twice harmless. Raises BadFrame."""
        value = self.text("id", 65)
        if not CLIENT_ID.match(value):
            raise BadFrame("A message needs an id of 8 to 64 letters and digits.")
        return value


def read_frame(raw: str) -> Frame:
    """One frame from the socket. Raises BadFrame."""
    if len(raw) > MAX_FRAME:
        raise BadFrame("This frame is too large.")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadFrame("This frame is not JSON.") from error
    if not isinstance(data, dict) or not isinstance(data.get("type"), str):
        raise BadFrame("This frame has no type.")
    return Frame(data["type"], data)


def clean_text(text: str) -> str:
    """What the visitor typed, without what no keyboard types: NUL and other control characters, lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in text if char in "\n\t" or (ord(char) >= 32 and not 0x7F <= ord(char) < 0xA0))
    return kept.encode("utf-8", "replace").decode("utf-8").strip()


@dataclass(frozen=True, slots=True)
class ChatFile:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """The stored event of one message. `visitor` is the address of the chat identity."""

    visitor: str
    client_id: str
    text: str
    name: str = ""
    language: str = ""
    page: str = ""
    files: list[ChatFile] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        """JSON with the files inside, so that the event is whole by itself and can be replayed."""
        data = {
            "visitor": self.visitor,
            "client_id": self.client_id,
            "text": self.text,
            "name": self.name,
            "language": self.language,
            "page": self.page,
            "files": [
                {"name": f.name, "content_type": f.content_type, "base64": base64.b64encode(f.content).decode("ascii")}
                for f in self.files
            ],
        }
        return json.dumps(data, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, payload: bytes) -> ChatEvent:
        """Raises UnreadablePayload for what `to_bytes` didn't make."""
        try:
            data = json.loads(payload)
            files = [
                ChatFile(str(f["name"]), str(f["content_type"]), base64.b64decode(f["base64"], validate=True))
                for f in data.get("files", [])
            ]
            event = cls(
                visitor=str(data["visitor"]),
                client_id=str(data["client_id"]),
                text=clean_text(str(data["text"])),
                name=clean_line(str(data.get("name", "")), 80),
                language=str(data.get("language", ""))[:5],
                page=clean_line(str(data.get("page", "")), 500),
                files=files,
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
            raise UnreadablePayload(f"This is not a message of our chat widget: {error}") from error
        if not event.visitor or not CLIENT_ID.match(event.client_id) or not (event.text or event.files):
            raise UnreadablePayload(gettext_noop("This message of the chat widget has no visitor, no id or no text."))
        return event
