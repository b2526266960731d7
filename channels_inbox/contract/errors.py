"""What can go wrong between us and a provider."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """What sort of trouble, where more follows from it than a sentence."""

    OTHER = ""
    AUTH = "auth"  # token expired or revoked: admins are told by a banner until something goes out again
    WINDOW = "window"  # too late for a free answer: a template, or another channel
    OPTED_OUT = "opted_out"  # the recipient doesn't want messages here
    UNREACHABLE = "unreachable"  # no such number or account any more


class AdapterError(Exception):
    """A channel could not do what was asked.

    `permanent` stops retrying and shows `message` to a person, so it says what to do;
    otherwise the delivery or event is tried again with backoff, at the earliest after `retry_after_s` seconds.
    """

    def __init__(
        self, message: str, *, permanent: bool, trouble: Trouble = Trouble.OTHER, retry_after_s: float = 0
    ) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
        self.trouble = trouble
        self.retry_after_s = retry_after_s


class SendingUncertain(Exception):
    """The connection broke while a message was handed over: it may have left. A person decides; nothing is repeated."""


class BadSignature(Exception):
    """A webhook that isn't signed as its provider signs: 403, nothing is kept."""


class Incomplete(Exception):
    """The payload only says where to look: `Adapter.complete` has to fetch the rest before it can be read."""


class UnreadablePayload(AdapterError):
    """The payload has a shape nobody handles: it is kept and shown as quarantined. `summary` is a line of what it says,
    for whoever decides about it."""

    def __init__(self, message: str, summary: str = "") -> None:
        super().__init__(message, permanent=True)
        self.summary = summary
