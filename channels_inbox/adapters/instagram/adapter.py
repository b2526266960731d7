"""The Instagram channel: direct messages to a business or creator account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.adapters.instagram import payloads
from channels_inbox.contract import (
    AdapterError,
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

INFO = ChannelInfo(
    "instagram",
    "Instagram",
    "camera",
    "instagram",
    payloads.IDENTITY_KIND,
    max_length=1000,
    quick_replies=13,
    taps=13,
    about=gettext_lazy("People write to your Instagram account, answer your stories or mention you in theirs."),
)
MB = 1_000_000
LIMITS = meta_sending.Limits(
    text=1000,
    text_bytes=True,
    sizes={"image": 8 * MB, "file": 25 * MB},
    formats={
        "image": frozenset({"image/png", "image/jpeg", "image/gif"}),
        "video": frozenset({"video/mp4", "video/ogg", "video/x-msvideo", "video/quicktime", "video/webm"}),
        "audio": frozenset({"audio/aac", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/wav", "audio/x-wav"}),
        "file": frozenset({"application/pdf"}),
    },
)


class InstagramAdapter(MetaDoor):
    """An account's direct messages, by the page it is linked to or by Instagram's own login."""

    kind = "instagram"
    account_setting = "ig_id"
    fields = payloads.FIELDS
    private_of = "instagram_comments"

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        """Raises UnreadablePayload."""
        return payloads.read(payload)

    def routes(self, context: RouteContext) -> list[RouteOption]:
        return meta_sending.routes(context)

    def parts(self, message: OutboundMessage) -> Sequence[Part]:
        """Raises AdapterError."""
        if message.files and message.settings.get("login") == meta_account.INSTAGRAM:
            # Its own login takes media by public addresses only, and ours are not public.
            raise AdapterError(
                _(
                    "Files can't be sent while Instagram is connected by itself. Send a link, or connect it by the page."
                ),
                permanent=True,
            )
        return meta_sending.parts(message, LIMITS)

    def send_part(self, message: OutboundMessage, part: Part) -> SendResult:
        """Raises AdapterError, SendingUncertain."""
        account = meta_account.instagram(self.kind, message.settings, message.secrets)
        return meta_sending.send_part(message, part, account, marks=False)

    def fetch(self, ref: Mapping[str, Any], settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> FetchedFile:
        """A customer's file or a story from Meta's servers; a story's address dies with it. Raises AdapterError."""
        return download(str(ref.get("url", "")))

    def profile(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """What somebody who wrote is called, "" where Meta doesn't say. Raises AdapterError."""
        return meta_account.person_name(meta_account.instagram(self.kind, settings, secrets), address)

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Raises AdapterError saying exactly what is wrong."""
        account = meta_account.instagram(self.kind, settings, secrets)
        # By the page, Instagram's fields are chosen for the whole app; the page only has to be subscribed.
        fields = payloads.FIELDS if account.login == meta_account.INSTAGRAM else ()
        return meta_account.check(account, scopes=payloads.SCOPES, fields=fields)
