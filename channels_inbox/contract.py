"""What a channel adapter is and what passes between it and the rest: plain data, no Django models.

An adapter turns what its provider sent into `InboundMessage`s and sends an `OutboundMessage`.
It never touches tickets; ingest.py and deliver.py do that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class AdapterError(Exception):
    """A channel could not do what was asked.

    `permanent` stops retrying and shows `message` to a person, so it says what to do;
    otherwise the delivery or event is tried again with backoff.
    """

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent


class UnreadablePayload(AdapterError):
    """The payload has a shape nobody handles: it is kept and shown as quarantined."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class Outcome(StrEnum):
    """What became of an inbound payload."""

    RECEIVED = "received"
    DUPLICATE = "duplicate"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"


@dataclass(slots=True)
class InboundAttachment:
    """A file that came with a message; `content` is held in memory, its size is capped by the adapter."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(slots=True)
class InboundMessage:
    """One message from a customer, in the shape every channel shares.

    `address` is normalised for its `identity_kind` (lower-case mail address, E.164 phone, provider id).
    `proven` says whether the channel vouches for the address (a provider's webhook does; a From line only
    with DKIM/SPF alignment or our own reply token).
    `text` is the new text only; `full_text` also has quotes and signature.
    `references` are the ids of messages this one answers, nearest first.
    `refuted` says that the sender's own domain disowns it (SPF, DKIM or DMARC failed): the address is a mere claim.
    `ticket_token` is the number of a ticket when our own signed token came back with the message, and `token_message`
    the id of the message it went out with (0 when the token doesn't say).
    """

    external_id: str
    address: str
    identity_kind: str
    display_name: str = ""
    text: str = ""
    full_text: str = ""
    html: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    proven: bool = False
    outcome: Outcome = Outcome.RECEIVED
    references: Sequence[str] = ()
    ticket_token: int | None = None
    token_message: int = 0
    refuted: bool = False
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    reply_to: str = ""
    language: str = ""
    attachments: list[InboundAttachment] = field(default_factory=list)
    bounced_external_id: str = ""
    bounce_permanent: bool = False
    bounce_reason: str = ""
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutboundFile:
    """A file that leaves with a reply; `path` is where Django's storage keeps it."""

    name: str
    content_type: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """Everything an adapter needs to send one message, read in one go before the network is touched.

    `idempotency_key` is the same at every attempt. `references` are the external ids of the earlier messages of the
    ticket on this channel, oldest first. `settings` and `secrets` are the inbox connection's.
    """

    delivery_id: int
    idempotency_key: str
    ticket_number: int
    message_id: int
    inbox_name: str
    inbox_address: str
    address: str
    display_name: str
    author_name: str
    subject: str
    text: str
    html: str
    language: str
    cc: Sequence[str] = ()
    references: Sequence[str] = ()
    files: Sequence[OutboundFile] = ()
    automatic: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, Any] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendResult:
    """`external_id` is how the provider (or the mail's Message-ID) names what was sent."""

    external_id: str
    state: str = "sent"


class Adapter(Protocol):
    """One channel. Instances are stateless and shared by threads."""

    kind: str

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> InboundMessage:
        """Turn one stored event into a message. Raises UnreadablePayload for what cannot be read."""
        ...

    def send(self, message: OutboundMessage) -> SendResult:
        """Hand one message to the provider. Raises AdapterError."""
        ...

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Try the connection; return a sentence for the owner. Raises AdapterError saying exactly what is wrong."""
        ...
