"""The X channel: direct messages and mentions of the firm's account (https://docs.x.com/x-api)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.adapters.x import access, payloads, receive, sending, signature
from channels_inbox.adapters.x.api import authorization
from channels_inbox.adapters.x.weight import weight
from channels_inbox.contract import (
    AdapterError,
    FetchedFile,
    HookAnswer,
    HookRequest,
    OutboundMessage,
    Parsed,
    Part,
    Piece,
    RouteContext,
    RouteOption,
    SendResult,
)
from channels_inbox.models import Connection
from channels_inbox.providers.calls import address_parts, api_base, download
from tickets.channel_info import ChannelInfo, register_measure
from tickets.models import Inbox

INFO = ChannelInfo(
    "x",
    "X",
    "at-sign",
    "x",
    "x",
    max_length=sending.MAX_MESSAGE,
    files=sending.MAX_PICTURES,
    about=gettext_lazy("Direct messages to your account on X, and posts that mention it."),
)
register_measure("x", weight)
# Pictures of direct messages are shown to their two sides only; all others to everybody.
PRIVATE_HOSTS = {"ton.twitter.com": "ton", "ton.x.com": "ton"}
PUBLIC_HOSTS = {"pbs.twimg.com": "pbs", "video.twimg.com": "video"}


class XAdapter:
    """One account. An address is a user's number; X vouches for it."""

    kind = "x"
    account_setting = "user_id"
    signing_secrets = tuple(signature.SIGNATURES.values())

    def verify(self, request: HookRequest) -> None:
        """Raises BadSignature."""
        signature.verify(request)

    def challenge(self, request: HookRequest) -> HookAnswer:
        """Raises BadSignature."""
        return signature.challenge(request)

    def split(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Sequence[Piece]:
        """Raises UnreadablePayload."""
        return payloads.split(payload)

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        """Raises UnreadablePayload."""
        return receive.parsed(payload, settings)

    def parts(self, message: OutboundMessage) -> Sequence[Part]:
        return sending.parts(message)

    def send_part(self, message: OutboundMessage, part: Part) -> SendResult:
        return sending.send_part(message, part)

    def fetch(self, ref: Mapping[str, Any], settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> FetchedFile:
        """Bring a picture or film. Only X's own hosts are asked, and only its private one sees who asks.

        Raises AdapterError."""
        url = address_parts(str(ref.get("url", "")))
        host = url.hostname or ""
        part = (PRIVATE_HOSTS | PUBLIC_HOSTS).get(host)
        if url.scheme != "https" or part is None:
            raise AdapterError(_("This file isn't kept by X, so it wasn't fetched."), permanent=True)
        base = api_base(self.kind, f"https://{host}", part)
        address = f"{base}{url.path}" + (f"?{url.query}" if url.query else "")
        signed = {"Authorization": authorization("GET", address, secrets)} if host in PRIVATE_HOSTS else {}
        return download(address, headers=signed)

    def routes(self, context: RouteContext) -> list[RouteOption]:
        """A direct message, and a public reply where there is a post to reply to."""
        allowed = context.state.get("access")
        allowed = allowed if isinstance(allowed, dict) else {}
        options = [
            RouteOption(
                variant="dm",
                label=_("direct message"),
                available=allowed.get("dm", True) is not False,
                note="" if allowed.get("dm", True) else _("The inbox's access level has no direct messages."),
            )
        ]
        if context.here is not None and context.here.memory.get("post"):
            options.append(
                RouteOption(
                    variant=sending.PUBLIC,
                    label=_("public reply"),
                    public=True,
                    limit=sending.post_limit(context.settings),
                    counter="x",
                )
            )
        return options

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Do the keys work, whose are they, and what do they allow? Raises AdapterError."""
        return access.sentence(access.find_out(settings, secrets))

    def sync(self, connection: Connection) -> dict[str, Any]:
        """Keep the account's name and what its access level allows. Raises AdapterError."""
        return access.find_out(connection.settings, connection.secrets).state()

    def hook_facts(self, inbox: Inbox) -> list[tuple[str, str]]:
        """What the access level allows, as found out by the last test."""
        words = access.words(inbox.connection.state)
        return [(_("Access level"), words)] if words else []
