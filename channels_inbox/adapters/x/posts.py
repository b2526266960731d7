"""A post in one shape, from version 1.1 (Account Activity) or 2 (X Activity) of X's objects
(https://docs.x.com/x-api/fundamentals/data-dictionary)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from channels_inbox.contract import RemoteFile
from channels_inbox.providers import strict_json as read

Data = Mapping[str, Any]


@dataclass(slots=True)
class Post:
    """`conversation` is the post that began it all ("" where X doesn't say), `first` the id before it was edited."""

    id: str
    author: str
    name: str = ""
    handle: str = ""
    text: str = ""
    at: datetime | None = None
    language: str = ""
    conversation: str = ""
    replied_to: str = ""
    replied_user: str = ""
    is_repost: bool = False
    quotes: str = ""
    first: str = ""
    remote: list[RemoteFile] = field(default_factory=list)

    @property
    def link(self) -> str:
        return f"https://x.com/{self.handle or 'i'}/status/{self.id}"


def version_1(data: Data) -> Post:
    """Raises UnreadablePayload."""
    user = read.table(data, "user", needed=True)
    # Long posts come cut, with the whole of them beside.
    whole = read.table(data, "extended_tweet") or data
    text = read.text(whole, "full_text") or read.text(whole, "text") or read.text(data, "text")
    urls = [*read.tables(read.table(whole, "entities"), "urls")]
    media = read.tables(read.table(whole, "extended_entities") or read.table(whole, "entities"), "media")
    edits = read.table(data, "edit_history")
    return Post(
        id=read.text(data, "id_str") or read.text(data, "id", needed=True),
        author=read.text(user, "id_str") or read.text(user, "id", needed=True),
        name=read.text(user, "name"),
        handle=read.text(user, "screen_name"),
        text=words(text, urls, [read.text(item, "url") for item in media], whole.get("display_text_range")),
        at=_date(read.text(data, "created_at")),
        language=read.text(data, "lang"),
        conversation=read.text(data, "conversation_id_str") or read.text(data, "conversation_id"),
        replied_to=read.text(data, "in_reply_to_status_id_str") or read.text(data, "in_reply_to_status_id"),
        replied_user=read.text(data, "in_reply_to_user_id_str") or read.text(data, "in_reply_to_user_id"),
        is_repost=bool(read.table(data, "retweeted_status")),
        quotes=read.text(data, "quoted_status_id_str"),
        first=read.text(edits, "initial_tweet_id"),
        remote=[file for item in media if (file := medium(item)) is not None],
    )


def version_2(data: Data, includes: Data) -> Post:
    """Raises UnreadablePayload."""
    author = read.text(data, "author_id", needed=True)
    user = next((u for u in read.tables(includes, "users") if read.text(u, "id") == author), {})
    note = read.table(data, "note_tweet") or data
    keys = read.table(data, "attachments").get("media_keys")
    wanted = keys if isinstance(keys, list) else []
    media = [item for item in read.tables(includes, "media") if item.get("media_key") in wanted]
    related = {read.text(post, "type"): read.text(post, "id") for post in read.tables(data, "referenced_tweets")}
    urls = read.tables(read.table(note, "entities"), "urls")
    history = data.get("edit_history_tweet_ids")
    return Post(
        id=read.text(data, "id", needed=True),
        author=author,
        name=read.text(user, "name"),
        handle=read.text(user, "username"),
        text=words(
            read.text(note, "text"),
            urls,
            [read.text(url, "url") for url in urls if url.get("media_key")],
            data.get("display_text_range") if note is data else None,
        ),
        at=_date(read.text(data, "created_at")),
        language=read.text(data, "lang"),
        conversation=read.text(data, "conversation_id"),
        replied_to=related.get("replied_to", ""),
        replied_user=read.text(data, "in_reply_to_user_id"),
        is_repost="retweeted" in related,
        quotes=related.get("quoted", ""),
        first=str(history[0]) if isinstance(history, list) and history else "",
        remote=[file for item in media if (file := medium(item)) is not None],
    )


def _date(text: str) -> datetime | None:
    """Version 1.1 writes "Wed Oct 10 20:19:24 +0000 2018", version 2 ISO 8601."""
    parts = text.split()
    try:
        if len(parts) == 6:
            found = parsedate_to_datetime(f"{parts[2]} {parts[1]} {parts[5]} {parts[3]} {parts[4]}")
        else:
            found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def words(text: str, urls: Sequence[Data], media_urls: Sequence[str], shown: Any = None) -> str:
    """What was meant: without the names a reply begins with, addresses in full, without those of its pictures.

    X's text is HTML-escaped, and counted so by `shown` (display_text_range, in code points)."""
    if isinstance(shown, list) and len(shown) == 2 and all(isinstance(n, int) for n in shown):
        # The end is left alone: it cuts off only what goes below anyway.
        text = text[shown[0] :] if 0 <= shown[0] < len(text) else text
    for url in media_urls:
        text = text.replace(url, "") if url else text
    for entity in urls:
        short, full = read.text(entity, "url"), read.text(entity, "expanded_url")
        if short and full and short not in media_urls:
            text = text.replace(short, full)
    for mark, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(mark, char)
    return text.strip()


def medium(media: Data) -> RemoteFile | None:
    """A photo, video or moving picture; None for what has no file."""
    variants = read.tables(read.table(media, "video_info"), "variants") or read.tables(media, "variants")
    films = [v for v in variants if read.text(v, "content_type") == "video/mp4"]
    if films:
        best = max(films, key=lambda v: read.whole(v, "bitrate") or read.whole(v, "bit_rate") or 0)
        return RemoteFile({"url": read.text(best, "url", needed=True)}, "video.mp4", "video/mp4")
    url = read.text(media, "media_url_https") or read.text(media, "url")
    if not url or read.text(media, "type") not in {"photo", "video", "animated_gif"}:
        return None
    ending = url.partition("?")[0].rpartition(".")[2].lower()
    kind = {"png": "image/png", "webp": "image/webp", "gif": "image/gif"}.get(ending, "image/jpeg")
    return RemoteFile({"url": url}, f"photo.{kind.partition('/')[2].replace('jpeg', 'jpg')}", kind)
