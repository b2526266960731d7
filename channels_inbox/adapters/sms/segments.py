"""How a text message is counted, and how it is written without letters that make it expensive.

3GPP TS 23.038: a message has 160 septets when all its characters are in the GSM alphabet (one of its extension takes two),
else 70 units of UTF-16. A longer one goes in parts of 153 or 67; neither an escaped character nor a surrogate pair is split.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

GSM_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = "\f^{}\\[~]|€"
MAX_CHARS = 1600  # Twilio's own limit for one message (error 21617)

_COST = dict.fromkeys(GSM_BASIC, 1) | dict.fromkeys(GSM_EXTENSION, 2)
_GSM, _UCS = (160, 153), (70, 67)

# Signs of typesetting that nobody misses in a text message.
_TYPOGRAPHIC = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛‹›′´`", "'")
    | dict.fromkeys("‐‑‒–—―−•·", "-")
    | dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t", " ")
    | dict.fromkeys("\u200b\u2060\ufeff\u00ad", "")
    | {"…": "...", "×": "x", "\u2028": "\n", "\u2029": "\n"}
)
# Letters that Unicode doesn't take apart.
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE", "ẞ": "ß"})


@dataclass(frozen=True, slots=True)
class Segments:
    """`units` are septets (GSM) or UTF-16 units; `left` is the room in the last part."""

    gsm: bool
    units: int
    parts: int
    left: int


def is_gsm(text: str) -> bool:
    return all(char in _COST for char in text)


def count(text: str) -> Segments:
    """What a text costs. An empty one has no parts."""
    gsm = is_gsm(text)
    costs = [_COST[char] for char in text] if gsm else [2 if ord(char) > 0xFFFF else 1 for char in text]
    single, each = _GSM if gsm else _UCS
    total = sum(costs)
    if total <= single:
        return Segments(gsm, total, min(total, 1), single - total)
    parts, used = 1, 0
    for cost in costs:
        if used + cost > each:
            parts, used = parts + 1, 0
        used += cost
    return Segments(gsm, total, parts, each - used)


def without_typography(text: str) -> str:
    """Straight quotes, hyphens and plain spaces instead of the typesetter's."""
    return unicodedata.normalize("NFC", text).translate(_TYPOGRAPHIC)


def plain(text: str) -> str:
    """Every letter that isn't in the GSM alphabet without its marks: ż is z, but é and ö stay. What has no plain letter
    (an emoji, Cyrillic) stays as it is."""
    return "".join(_plain(char) for char in without_typography(text))


def _plain(char: str) -> str:
    if char in _COST:
        return char
    bare = unicodedata.normalize("NFKD", char.translate(_LETTERS))
    bare = "".join(each for each in bare if not unicodedata.combining(each))
    return bare if bare and is_gsm(bare) else char


def fitted(text: str, *, plain_letters: bool) -> str:
    """The text as it is sent: without what makes it longer and nobody misses, where that is enough to make it short; with
    `plain_letters` also without Polish letters."""
    for candidate in (text, without_typography(text), *([plain(text)] if plain_letters else [])):
        if is_gsm(candidate):
            return candidate
    return text
