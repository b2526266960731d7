"""STOP and START in the customer's own words: only when they say nothing else."""

from __future__ import annotations

import re

from core.text import fold

# Twilio's own words (twilio.com/docs/messaging/tutorials/advanced-opt-out), and what Polish text messages ask for. Never
# what is an ordinary answer to a question: "nie", "tak", "no", "yes".
_STOP = {
    "stop",
    "stopall",
    "stop all",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "revoke",
    "optout",
    "opt out",
    "koniec",
    "rezygnuje",
    "rezygnacja",
    "wypisz",
    "wypisz mnie",
    "wypisuje sie",
    "stop sms",
    "koniec sms",
}
_START = {"start", "unstop", "wznow", "start sms", "zapisz mnie"}
_SIGNS = re.compile(r"[\W_]+")


def _said(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", fold(text[:200])).split()) if len(text) <= 200 else ""


def wants_out(text: str, opt_out_type: str = "") -> bool:
    """Do they want no more messages? `opt_out_type` is what Twilio understood, where it keeps such lists itself."""
    return opt_out_type.upper() == "STOP" or _said(text) in _STOP


def wants_in(text: str, opt_out_type: str = "") -> bool:
    """Do they want messages again?"""
    return opt_out_type.upper() == "START" or _said(text) in _START
