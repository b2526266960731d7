"""What comes to the shop by other channels than mail and the chat: how much of it, and what of it waits now."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.demo.corpus import Script, scripts

# Unevenly, as in a small firm: most write where their friends do, few on X.
ELSEWHERE = {
    "whatsapp": 36,
    "messenger": 34,
    "voice": 20,
    "form": 14,
    "instagram": 12,
    "sms": 11,
    "reviews": 11,
    "facebook_comments": 5,
    "counter": 5,
    "instagram_comments": 3,
    "telegram": 3,
    "x": 3,
}
# Channel, where it stands and for how many minutes.
OPEN_ELSEWHERE = (
    ("whatsapp", "new", 4),
    ("whatsapp", "new", 31),
    ("whatsapp", "open", 12),
    ("whatsapp", "pending", 700),
    ("messenger", "new", 140),
    ("messenger", "new", 610),
    ("messenger", "open", 380),
    ("voice", "new", 22),
    ("voice", "new", 95),
    ("instagram", "new", 65),
    ("instagram", "pending", 900),
    ("sms", "new", 48),
    ("form", "new", 150),
    ("form", "pending", 1300),
    ("reviews", "new", 410),
    ("facebook_comments", "new", 75),
    ("counter", "new", 240),
    ("telegram", "pending", 320),
)
CHATTY = {"whatsapp", "messenger", "telegram", "instagram", "sms"}
PUBLIC = {"reviews", "facebook_comments", "instagram_comments", "x"}
ANSWERED_BY_MAIL = {"email", "form", "counter"}
ANSWERED_CALL = ("Połączenie odebrane", "Call answered")


def scripts_of(channel: str) -> list[Script]:
    """The conversations that can be had there."""
    written = "message" if channel in CHATTY else channel
    return [replace(script, channel=channel) for script in scripts() if script.channel == written]


def by_mail(channel: str) -> bool:
    """Is it answered by a letter with greeting and name?"""
    return channel in ANSWERED_BY_MAIL


def unasked(channel: str) -> bool:
    """Nobody is asked where everybody reads; a review brings its stars along."""
    return channel in PUBLIC


def talked(text: str) -> bool:
    """Was this call answered? Else it left words on the machine, and we owe a call."""
    return text.startswith(ANSWERED_CALL)
