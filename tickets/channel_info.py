"""What pages must know of a channel; each adapter registers one at start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from core.channel_marks import register_mark


@dataclass(frozen=True, slots=True)
class ChannelInfo:
    """`identity_kind` is the kind of address it writes to. `threads` says how messages find their ticket: "reference"
    (a mail without a reference opens a new ticket) or "conversation" (continues the open one of that address).
    `icon` is a lucide name, `colour` the token's suffix (--c-<colour>). `max_length` in characters, 0 for none.
    `also_kinds` are further kinds of address it writes to. `answers`: messages can leave by it (a form only takes them in).
    `files` is how many may go with one answer. `quick_replies` is how many buttons may stand under one, `taps` how many
    choices a question may offer of which each brings its own payload back, `counter` the
    way the composer counts ("sms": parts of a text message, "sms-plain": once its letters are plain; a measure that was
    registered, "bytes" of UTF-8 for one; else characters).
    `can_hide`: a customer's message can be hidden from the public. `about` is one line for the owner who chooses a
    channel for a new inbox.
    """

    kind: str
    name: str | Promise
    icon: str
    colour: str
    identity_kind: str
    threads: str = "conversation"
    formatting: bool = False
    attachments: bool = True
    subject: bool = False
    cc: bool = False
    max_length: int = 0
    can_start: bool = False
    also_kinds: tuple[str, ...] = ()
    answers: bool = True
    files: int = 10
    quick_replies: int = 0
    taps: int = 0
    counter: str = ""
    can_hide: bool = False
    about: str | Promise = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of address that it writes to."""
        return (self.identity_kind, *self.also_kinds)


_channels: dict[str, ChannelInfo] = {}
# How long a text is where a provider doesn't count characters. static/js/inbox/lengths.js has the same.
_measures: dict[str, Callable[[str], int]] = {"bytes": lambda text: len(text.encode())}


def register(info: ChannelInfo) -> None:
    _channels[info.kind] = info
    register_mark(info.kind, info.icon, info.name, info.colour, info.kinds if info.answers else ())


def get(kind: str) -> ChannelInfo:
    """The channel's info; an unknown kind (an adapter taken out) still gets a usable one."""
    return _channels.get(kind) or ChannelInfo(kind, kind, "message-square", "chat", kind)


def all_channels() -> list[ChannelInfo]:
    return list(_channels.values())


def register_measure(counter: str, measure: Callable[[str], int]) -> None:
    """A provider's own way to say how long a text is; the composer's has to be the same."""
    _measures[counter] = measure


def length(text: str, counter: str = "") -> int:
    """How long a text is by this counter, else in characters."""
    return _measures.get(counter, len)(text)
