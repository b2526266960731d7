"""An adapter that does what a test says: what it parses, and how each of its calls goes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from channels_inbox import registry
from channels_inbox.contract import (
    InboundMessage,
    OutboundMessage,
    Parsed,
    Part,
    Piece,
    RouteContext,
    RouteOption,
    SendResult,
)


class Scripted:
    """`meant` is what each payload (by its bytes) means; `script` how the calls go: an id, or an exception to raise."""

    account_setting = "page_id"
    signing_secrets = ("key",)

    def __init__(self) -> None:
        self.meant: dict[bytes, Parsed] = {}
        self.script: list[str | Exception] = []
        self.sent: list[tuple[int, str]] = []
        self.contexts: list[RouteContext] = []
        self.options: list[RouteOption] = [RouteOption()]

    def verify(self, request: Any) -> None:
        """Everything is signed here."""

    def split(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> list[Piece]:
        return [Piece(**item, payload=item["external_id"].encode()) for item in json.loads(payload)]

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        return self.meant[bytes(payload)]

    def parts(self, message: OutboundMessage) -> Sequence[Part]:
        return [Part("text", text) for text in message.text.split("|")]

    def send_part(self, message: OutboundMessage, part: Part) -> SendResult:
        self.sent.append((message.message_id, part.text))
        step = self.script.pop(0) if self.script else f"out-{len(self.sent)}"
        if isinstance(step, Exception):
            raise step
        return SendResult(step)

    def routes(self, context: RouteContext) -> list[RouteOption]:
        self.contexts.append(context)
        return self.options


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """Every channel does what the test says."""
    adapter = Scripted()
    monkeypatch.setattr(registry, "adapter", lambda kind: adapter)
    return adapter


def said(external_id: str, text: str = "Hi", address: str = "visitor-1", **fields: Any) -> InboundMessage:
    return InboundMessage(external_id, address, "chat", text=text, proven=True, **fields)
