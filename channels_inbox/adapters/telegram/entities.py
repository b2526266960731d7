"""Telegram's formatted text as plain text. Offsets count UTF-16 code units
(https://core.telegram.org/bots/api#messageentity)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MAX_ENTITIES = 500


def utf16_length(text: str) -> int:
    """The length as Telegram counts it: an emoji counts two or more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """The words, with the address behind each link that hides one. Entities out of range change nothing."""
    links = []
    for entity in entities[:MAX_ENTITIES]:
        start, length, url = entity.get("offset"), entity.get("length"), entity.get("url")
        if entity.get("type") != "text_link" or not isinstance(url, str):
            continue
        if isinstance(start, int) and isinstance(length, int) and start >= 0 and length > 0:
            links.append((start, length, url))
    if not links:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    pieces, position = [], 0
    for start, length, url in sorted(links):
        end = (start + length) * 2
        if start * 2 < position or end > len(units):
            continue
        label = units[start * 2 : end].decode("utf-16-le", "replace")
        pieces.append(units[position:end].decode("utf-16-le", "replace"))
        if label.strip().rstrip("/") != url.rstrip("/"):
            pieces.append(f" ({url})")
        position = end
    pieces.append(units[position:].decode("utf-16-le", "replace"))
    return "".join(pieces)
