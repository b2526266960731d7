"""The Messenger channel: conversations with a Facebook page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from channels_inbox.adapters.messenger import payloads
from channels_inbox.contract import (
    FetchedFile,
    OutboundMessage,
    Parsed,
    Part,
    RouteContext,
    RouteOption,
    SendResult,
)
from channels_inbox.providers import meta_account, meta_sending
from channels_inbox.providers.calls import download
from channels_inbox.providers.meta_door import MetaDoor
from tickets.channel_info import ChannelInfo
from tickets.hooks import WayIn
from tickets.models import Inbox

INFO = ChannelInfo(
    "messenger",
    "Messenger",
    "messages-square",
    "messenger",
    payloads.IDENTITY_KIND,
    max_length=2000,
    quick_replies=13,
    taps=13,
    about=gettext_lazy("People write to your Facebook page."),
)
MB = 1_000_000
LIMITS = meta_sending.Limits(text=2000, text_bytes=False, sizes={"image": 8 * MB, "file": 25 * MB}, formats={})


class MessengerAdapter(MetaDoor):
    """A page's conversations. One address of the app's webhooks brings those of all its pages, and their comments."""

    kind = "messenger"
    account_setting = "page_id"
    fields = payloads.FIELDS
    private_of = "facebook_comments"

    def way_in(self, inbox: Inbox) -> WayIn | None:
        """How customers reach this inbox."""
        page = str(inbox.connection.settings.get("page_id") or "")
        return WayIn(inbox, f"https://m.me/{page}") if page else None

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        """Raises UnreadablePayload."""
        return payloads.read(payload)

    def routes(self, context: RouteContext) -> list[RouteOption]:
        return meta_sending.routes(context)

    def parts(self, message: OutboundMessage) -> Sequence[Part]:
        """Raises AdapterError."""
        return meta_sending.parts(message, LIMITS)

    def send_part(self, message: OutboundMessage, part: Part) -> SendResult:
        """Raises AdapterError, SendingUncertain."""
        account = meta_account.page(self.kind, message.settings, message.secrets)
        return meta_sending.send_part(message, part, account, marks=True)

    def fetch(self, ref: Mapping[str, Any], settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> FetchedFile:
        """A customer's file from Meta's servers; the address is enough, for a while. Raises AdapterError."""
        return download(str(ref.get("url", "")))

    def profile(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """What somebody who wrote is called, "" where Meta doesn't say. Raises AdapterError."""
        return meta_account.person_name(meta_account.page(self.kind, settings, secrets), address)

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Raises AdapterError saying exactly what is wrong."""
        account = meta_account.page(self.kind, settings, secrets)
        return meta_account.check(account, scopes=payloads.SCOPES, fields=payloads.FIELDS)
