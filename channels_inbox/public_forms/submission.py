"""What was filled in, as it is kept: JSON with the files inside, whole by itself, so that it can be replayed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from channels_inbox.contract import RELEASED, Agreed, InboundAttachment, InboundMessage, UnreadablePayload
from channels_inbox.public_forms.guard import REASONS
from core.text import clean_line, guess_language

MAX_TEXT = 10_000  # characters
MAX_FACTS = 40
CONTENT = ("kind", "address", "name", "subject", "text", "facts", "words", "prefers")


def clean_text(text: str) -> str:
    """What somebody typed, without what no keyboard types: NUL and other control characters, lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in text if char in "\n\t" or (ord(char) >= 32 and not 0x7F <= ord(char) < 0xA0))
    return kept.encode("utf-8", "replace").decode("utf-8").strip()


@dataclass(frozen=True, slots=True)
class Submission:
    """`page` names the opened page it came from. `kind` and `address` are where the answer goes; `proven` when somebody
    vouches for that. `words` is the text of the consent that was ticked, `purpose` what for and `source` where.
    `prefers` is the channel's kind that they picked, `suspicion` a key of guard.REASONS."""

    page: str
    kind: str
    address: str
    text: str
    name: str = ""
    subject: str = ""
    language: str = ""
    proven: bool = False
    facts: list[tuple[str, str]] = field(default_factory=list)
    words: str = ""
    purpose: str = ""
    source: str = ""
    prefers: str = ""
    customer_ref: str = ""
    suspicion: str = ""
    files: list[InboundAttachment] = field(default_factory=list)

    @property
    def external_id(self) -> str:
        """The same content from the same page is the same message, however often it is sent; a corrected one is new."""
        digest = hashlib.sha256(json.dumps([getattr(self, name) for name in CONTENT]).encode())
        for file in self.files:
            digest.update(hashlib.sha256(file.name.encode() + b"\0" + file.content).digest())
        return f"{self.page}:{digest.hexdigest()[:24]}"

    def to_bytes(self) -> bytes:
        data: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__ if name != "files"}
        data["files"] = [
            {"name": f.name, "content_type": f.content_type, "base64": base64.b64encode(f.content).decode("ascii")}
            for f in self.files
        ]
        return json.dumps(data, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, payload: bytes) -> Submission:
        """Raises UnreadablePayload for what `to_bytes` didn't make."""
        try:
            data = json.loads(payload)
            found = cls(
                page=clean_line(_text(data, "page"), 60),
                kind=clean_line(_text(data, "kind"), 20),
                address=clean_line(_text(data, "address"), 320),
                text=clean_text(_text(data, "text")),
                name=clean_line(_text(data, "name"), 200),
                subject=clean_line(_text(data, "subject"), 300),
                language=_text(data, "language")[:5],
                proven=data.get("proven") is True,
                facts=[(str(label), str(value)) for label, value in data.get("facts", [])[:MAX_FACTS]],
                words=clean_text(_text(data, "words")),
                purpose=clean_line(_text(data, "purpose"), 20),
                source=clean_line(_text(data, "source"), 40),
                prefers=clean_line(_text(data, "prefers"), 20),
                customer_ref=clean_line(_text(data, "customer_ref"), 120),
                suspicion=_text(data, "suspicion"),
                files=[
                    InboundAttachment(
                        _text(f, "name"), _text(f, "content_type"), base64.b64decode(_text(f, "base64"), validate=True)
                    )
                    for f in data.get("files", [])
                ],
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
            raise UnreadablePayload(f"This was not filled in on a page of ours: {error}") from error
        if not (found.page and found.kind and found.address and (found.text or found.files)):
            raise UnreadablePayload(gettext_noop("This form has no address or no text."))
        return found

    def to_message(self, headers: Mapping[str, str]) -> InboundMessage:
        """Raises UnreadablePayload for what looks automatic, unless a person has let it in."""
        if self.suspicion and RELEASED not in headers:
            summary = clean_line(f"{self.name or self.address}: {self.subject or self.text}", 300)
            raise UnreadablePayload(REASONS.get(self.suspicion, REASONS["many"]), summary)
        return InboundMessage(
            external_id=self.external_id,
            address=self.address,
            identity_kind=self.kind,
            display_name=self.name,
            text=self.text,
            subject=self.subject,
            proven=self.proven,
            language=guess_language(self.text) or self.language,
            attachments=self.files,
            facts=self.facts,
            agreed=[Agreed(self.purpose, self.words, self.source)] if self.words else [],
            prefers=self.prefers,
            customer_ref=self.customer_ref,
        )


def _text(data: Any, name: str) -> str:
    """A string of the object; missing ones are empty. TypeError for anything else."""
    value = data.get(name, "")
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a text")
    return value
