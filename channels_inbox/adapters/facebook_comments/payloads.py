"""What Meta sends of a page's feed: comments, visitors' posts, mentions
(developers.facebook.com/docs/graph-api/webhooks/reference/page, fields `feed` and `mention`).

    {"object": "page", "entry": [{"id": "PAGE", "time": 1790000000, "changes": [{"field": "feed", "value": {
        "item": "comment", "verb": "add", "comment_id": "1_2", "post_id": "PAGE_1", "parent_id": "PAGE_1",
        "from": {"id": "3", "name": "Ola"}, "message": "Ile kosztuje?", "created_time": 1790000000,
        "post": {"permalink_url": "https://www.facebook.com/…"}}}]}]}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels_inbox.contract import (
    Echo,
    Edited,
    Hidden,
    InboundMessage,
    Notice,
    Parsed,
    RemoteFile,
    Removed,
    UnreadablePayload,
)
from channels_inbox.providers.meta_comments import when
from channels_inbox.providers.meta_media import file_name
from channels_inbox.providers.meta_webhooks import Event, read_event
from channels_inbox.providers.strict_json import moment, table, text
from core.text import clean_line

# Not Messenger's page-scoped id: Meta doesn't promise that a commenter's is the same. A private answer tells it.
IDENTITY_KIND = "facebook"
FIELDS = ("feed", "mention")
SCOPES = ("pages_read_engagement", "pages_read_user_content", "pages_manage_engagement", "pages_manage_metadata")
POSTS = {"post", "status", "photo", "video", "share", "link", "note"}
LEFT_ALONE = {"like", "reaction", "album", "event", "milestone", "album_photo", "profile_picture", "cover", "rating"}
MAX_FILES = 30


def read(payload: bytes) -> Parsed:
    """One change of the feed. Raises UnreadablePayload for a shape nobody handles."""
    event = read_event(payload)
    item, verb = text(event.value, "item"), text(event.value, "verb") or "add"
    if event.field not in FIELDS:
        raise UnreadablePayload(_("Nobody here knows this event: %(name)s") % {"name": clean_line(event.field, 80)})
    if event.field == "mention":
        return _mention(event)
    if item in LEFT_ALONE:
        return Notice(clean_line(f"{item} {verb}", 60))
    if item != "comment" and item not in POSTS:
        raise UnreadablePayload(
            _("Nobody here knows this event: %(name)s") % {"name": clean_line(f"{item} {verb}", 80)}
        )
    if item != "comment" and _writer(event.value)[0] in {"", event.account}:
        return Notice(_("A post of the page itself."))
    return _changed(event.value, verb, "comment_id" if item == "comment" else "post_id") or _said(event, item)


def _changed(value: Mapping[str, Any], verb: str, key: str) -> Parsed | None:
    """What happened to something said before; None for something new."""
    about = text(value, key, needed=True)
    match verb:
        case "add":
            return None
        case "edited" | "edit" | "update":
            return Edited(about, text(value, "message"), moment(value, "created_time"))
        case "remove" | "delete":
            return Removed(about)
        case "hide" | "unhide":
            return Hidden(about, verb == "hide")
        case _:
            raise UnreadablePayload(_("Nobody here knows this event: %(name)s") % {"name": clean_line(verb, 80)})


def _writer(value: Mapping[str, Any]) -> tuple[str, str]:
    """(id, name); older events have them beside each other."""
    found = table(value, "from")
    return (
        text(found, "id") or text(value, "sender_id"),
        clean_line(text(found, "name") or text(value, "sender_name"), 200),
    )


def _files(value: Mapping[str, Any]) -> list[RemoteFile]:
    photos = value.get("photos")
    urls = [*(photos if isinstance(photos, list) else []), text(value, "photo"), text(value, "video")]
    if text(value, "item") in {"photo", "video"}:
        urls.append(text(value, "link"))
    kept = dict.fromkeys(url for url in urls if isinstance(url, str) and url)
    return [RemoteFile({"url": url}, name=file_name(url, _("Picture"))) for url in list(kept)[:MAX_FILES]]


def _facts(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    link = text(table(value, "post"), "permalink_url")
    if not link.startswith("https://") and text(value, "post_id"):
        link = f"https://www.facebook.com/{text(value, 'post_id')}"
    return [(gettext_noop("Post"), clean_line(link, 500))] if link else []


def _said(event: Event, item: str) -> Parsed:
    """A new comment or a visitor's post. A comment under a comment belongs to its conversation."""
    value, is_comment = event.value, item == "comment"
    post, parent = text(value, "post_id", needed=True), text(value, "parent_id")
    own = text(value, "comment_id", needed=True) if is_comment else post
    writer, name = _writer(value)
    thread = parent if is_comment and parent not in {"", post} else own
    at = moment(value, "created_time") or when(event.time)
    words, files = text(value, "message"), _files(value)
    if writer == event.account:
        return Echo(own, "", IDENTITY_KIND, words, at, thread=thread, public=True, remote=files)
    if not writer:
        raise UnreadablePayload(
            _("Facebook doesn't say who wrote this comment. The app needs the permission pages_read_user_content.")
        )
    if not words.strip() and not files:
        words = text(value, "link")
    return InboundMessage(
        external_id=own,
        address=writer,
        identity_kind=IDENTITY_KIND,
        display_name=name,
        text=words,
        sent_at=at,
        proven=True,
        thread=thread,
        references=[parent] if is_comment and parent else (),
        public=True,
        remote=files,
        facts=_facts(value),
        # Facebook takes answers under a comment of the first level; deeper ones go below the same.
        memory={
            "id": own,
            "under": thread if is_comment else own,
            "post": not is_comment,
            "private": True,
            "hide": is_comment,
        },
    )


def _mention(event: Event) -> Parsed:
    """Somebody names the page in a post or comment of their own: answered there, in public."""
    value = event.value
    if text(value, "verb") not in {"", "add"}:
        return Notice(_("A mention was changed."))
    writer, name = _writer(value)
    where = text(value, "comment_id") or text(value, "post_id", needed=True)
    if not writer:
        raise UnreadablePayload(_("Facebook doesn't say who mentions the page."))
    if writer == event.account:
        return Notice(_("The page mentions itself."))
    return InboundMessage(
        external_id=where,
        address=writer,
        identity_kind=IDENTITY_KIND,
        display_name=name,
        text=text(value, "message") or _("Mentions your page."),
        sent_at=moment(value, "created_time") or when(event.time),
        proven=True,
        thread=where,
        public=True,
        facts=_facts(value),
        memory={"id": where, "under": where, "post": False, "private": False},
    )
