"""The channel of comments on an Instagram account's posts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.adapters.instagram_comments import payloads
from channels_inbox.contract import (
    AdapterError,
    OutboundMessage,
    Parsed,
    RouteContext,
    RouteOption,
    SendResult,
)
from channels_inbox.providers import meta, meta_account, meta_comments
from channels_inbox.providers.meta_door import MetaDoor
from channels_inbox.providers.strict_json import dump, read_object, table
from tickets.channel_info import ChannelInfo

# developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments
MAX_COMMENT, MAX_HASHTAGS, MAX_LINKS = 300, 4, 1
# In UTF-8: Polish letters take two.
PRIVATE_BYTES = 1000

INFO = ChannelInfo(
    "instagram_comments",
    gettext_lazy("Instagram comments"),
    "message-square-quote",
    "instagram",
    payloads.IDENTITY_KIND,
    threads="reference",
    attachments=False,
    max_length=PRIVATE_BYTES,
    can_hide=True,
    also_kinds=(payloads.NAME_KIND,),
    about=gettext_lazy("Comments on your posts and mentions of your account, answered in public or in private."),
)


class InstagramCommentsAdapter(MetaDoor):
    """An account's comments, of live broadcasts too, and mentions of it elsewhere."""

    kind = "instagram_comments"
    account_setting = "ig_id"
    fields = payloads.FIELDS

    def complete(self, payload: bytes, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> bytes:
        """A mention says only where it is: fetch its words and who wrote them
        (/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_comment). Raises AdapterError."""
        media, comment = payloads.mentioned(payload)
        account = meta_account.instagram(self.kind, settings, secrets)
        edge = (
            f"mentioned_comment.comment_id({comment}){{text,username}}"
            if comment
            else f"mentioned_media.media_id({media}){{caption,username,permalink}}"
        )
        said = meta.graph(self.kind, "GET", account.owner_id, params={"fields": f"username,{edge}"}, **account.call)
        found = {**table(said, edge.partition(".")[0]), "own_name": str(said.get("username", ""))}
        kept = read_object(payload)
        return dump({**kept, "value": {**kept["value"], "found": found}})

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        """Raises UnreadablePayload."""
        return payloads.read(payload)

    def routes(self, context: RouteContext) -> list[RouteOption]:
        """In public and in private, where there is a comment of theirs to answer."""
        if context.here is None:
            return []
        public = meta_comments.public_route(MAX_COMMENT)
        if context.here.memory.get("live"):
            note = _("Comments of a live broadcast can't be answered in public.")
            public = RouteOption(variant=public.variant, label=public.label, available=False, note=note, public=True)
        return [public, meta_comments.private_route(context, _("private, as a direct message"), PRIVATE_BYTES, "bytes")]

    def send(self, message: OutboundMessage) -> SendResult:
        """Raises AdapterError, SendingUncertain."""
        account = meta_account.instagram(self.kind, message.settings, message.secrets)
        comment = meta_comments.comment_of(message)
        if message.variant == meta_comments.PRIVATE:
            if len(message.text.strip().encode()) > PRIVATE_BYTES:
                raise AdapterError(_("Instagram takes no message this long. Make it shorter."), permanent=True)
            return meta_comments.send_private(message, account, target="comment_id", known_as=payloads.IDENTITY_KIND)
        _check_words(message.text.strip())
        if comment.get("mention"):
            return self._answer_mention(message, account, comment)
        return meta_comments.send_public(message, account, f"{comment['under']}/replies")

    def _answer_mention(
        self, message: OutboundMessage, account: meta_account.Account, comment: Mapping[str, Any]
    ) -> SendResult:
        """Under somebody else's post (/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentions)."""
        body = {"media_id": str(comment["media"]), "message": message.text.strip()}
        body |= {"comment_id": str(comment["comment"])} if comment.get("comment") else {}
        return meta_comments.send_public(message, account, f"{account.owner_id}/mentions", body)

    def hide(self, external_id: str, hidden: bool, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> None:
        """Take a comment from the public's eyes, or show it again; its writer still sees it. Raises AdapterError."""
        account = meta_account.instagram(self.kind, settings, secrets)
        params = {"hide": "true" if hidden else "false"}
        meta_comments.confirmed(
            meta.graph(self.kind, "POST", external_id, params=params, repeatable=True, **account.call)
        )

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Raises AdapterError saying exactly what is wrong."""
        account = meta_account.instagram(self.kind, settings, secrets)
        # By the page, Instagram's fields are chosen for the whole app; the page only has to be subscribed.
        fields = ("comments",) if account.login == meta_account.INSTAGRAM else ()
        return meta_account.check(account, scopes=payloads.SCOPES, fields=fields)


def _check_words(words: str) -> None:
    """Instagram's rules for a comment, said before it refuses. Raises AdapterError (permanent)."""
    for broken, sentence in (
        (len(words) > MAX_COMMENT, _("Instagram takes comments of up to 300 characters. Make it shorter.")),
        (len(re.findall(r"#\w", words)) > MAX_HASHTAGS, _("Instagram takes four hashtags in a comment at most.")),
        (len(re.findall(r"https?://", words)) > MAX_LINKS, _("Instagram takes one link in a comment at most.")),
        (len(words) > 3 and words.isupper(), _("Instagram takes no comment in capital letters only.")),
    ):
        if broken:
            raise AdapterError(sentence, permanent=True)
