"""What hangs on a message of Messenger or Instagram: files to fetch, and what is only told about (links, stories, places).

Sources: developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages (types, the sticker that comes
twice), /docs/instagram-platform/webhooks/new (share and ig_post for the same post).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels_inbox.contract import RemoteFile
from channels_inbox.providers.strict_json import table, tables, text
from core.text import clean_line, safe_filename

# A message with more is a trick.
MAX_FILES = 30
FILES = {"image", "video", "audio", "file", "sticker"}
# Somebody else's post, passed on: its picture is fetched, since the link to it dies.
POSTS = {"share", "reel", "ig_reel", "post", "ig_post"}


@dataclass(slots=True)
class Found:
    files: list[RemoteFile] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)


def read(message: Mapping[str, Any]) -> Found:
    """Attachments, stories and products of one message. Raises UnreadablePayload."""
    found = Found()
    story = table(table(message, "reply_to"), "story")
    if story:
        found.facts.append((gettext_noop("In answer to"), _("your story")))
        _take(found, text(story, "url"), _("Story"))
    for attachment in tables(message, "attachments")[:MAX_FILES]:
        _attachment(found, attachment)
    if message.get("is_unsupported") and not found.files and not text(message, "text").strip():
        found.facts.append(
            (gettext_noop("Not shown here"), _("Meta doesn't pass on messages of this kind. Look into its app."))
        )
    return found


def _attachment(found: Found, attachment: Mapping[str, Any]) -> None:
    kind, payload = text(attachment, "type"), table(attachment, "payload")
    url = text(payload, "url") or text(attachment, "url")
    title = clean_line(text(attachment, "title") or text(payload, "title"), 300)
    if kind in FILES:
        _take(found, url, kind)
        if not url and "sticker_id" in payload:
            found.facts.append((gettext_noop("Sticker"), text(payload, "sticker_id")))
    elif kind in POSTS:
        _take(found, url, kind)
        found.facts.append(
            (gettext_noop("Post passed on"), title or (url if not found.files else _("without a title")))
        )
    elif kind == "story_mention":
        found.facts.append((gettext_noop("Story"), _("You are mentioned in it.")))
        _take(found, url, _("Story"))
    elif kind == "ephemeral":
        found.facts.append((gettext_noop("Not shown here"), _("A picture to be seen once. Look into Instagram's app.")))
    elif kind == "location":
        place = table(payload, "coordinates")
        found.facts.append((gettext_noop("Place"), clean_line(f"{place.get('lat')}, {place.get('long')} {title}", 200)))
    elif kind == "fallback":
        found.facts.append(
            (gettext_noop("Link"), clean_line(" ".join(filter(None, [title, url])), 500) or _("without an address"))
        )
    elif kind == "template":
        found.facts.append((gettext_noop("Card"), clean_line(title or _elements(payload), 300)))
    elif url:
        _take(found, url, kind or "file")
    else:
        found.facts.append((gettext_noop("Not shown here"), clean_line(kind, 60) or _("an attachment without a kind")))


def _elements(payload: Mapping[str, Any]) -> str:
    """What a card says: its text, or the titles of its elements (a product, a carousel)."""
    items = payload.get("elements") or table(payload, "product").get("elements")
    titles = [str(one.get("title", "")) for one in items if isinstance(one, dict)] if isinstance(items, list) else []
    return " · ".join([text(payload, "text"), *titles]).strip(" ·") or text(payload, "template_type")


def _take(found: Found, url: str, name: str) -> None:
    """The same file may hang on a message twice (a sticker also as an image): it is taken once."""
    if url and all(known.ref["url"] != url for known in found.files):
        found.files.append(RemoteFile({"url": url}, name=file_name(url, name)))


def file_name(url: str, fallback: str) -> str:
    """The last part of the path where it looks like a file's name, else what sort of thing it is."""
    try:
        last = unquote(urlsplit(url).path.rpartition("/")[2])
    except ValueError:
        last = ""
    return safe_filename(last if "." in last else fallback)
