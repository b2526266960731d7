"""Did the customer have to say something twice? Given, then asked for by a person, then given again: found in the words.

Kinds of things: mail addresses, phone numbers, bank accounts, and other numbers (order, parcel, invoice). A question that names
the thing itself ("is it still 48213?") only confirms it. Polish and English; a question in other words is not seen, so the
figure is a lower bound. docs/metrics.md has the definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.text import fold

MAX_CHARS = 20_000
MAX_LINES = 300

MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
DIGITS = re.compile(r"\d(?:[ ./-]?\d){3,33}")
DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
SENTENCE = re.compile(r"[^.?!\n]+[.?!\n]*")
# "nr." and "no." end no sentence.
ABBREVIATED = re.compile(r"\b(nr|no|tel|zam)\.")

NAMES = {
    "mail": re.compile(r"\be-?mail|\bmailow|\badres mail"),
    "phone": re.compile(r"\btelefon|\btel\b|\bphone|\bkomork|\bmobile number|\bcontact number|\bnumer kontaktow"),
    "account": re.compile(r"\biban\b|\b(?:numer|nr) (?:konta|rachunku)|\baccount number|\bbank account"),
    "number": re.compile(
        r"\b(?:numer|nr)\w* (?:\w+ )?(?:zamow|paczk|przesyl|faktur|reklamac|zwrot|klient|rachunk)"
        r"|\b(?:order|tracking|parcel|invoice|reference|case|customer) (?:number|no|id)\b"
        r"|\bnumber of (?:your |the )?(?:order|parcel|invoice)"
    ),
}
ASKING = re.compile(
    r"\?|\bpoda[jc]|\bprosz[ea]|\bpoprosz|\bpoprosi|\bpotrzebuj|\bprzesl|\bprzyslij|\bwysl(?:ij|ac)|\bnapisz|\bwpisz|\bjaki"
    r"|\bplease|\bgive|\bsend|\bprovide|\bshare|\btell|\bneed|\bwhat|\bwhich"
)
# How many digits each kind has.
LENGTHS = {"phone": range(9, 14), "account": range(15, 35), "number": range(4, 21)}


@dataclass(frozen=True, slots=True)
class Line:
    """What one side said. `address` is where a customer's line came from: we know it without being told."""

    is_customer: bool
    text: str
    address: str = ""


def had_to_repeat(lines: Iterable[Line]) -> bool:
    """Whether the customer gave again what they had given before and a person of ours asked for."""
    known: set[str] = set()
    asked: set[tuple[str, str]] = set()
    fresh = True
    for count, line in enumerate(lines):
        if count >= MAX_LINES:
            break
        if line.is_customer:
            given = set(things(line.text))
            if given & asked:
                return True
            known |= {value for _kind, value in given} | {value for _kind, value in things(line.address)}
            fresh = True
        else:
            # The customer's words answer the questions since they wrote last.
            asked = (set() if fresh else asked) | set(_asked_for(line.text, known))
            fresh = False
    return False


def things(text: str) -> Iterator[tuple[str, str]]:
    """(kind, normal form) of what can be given twice; a number may be of several kinds."""
    text = text[:MAX_CHARS]
    for found in MAIL.finditer(text):
        yield "mail", found[0].casefold()
    bare = DATE.sub(" ", MAIL.sub(" ", text))
    for found in DIGITS.finditer(bare):
        digits = re.sub(r"\D", "", found[0])
        for kind, lengths in LENGTHS.items():
            if len(digits) in lengths:
                yield kind, digits[-9:] if kind == "phone" else digits


def _asked_for(text: str, known: set[str]) -> Iterator[tuple[str, str]]:
    """What the known things are that these words ask for."""
    words = ABBREVIATED.sub(r"\1", fold(text[:MAX_CHARS]))
    for sentence in SENTENCE.finditer(words):
        kinds = {kind for kind, name in NAMES.items() if name.search(sentence[0])}
        if kinds and ASKING.search(sentence[0]):
            named = {value for _kind, value in things(sentence[0])}
            yield from ((kind, value) for kind in kinds for value in known - named)
