"""What Meta sends of comments on an Instagram account's posts, reels, ads and live broadcasts, and of mentions elsewhere
(developers.facebook.com/docs/graph-api/webhooks/reference/instagram).

    {"object": "instagram", "entry": [{"id": "IG", "time": 1790000000, "changes": [{"field": "comments", "value": {
        "id": "1789", "text": "Jaki rozmiar?", "from": {"id": "IGSID", "username": "ola"},
        "media": {"id": "55", "media_product_type": "FEED"}, "parent_id": "1788"}}]}]}

A mention says only where it is; what it says is fetched before it is read (`complete`), under `found`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels_inbox.contract import Echo, InboundMessage, Incomplete, Notice, Parsed, UnreadablePayload
from channels_inbox.providers.meta_comments import when
from channels_inbox.providers.meta_webhooks import Event, read_event
from channels_inbox.providers.strict_json import table, text
from core.text import clean_line

# The same id as in direct messages: one person.
IDENTITY_KIND = "instagram"
# Who mentions us elsewhere is known by their public name only.
NAME_KIND = "instagram_name"
FIELDS = ("comments", "live_comments", "mentions")
SCOPES = ("instagram_basic", "instagram_manage_comments", "pages_manage_metadata")
PLACES = {"FEED": "post", "REELS": "reel", "AD": "ad", "STORY": "story", "IGTV": "video", "LIVE": "live"}


def read(payload: bytes) -> Parsed:
    """One comment or mention. Raises UnreadablePayload for a shape nobody handles, Incomplete for a mention whose words
    aren't there yet."""
    event = read_event(payload)
    if event.field == "mentions":
        return _mention(event)
    if event.field not in FIELDS:
        raise UnreadablePayload(_("Nobody here knows this event: %(name)s") % {"name": clean_line(event.field, 80)})
    value, live = event.value, event.field == "live_comments"
    own, parent, words = text(value, "id", needed=True), text(value, "parent_id"), text(value, "text")
    writer = table(value, "from")
    address, at, thread = text(writer, "id"), when(event.time), parent or own
    # Meta adds the account's own scoped id where it comments itself.
    if address == event.account or text(writer, "self_ig_scoped_id"):
        return Echo(own, "", IDENTITY_KIND, words, at, thread=thread, public=True)
    if not address:
        raise UnreadablePayload(
            _("Instagram doesn't say who wrote this comment. The app needs the permission instagram_manage_comments.")
        )
    name = text(writer, "username")
    return InboundMessage(
        external_id=own,
        address=address,
        identity_kind=IDENTITY_KIND,
        display_name=clean_line(name, 120),
        text=words or _("A comment without words."),
        sent_at=at,
        proven=True,
        thread=thread,
        references=[parent] if parent else (),
        public=True,
        facts=_facts(value, live),
        # Instagram puts an answer to an answer under the first comment anyway.
        memory={"id": own, "under": thread, "live": live, "private": True, "hide": not live},
    )


def _facts(value: Mapping[str, Any], live: bool) -> list[tuple[str, str]]:
    media = table(value, "media")
    names = {
        "post": gettext_noop("Post"),
        "reel": gettext_noop("Reel"),
        "ad": gettext_noop("Ad"),
        "story": gettext_noop("Story"),
        "video": gettext_noop("Video"),
        "live": gettext_noop("Live broadcast"),
    }
    place = names[PLACES.get(text(media, "media_product_type"), "live" if live else "post")]
    facts = [(place, text(media, "id"))] if text(media, "id") else []
    if title := text(media, "ad_title"):
        facts.append((gettext_noop("From the ad"), clean_line(title, 300)))
    return facts


def mentioned(payload: bytes) -> tuple[str, str]:
    """(post, comment) of a mention whose words still have to be fetched. Raises UnreadablePayload."""
    value = read_event(payload).value
    where = text(value, "media_id", needed=True), text(value, "comment_id")
    if not all(part.isascii() and part.isdecimal() for part in where if part):
        raise UnreadablePayload(_("This mention doesn't say where it is."))
    return where


def _mention(event: Event) -> Parsed:
    if "found" not in event.value:
        raise Incomplete
    value, found = event.value, table(event.value, "found")
    media, comment = text(value, "media_id", needed=True), text(value, "comment_id")
    where = comment or media
    name = text(found, "username")
    if not name:
        raise UnreadablePayload(_("Instagram doesn't say who mentions the account: it may have been deleted."))
    words = text(found, "text") or text(found, "caption")
    facts = [(gettext_noop("Post"), clean_line(link, 500))] if (link := text(found, "permalink")) else []
    if name == text(found, "own_name"):
        return Notice(_("The account mentions itself."))
    return InboundMessage(
        external_id=where,
        address=name.lower(),
        identity_kind=NAME_KIND,
        display_name=clean_line(name, 120),
        text=words or _("Mentions your account."),
        sent_at=when(event.time),
        proven=True,
        thread=where,
        public=True,
        facts=facts,
        memory={"id": where, "under": where, "mention": True, "media": media, "comment": comment, "private": False},
    )
