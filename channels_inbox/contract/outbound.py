"""What an adapter is given to send, and what it says of the ways an answer can go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tickets.hooks import Template


@dataclass(frozen=True, slots=True)
class OutboundFile:
    """A file that leaves with a reply; `path` is where Django's storage keeps it."""

    name: str
    content_type: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class LastInbound:
    """The newest message from that address by that inbox: its id, when it was sent and what the adapter noted."""

    external_id: str
    sent_at: datetime
    memory: Mapping[str, Any] = field(default_factory=dict)
    thread: str = ""


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A button under an answer: what it says, and what comes back when it is tapped."""

    title: str
    payload: str = ""


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """A template with its values filled in."""

    name: str
    language: str
    values: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One call to the provider. An answer with text and three photos may be four: each is sent once, and what was sent
    is remembered before the next."""

    kind: str  # "text", "file", "template", or what the adapter calls it
    text: str = ""
    file: OutboundFile | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """Everything an adapter needs to send one message, read in one go before the network is touched.

    `idempotency_key` is the same at every attempt. `references` are the external ids of the earlier messages of the
    ticket on this channel, oldest first. `settings`, `secrets` and `state` are the inbox connection's. `heard_at` is when
    the addressee last wrote by this inbox, on any ticket: messaging windows count from it.
    `quick_replies` say their words as a message. `taps` are the choices of a question: each brings its payload back as it is
    (`InboundMessage.tapped`); `taps_label` opens them where they are a list. `closes` are the external ids of our messages
    whose taps should go now, where the provider lets us take them away.
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
    variant: str = ""
    template: TemplateUse | None = None
    quick_replies: Sequence[QuickReply] = ()
    taps: Sequence[QuickReply] = ()
    taps_label: str = ""
    closes: Sequence[str] = ()
    last_inbound: LastInbound | None = None
    heard_at: datetime | None = None
    hook_url: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendResult:
    """`external_id` is how the provider (or the mail's Message-ID) names what was sent. `also_known_as` (kind, address)
    is what the provider calls the recipient elsewhere: an answer from there is the same person.
    """

    external_id: str
    state: str = "sent"
    also_known_as: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RouteContext:
    """What an adapter knows when it says how one address can be answered. `here` is the newest message from it on this
    very ticket by this inbox, `anywhere` on any ticket (a messaging window counts from it). `used` are the variants by which
    `here` was answered already.
    """

    identity_kind: str
    address: str
    settings: Mapping[str, Any]
    state: Mapping[str, Any]
    now: datetime
    here: LastInbound | None = None
    anywhere: LastInbound | None = None
    opted_out: bool = False
    language: str = ""
    used: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RouteOption:
    """One way to answer one address. `variant` tells several apart ("public", "private") and comes back in
    `OutboundMessage.variant`. `label` stands behind the channel's name. `open_until`: a free text may be sent until then;
    past it the adapter returns `templates` with `templates_only`, or `available=False` with a `note` that says why.
    `public`: everybody will read it. `by_hand`: only a person's own words go this way (a private answer of which there is
    but one). `closed`: the messaging window is; they have to write first, or a template is sent. `one_way`: they can read
    but not answer it. `limit` in characters, 0 for the channel's own. `counter` instead of the channel's: "sms-plain" counts the
    parts of a text that is sent in plain letters; see `tickets.channel_info`.
    """

    variant: str = ""
    label: str = ""
    available: bool = True
    note: str = ""
    open_until: datetime | None = None
    templates: Sequence[Template] = ()
    templates_only: bool = False
    public: bool = False
    by_hand: bool = False
    closed: bool = False
    one_way: bool = False
    limit: int = 0
    counter: str = ""
