"""How each channel is marked on every page: an icon and a name. Channels put themselves in; core knows none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class ChannelMark:
    """`icon` is a lucide name; `label` is what a reader hears and sees on hover."""

    icon: str
    label: str | Promise


_marks: dict[str, ChannelMark] = {}


def register_mark(kind: str, icon: str, label: str | Promise) -> None:
    """Set the mark of a channel kind; the last call wins."""
    _marks[kind] = ChannelMark(icon, label)


def mark_of(kind: Any) -> ChannelMark:
    """The mark of a kind; a kind that nobody registered gets a plain bubble and its own name."""
    return _marks.get(str(kind)) or ChannelMark("message-circle", str(kind))
