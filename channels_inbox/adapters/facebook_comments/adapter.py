"""The channel of comments under a Facebook page's posts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.adapters.facebook_comments import payloads
from channels_inbox.contract import (
    FetchedFile,
    OutboundMessage,
    Parsed,
    RouteContext,
    RouteOption,
    SendResult,
)
from channels_inbox.providers import meta, meta_account, meta_comments
from channels_inbox.providers.calls import download
from channels_inbox.providers.meta_door import MetaDoor
from tickets.channel_info import ChannelInfo

INFO = ChannelInfo(
    "facebook_comments",
    gettext_lazy("Facebook comments"),
    "message-square-text",
    "facebook",
    payloads.IDENTITY_KIND,
    threads="reference",
    attachments=False,
    max_length=8000,
    can_hide=True,
    about=gettext_lazy("Comments under your page's posts, answered in public or in private."),
)
PRIVATE_LENGTH = 2000


class FacebookCommentsAdapter(MetaDoor):
    """A page's comments, visitors' posts and mentions."""

    kind = "facebook_comments"
    account_setting = "page_id"
    fields = payloads.FIELDS

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        """Raises UnreadablePayload."""
        return payloads.read(payload)

    def routes(self, context: RouteContext) -> list[RouteOption]:
        """In public and in private, where there is a comment of theirs to answer."""
        if context.here is None:
            return []
        private = meta_comments.private_route(context, _("private, in Messenger"), PRIVATE_LENGTH)
        return [meta_comments.public_route(INFO.max_length), private]

    def send(self, message: OutboundMessage) -> SendResult:
        """Raises AdapterError, SendingUncertain."""
        account = meta_account.page(self.kind, message.settings, message.secrets)
        comment = meta_comments.comment_of(message)
        if message.variant == meta_comments.PRIVATE:
            target = "post_id" if comment.get("post") else "comment_id"
            return meta_comments.send_private(message, account, target=target, known_as="messenger")
        return meta_comments.send_public(message, account, f"{comment['under']}/comments")

    def hide(self, external_id: str, hidden: bool, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> None:
        """Take a comment from the public's eyes, or show it again; its writer and their friends still see it.
        Raises AdapterError."""
        account = meta_account.page(self.kind, settings, secrets)
        body = {"is_hidden": hidden}
        meta_comments.confirmed(meta.graph(self.kind, "POST", external_id, json=body, repeatable=True, **account.call))

    def fetch(self, ref: Mapping[str, Any], settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> FetchedFile:
        """A picture or film under a comment, from Meta's servers. Raises AdapterError."""
        return download(str(ref.get("url", "")))

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Raises AdapterError saying exactly what is wrong."""
        account = meta_account.page(self.kind, settings, secrets)
        return meta_account.check(account, scopes=payloads.SCOPES, fields=("feed",))
