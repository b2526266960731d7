"""What a channel adapter is and what passes between it and the rest: plain data, no Django models.

An adapter turns what its provider sent into an `InboundMessage` (or another of `Parsed`) and sends an `OutboundMessage`.
It never touches tickets; ingest.py and deliver.py do that.
"""

from __future__ import annotations

from channels_inbox.contract.adapter import Adapter, PartsAdapter, SendingAdapter, WebhookAdapter
from channels_inbox.contract.errors import (
    AdapterError,
    BadSignature,
    Incomplete,
    SendingUncertain,
    Trouble,
    UnreadablePayload,
)
from channels_inbox.contract.hooks import HookAnswer, HookRequest, Piece
from channels_inbox.contract.inbound import (
    RELEASED,
    Agreed,
    DeliveryReport,
    Echo,
    Edited,
    FetchedFile,
    Hidden,
    InboundAttachment,
    InboundMessage,
    Moved,
    Notice,
    Outcome,
    Parsed,
    Reaction,
    RemoteFile,
    Removed,
)
from channels_inbox.contract.outbound import (
    LastInbound,
    OutboundFile,
    OutboundMessage,
    Part,
    QuickReply,
    RouteContext,
    RouteOption,
    SendResult,
    Template,
    TemplateUse,
)

__all__ = [
    "RELEASED",
    "Adapter",
    "AdapterError",
    "Agreed",
    "BadSignature",
    "DeliveryReport",
    "Echo",
    "Edited",
    "FetchedFile",
    "Hidden",
    "HookAnswer",
    "HookRequest",
    "InboundAttachment",
    "InboundMessage",
    "Incomplete",
    "LastInbound",
    "Moved",
    "Notice",
    "OutboundFile",
    "OutboundMessage",
    "Outcome",
    "Parsed",
    "Part",
    "PartsAdapter",
    "Piece",
    "QuickReply",
    "Reaction",
    "RemoteFile",
    "Removed",
    "RouteContext",
    "RouteOption",
    "SendResult",
    "SendingAdapter",
    "SendingUncertain",
    "Template",
    "TemplateUse",
    "Trouble",
    "UnreadablePayload",
    "WebhookAdapter",
]
