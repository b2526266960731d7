"""Lines that introduce a quote: "On 12 Nov, Shop <help@…> wrote:", in any order, wrapped over up to four lines.

No language is needed: what counts together is a day, a clock, an address, a verb, the colon at the end and what follows.
"""

from __future__ import annotations

import re

from core.text import fold

from . import limits
from .quote_words import CLOCK, INVISIBLE, OWN, SHORT_DATE, START, VERB, YEAR

_MAX = 420
_SPAN = 4
_BRACKETED = re.compile(r"[<(\[](?:mailto:)?[^<>()\[\]\s@]{1,64}@[^<>()\[\]\s@]{1,190}[>)\]]")
_DAY_FIRST = re.compile(r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{4}年)")
_LETTER_START = re.compile(r"[\s*_\"'„“«-]*[^\W\d_]")
_MARKED = re.compile(r"[A-Z][A-Za-z]{0,3}>+(?:\s|$)|\|\s")
_SENTENCE_END = re.compile(r"(?:[!?]|(?:[^\W_]{4}|\d)\.)$")
_FRAMED = re.compile(r"[\s*_>–—=-]+$")


def is_quoted(line: str) -> bool:
    """Whether the line carries a quote mark. `>From ` is mbox escaping, not a quote."""
    bare = line.lstrip(" \t\u00a0")
    return bare.startswith((">", "＞")) and len(line) - len(bare) < 6 and not bare.startswith(">From ")


def other_mark(line: str) -> str:
    """The mark of programs that quote with initials (`AK> `) or bars (`| `), or ""."""
    match = _MARKED.match(line.lstrip(" ")[:8])
    return match.group().strip() if match else ""


def next_filled(lines: list[str], index: int) -> int:
    """The first line from `index` on that is not blank; blank runs are capped, nobody leaves more."""
    stop = min(len(lines), index + 200)
    while index < stop and not lines[index].strip():
        index += 1
    return index


def attribution_end(lines: list[str], index: int, *, reply: bool) -> int | None:
    """The line after an attribution that starts at `index`, or None. `reply` as in quotes.new_text."""
    first = lines[index]
    if not first.strip() or len(first) > limits.MAX_HEADER_LINE or is_quoted(first):
        return None
    for end in range(index, min(index + _SPAN, len(lines))):
        line = lines[end]
        if not line.strip() or len(line) > limits.MAX_HEADER_LINE or (end > index and is_quoted(line)):
            return None
        if not (_closes(line) or (end == index and " wrote:" in line) or _runs_into_quote(lines, end)):
            continue
        if end > index and not _opens(lines, index, end):
            return None
        # In a known language the words tell; in any other the line must also stand by itself.
        alone = reply and (not index or not lines[index - 1].strip())
        found = _is_attribution(
            _joined(lines, index, end), lines, end + 1, single=end == index, reply=reply, alone=alone
        )
        return end + 1 if found else None
    return None


def _joined(lines: list[str], start: int, end: int) -> str:
    return " ".join(INVISIBLE.sub("", line).strip() for line in lines[start : end + 1])


def _closes(line: str) -> bool:
    bare = INVISIBLE.sub("", line).rstrip()
    if bare.endswith((":", "：")):
        return True
    core = _FRAMED.sub("", bare)
    # `*wrote:*`, `wrote: >`, and Zoho's `wrote ---`
    return core != bare and (core.endswith((":", "：")) or (bare.endswith("--") and bare.lstrip().startswith("--")))


def _runs_into_quote(lines: list[str], end: int) -> bool:
    """Whether a line without a colon names an address and a verb directly above a quote: news readers' "in message"."""
    line = lines[end]
    return "@" in line and end + 1 < len(lines) and is_quoted(lines[end + 1]) and bool(VERB.search(fold(line)))


def _dated(folded: str) -> bool:
    return bool(CLOCK.search(folded) or SHORT_DATE.search(folded) or YEAR.search(folded))


def _opens(lines: list[str], index: int, end: int) -> bool:
    """Whether a wrapped attribution begins at `index`, and not at a later line under the writer's last words."""
    first = fold(INVISIBLE.sub("", lines[index])).strip()
    if _SENTENCE_END.search(first):
        return False
    opens = bool(START.match(first) and (_LETTER_START.match(first) or _DAY_FIRST.match(first)))
    if not (opens or "@" in first or "<" in first):
        return False
    for later in range(index + 1, end + 1):
        line = fold(INVISIBLE.sub("", lines[later])).strip()
        whole = fold(_joined(lines, later, end))
        bracketed = bool(_BRACKETED.search(whole))
        named = bracketed or ("@" not in first and bool(VERB.search(whole)))
        begins = bool(START.match(line) and _LETTER_START.match(line)) or bool(_DAY_FIRST.match(line))
        if _dated(line) and begins and named:
            return False
        if later == end and _dated(whole) and bracketed and not any(char.isdigit() for char in first):
            return False
    return True


def _is_attribution(joined: str, lines: list[str], after: int, *, single: bool, reply: bool, alone: bool) -> bool:
    if len(joined) > _MAX and "wrote:" not in joined:
        return False
    folded = fold(joined[: _MAX * 2])
    if OWN.search(folded):
        return False
    starts = bool(START.match(folded)) and any(char.isdigit() for char in folded)
    address = "@" in folded
    if not (starts or address or single):
        return False
    if not starts and not single and "@" not in folded[:120]:
        return False
    follows = next_filled(lines, after)
    quote_follows = (
        follows < len(lines)
        and follows - after <= 2
        and (is_quoted(lines[follows]) or bool(other_mark(lines[follows])))
    )
    verb = VERB.search(folded)
    if quote_follows:
        return ((address or _dated(folded)) and (starts or address)) or bool(verb and single and len(folded) < 120)
    if not verb:
        # Any language: a bracketed address, a day and a clock in one short line that ends in a colon.
        return (
            alone
            and len(folded) < 250
            and bool(_BRACKETED.search(folded) and CLOCK.search(folded))
            and bool(YEAR.search(folded) or SHORT_DATE.search(folded))
        )
    if len(folded[verb.end() :].split()) > 12:
        return "wrote:" in folded and address and starts and "@" in folded[: verb.start()]
    if address:
        return starts or _dated(folded)
    return reply and starts and _dated(folded)
