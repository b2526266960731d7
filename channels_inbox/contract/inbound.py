"""What a provider's event means, in the shape every channel shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from channels_inbox.contract.errors import Trouble

# Among the headers that `parse` gets: a person took the event out of quarantine, so what was only suspicious may pass.
RELEASED = "released"


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
class RemoteFile:
    """A file that the provider keeps: shown at once as on its way, fetched by the worker (`Adapter.fetch`).

    `ref` is what `fetch` needs to find it (an id, a URL), as JSON.
    """

    ref: dict[str, Any]
    name: str = ""
    content_type: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """What `Adapter.fetch` brought."""

    content: bytes
    content_type: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the customer allowed (or refused) and the exact words they saw. `source` says where, 40 characters at most."""

    purpose: str
    words: str
    source: str
    granted: bool = True


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
    `thread` names the provider's conversation where one address may have several (a post's comments, a review):
    messages of one thread share a ticket, others don't. `public`: everybody can read it.
    `also` are other addresses (kind, address) of the same person that the provider vouches for.
    `facts` are (label, value) pairs shown with the message: an order's number, stars. `memory` comes back as
    `OutboundMessage.last_inbound["memory"]` and in `RouteContext`: what an answer will need (a comment's id).
    `agreed` is recorded with the profile, `prefers` the channel by which they want answers, `customer_ref` who they are in
    the shop (only from a proven sender).
    `rating` (1–5) becomes the ticket's satisfaction. `priority` raises a new ticket's (see tickets.models.Priority).
    `own_words`: the text is ours (a missed call), so it says nothing of their language.
    `unless` are ids of events (`Piece.external_id`) that make this message needless: the call was answered after all. It
    waits a little for them.
    `talked`: one of us talked to them, and the call is over (nobody wrote this message).
    `opts_out` / `opts_in`: their words say that they don't want, or want again, messages by this channel.
    `tapped` is what came back with a button that they tapped (`QuickReply.payload`); its words are `text`, empty
    where the button's aren't known. People never see it.
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
    remote: list[RemoteFile] = field(default_factory=list)
    thread: str = ""
    public: bool = False
    also: Sequence[tuple[str, str]] = ()
    facts: Sequence[tuple[str, str]] = ()
    memory: dict[str, Any] = field(default_factory=dict)
    rating: int | None = None
    priority: int | None = None
    own_words: bool = False
    unless: Sequence[str] = ()
    opts_out: bool = False
    opts_in: bool = False
    callback_due_at: datetime | None = None
    talked: bool = False
    agreed: Sequence[Agreed] = ()
    prefers: str = ""
    customer_ref: str = ""
    tapped: str = ""
    bounced_external_id: str = ""
    bounce_permanent: bool = False
    bounce_reason: str = ""
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class DeliveryReport:
    """The provider says what became of something we sent. `state`: sent, delivered, read or failed.

    With `external_id` it is about that one (a part of an answer has an id of its own); without, about everything sent to
    `address` until `until`. A report about something unknown is tried again for a while: it may overtake our own note.
    `key` is our own (`Part.key`), where the provider hands it back: it settles what was left uncertain.
    `also_by` is a sibling channel by which it may have left. `variant`: without an id, only what left that way (who read
    the private answers has read no public one). `talked`: one of us talked to the customer, so a call that was owed is made.
    """

    state: str
    external_id: str = ""
    address: str = ""
    variant: str = ""
    until: datetime | None = None
    detail: str = ""
    trouble: Trouble = Trouble.OTHER
    talked: bool = False
    key: str = ""
    also_by: str = ""


@dataclass(slots=True)
class Edited:
    """The customer changed a message. The words before are kept in its history."""

    external_id: str
    text: str
    at: datetime | None = None


@dataclass(slots=True)
class Removed:
    """The customer took a message back: its words and files go. With a `thread`, all that they said there."""

    external_id: str
    at: datetime | None = None
    thread: str = ""


@dataclass(slots=True)
class Reaction:
    """A sign under a message (theirs or ours); an empty `emoji` takes it away."""

    external_id: str
    emoji: str
    address: str
    at: datetime | None = None


@dataclass(slots=True)
class Echo:
    """Something our own side said to `address`, perhaps by another program (the page's own inbox). What we sent
    ourselves is known by its id and not doubled, also where it left by the sibling channel `also_by` (a private answer to a
    comment). `our_key` is our own (`Part.key`) where the provider hands it back: ours for sure, and proof that it left.
    Without an `address` the `thread` says whom it is for.
    """

    external_id: str
    address: str
    identity_kind: str
    text: str = ""
    at: datetime | None = None
    thread: str = ""
    public: bool = False
    automatic: bool = False
    remote: list[RemoteFile] = field(default_factory=list)
    our_key: str = ""
    also_by: str = ""


@dataclass(slots=True)
class Hidden:
    """Somebody of our side, or the provider's filter, hid a public message from the public, or showed it again."""

    external_id: str
    hidden: bool
    at: datetime | None = None


@dataclass(slots=True)
class Notice:
    """Something that concerns no ticket: `state` is merged into the connection's memory (approved templates), a
    sentence in `attention` is shown to admins until something goes out again; `resync` has the adapter's `sync` called
    again. None of them: understood and left alone.
    """

    summary: str = ""
    state: dict[str, Any] = field(default_factory=dict)
    attention: str = ""
    resync: bool = False


@dataclass(slots=True)
class Moved:
    """The provider says that somebody has another address from now on (a new phone number), and vouches for it."""

    identity_kind: str
    address: str
    new_address: str


Parsed = InboundMessage | DeliveryReport | Edited | Removed | Reaction | Hidden | Echo | Notice | Moved
