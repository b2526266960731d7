"""What of a customer's words is learnt from: base forms of words, never a name, an address or a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from core.words import base

# The beginning of a conversation: what the customer wrote until somebody answered.
OPENING_MESSAGES = 3
OPENING_CHARS = 4000
MAX_WORDS = 300
MAX_WORD = 30

_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
# Things written with marks inside are one: an order number goes as a whole, a street with its house.
_TOKEN = re.compile(r"\w+(?:[-./'’]\w+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
# No word has a colon, so these never meet one.
CHANNEL, LANGUAGE = ":channel:", ":language:"


def words_of(text: str, leave_out: Collection[str] = ()) -> dict[str, str]:
    """Base form → the customer's spelling, of the different words in order. Nothing with a digit in it, no addresses."""
    found: dict[str, str] = {}
    said = _ADDRESS.sub(" ", unicodedata.normalize("NFC", text[: OPENING_MESSAGES * OPENING_CHARS]))
    for token in _TOKEN.findall(said):
        if any(char.isdigit() for char in token):
            continue
        for word in _LETTERS.findall(token):
            if 1 < len(word) <= MAX_WORD and (form := base(word)) and form not in leave_out:
                found.setdefault(form, word.lower())
        if len(found) >= MAX_WORDS:
            break
    return found


def features_of(text: str, channel: str, language: str, leave_out: Collection[str] = ()) -> dict[str, str]:
    """The words, and by which channel and in which language they came."""
    found = words_of(text, leave_out)
    found[f"{CHANNEL}{channel}"] = channel
    if language:
        found[f"{LANGUAGE}{language}"] = language
    return found
