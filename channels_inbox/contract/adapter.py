"""What a channel's adapter can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from channels_inbox.contract.hooks import HookRequest, Piece
from channels_inbox.contract.inbound import Parsed
from channels_inbox.contract.outbound import OutboundMessage, Part, SendResult


class Adapter(Protocol):
    """One channel. Instances are stateless and shared by threads. Beside these, an adapter may have (looked up by name):

    - webhooks: `verify`, `split`, and `challenge`, `answer` (see WebhookAdapter);
    - answers in several calls: `parts` and `send_part` instead of `send` (see PartsAdapter);
    - `fetch(ref, settings, secrets) -> FetchedFile`: bring one RemoteFile (channels_inbox/media.py has `download`);
    - `complete(payload, settings, secrets) -> bytes`: fetch what an event only points at, when `parse` raised Incomplete;
    - `profile(address, settings, secrets) -> str`: the name of somebody who wrote without one;
    - `hide(external_id, hidden, settings, secrets)`: take a public message from the public's eyes, or show it again;
    - `routes(context: RouteContext) -> list[RouteOption]`: how an address can be answered now; without it, always;
    - `account_setting`: the name of the setting that says whose events these are (a phone number's or page's id);
    - `signing_secrets`: the names of the secrets that sign its webhooks: an event for another inbox goes there only if that
      one has the same;
    - `private_of`: the channel of public words whose private answers arrive here (a page's comments);
    - `poll()`: fetch what is new, called by beat; `sweep()`: look after its own rows; `ready()`: once at start;
    - `way_in(inbox) -> WayIn | None`: how customers reach the inbox (a link on the help page);
    - `snippet(inbox)`: a line for the owner to paste; `links(inbox) -> [(label, URL)]`: pages of the inbox's own;
      `hook_facts(inbox) -> [(label, value)]`: what else to paste into the provider's console;
      `sync(connection) -> dict`: after a successful test of the connection, what to keep in its memory (approved
      templates).
    """

    kind: str

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        """Turn one stored event into what it means. Raises UnreadablePayload for what cannot be read."""
        ...

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Try the connection; return a sentence for the owner. Raises AdapterError saying exactly what is wrong."""
        ...


class SendingAdapter(Adapter, Protocol):
    """A channel whose answers leave in one call."""

    def send(self, message: OutboundMessage) -> SendResult:
        """Hand one message to the provider. Raises AdapterError."""
        ...


class PartsAdapter(Adapter, Protocol):
    """A channel whose answers may take several calls."""

    def parts(self, message: OutboundMessage) -> Sequence[Part]:
        """The calls, in order; the same at every attempt. Never empty. Raises AdapterError (permanent) for what can't go."""
        ...

    def send_part(self, message: OutboundMessage, part: Part) -> SendResult:
        """One call. Raises AdapterError; anything else makes the delivery uncertain."""
        ...


class WebhookAdapter(Adapter, Protocol):
    """A channel that calls /hooks/<kind>/<inbox public id>/."""

    def verify(self, request: HookRequest) -> None:
        """Check the signature on the raw bytes, in constant time, before anything is parsed. Raises BadSignature."""
        ...

    def split(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Sequence[Piece]:
        """The events in one webhook, each addressed. Raises UnreadablePayload; a webhook of nothing gives no pieces."""
        ...
