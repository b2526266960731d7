"""A score written as words: "5", "5.", "ocena 5", "5 dzięki, super". What might mean something else is no score.
Whether a score that comes late is still an answer, surveys/replies.py says."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 80
# What may stand before the number, in Polish and English, without Polish letters, too.
_LEAD = (
    r"(?:(?:moja |my )?(?:ocena|oceniam(?: na)?|odpowied[zź]|daj[eę]|rating|score|rate|answer|i(?:'d)? give(?: you)?|grade)"
    r"(?: to| is|:)?[\s:–-]*)?"
)
# "5/5", "9 na 10", "4 out of 5": the end of the scale says nothing new.
_OF = r"(?:\s*(?:/|na|z|of|out of)\s*(?P<of>10|[0-9]))?"
_SCORE = re.compile(
    rf"""^[\s"'„”“(*#]*{_LEAD}(?P<score>10|[0-9])(?:\ufe0f?\u20e3)?{_OF}(?![\d/:%]|[.,-]\d)(?P<words>.*)$""",
    re.IGNORECASE | re.DOTALL,
)
# "5 sztuk", "2 dni", "7 lipca": a number of something is no score.
_UNITS = re.compile(
    r"""(?:szt|sztuk\w*|dni|dzie[nń]|tyg\w*|godz\w*|h|min\w*|razy|raz|z[lł]\w*|pln|eur\w*|euro|usd|groszy|kg|g|km|cm|mm|m|l|
    lat|lata|rok\w*|miesi\w*|par|pary|os[oó]b\w*|pacz\w*|kub\w*|produkt\w*|zam[oó]wie\w*|
    stycz\w*|lut\w*|mar\w*|kwie\w*|maj\w*|czerw\w*|lip\w*|sierp\w*|wrze\w*|pa[zź]dz\w*|listop\w*|grud\w*|
    pcs|pieces?|items?|days?|weeks?|months?|years?|hours?|times?|people|parcels?|orders?|mugs?|am|pm|
    january|february|march|april|may|june|july|august|september|october|november|december|
    st|nd|rd|th)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_EDGES = " \t\n.,;:!)\"'”“*-–—"


@dataclass(frozen=True, slots=True)
class Said:
    """A number, the words beside it, and the end of the scale if they named one."""

    score: int
    words: str = ""
    of: int | None = None


def read(text: str) -> Said | None:
    """The score that a short text is; None for anything else: a long text, a question, a number of something, two numbers."""
    text = text.strip()
    if len(text) > LONGEST or "?" in text:
        return None
    found = _SCORE.match(text)
    if found is None:
        return None
    rest = found["words"]
    words = rest.strip(_EDGES)
    if (rest and rest[0].isalpha()) or re.search(r"\d", words) or _UNITS.match(words):
        return None
    return Said(int(found["score"]), words, int(found["of"]) if found["of"] else None)
