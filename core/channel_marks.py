"""How each channel is marked on every page: an icon and a name. Channels put themselves in; core knows none of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class ChannelMark:
    """`icon` is a lucide name; `label` is what a reader hears and sees on hover; `colour` the token's suffix (--c-<colour>).
    `writes_to` are the kinds of address that it can write to, none where it only takes messages in.
    """

    icon: str
    label: str | Promise
    colour: str = ""
    writes_to: tuple[str, ...] = ()


_marks: dict[str, ChannelMark] = {}


def register_mark(
    kind: str, icon: str, label: str | Promise, colour: str = "", writes_to: tuple[str, ...] = ()
) -> None:
    """Set the mark of a channel kind; the last call wins. Without a colour it wears that of its own name."""
    _marks[kind] = ChannelMark(icon, label, colour or kind, writes_to)


def mark_of(kind: Any) -> ChannelMark:
    """The mark of a kind; a kind that nobody registered gets a plain bubble and its own name."""
    return _marks.get(str(kind)) or ChannelMark("message-circle", str(kind), str(kind))


def all_marks() -> dict[str, ChannelMark]:
    return dict(_marks)


def channels_to(kinds: Iterable[str]) -> dict[str, ChannelMark]:
    """The channels, by kind, that can write to at least one of these kinds of address."""
    wanted = set(kinds)
    return {kind: mark for kind, mark in _marks.items() if wanted & set(mark.writes_to)}
