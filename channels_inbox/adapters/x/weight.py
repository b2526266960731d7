"""How long a post is by X's own count (https://docs.x.com/fundamentals/counting-characters): most letters weigh one,
Chinese, Japanese, Korean and emoji two, every address 23."""

from __future__ import annotations

import re
import unicodedata

MAX_POST = 280
MAX_LONG_POST = 25_000
URL_WEIGHT = 23

# Code points that weigh one; all others weigh two.
LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))

# Addresses without a scheme count where their ending is a well-known one; X knows them all.
_ENDINGS = (
    "com|org|net|edu|gov|info|biz|app|dev|shop|store|online|io|co|me|tv|eu|pl|de|uk|fr|it|es|cz|sk|nl|at|ch|ua|us"
)
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
_PATH = r"(?::\d{1,5})?(?:[/?#][^\s<>\"]*[^\s<>\".,;:!?)\]])?/?"
_URL = re.compile(
    rf"(?<![\w@.#$/-])(?:https?://{_HOST}[a-z]{{2,}}|{_HOST}(?:{_ENDINGS})(?![\w@-])){_PATH}", re.IGNORECASE
)

_PICTURE = (
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299\u00a9\u00ae]"
)
_TONE = "[\ufe0f\U0001f3fb-\U0001f3ff]"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # flags
    "|[0-9#*]\ufe0f?\u20e3"  # keycaps
    f"|{_PICTURE}{_TONE}*[\U000e0020-\U000e007f]+"  # flags of regions
    f"|{_PICTURE}{_TONE}*(?:\u200d{_PICTURE}{_TONE}*)+"  # families, professions
    f"|{_PICTURE}{_TONE}+"
)


def weight(text: str) -> int:
    """The weighted length."""
    text = unicodedata.normalize("NFC", text)
    total, position = 0, 0
    for found in _URL.finditer(text):
        total += _words(text[position : found.start()]) + URL_WEIGHT
        position = found.end()
    return total + _words(text[position:])


def _words(text: str) -> int:
    bare, emojis = _EMOJI.subn("", text)
    return emojis * 2 + sum(1 if any(a <= ord(char) <= b for a, b in LIGHT) else 2 for char in bare)
