"""Blocks of From, Sent, To, Subject as Outlook, Notes, phones and webmail put them above the mail they quote."""

from __future__ import annotations

import re

from core.text import fold

from . import limits
from .attributions import next_filled
from .quote_words import CLOCK, INVISIBLE, LABELS, SHORT_DATE, YEAR

_MAX_LINES = 14
_WITHIN = re.compile(r"(?<!\w)([^\W\d_]{2,16}(?: [^\W\d_]{2,4})?) ?: ")
_ANY_LABEL = re.compile(r"[\s*_|]*[^\W\d_][^\s:：]{0,20}(?: [^\s:：]{1,15}){0,2}[*_\s]{0,4}[:：][*_\s]{0,10}\S")


def label(line: str) -> tuple[str, str]:
    """The kind of header label that a line starts with ("" when none), and what follows it."""
    if len(line) > limits.MAX_HEADER_LINE:
        return "", ""
    bare = INVISIBLE.sub("", line[:80]).lstrip(" \t*_|\u00a0")
    for colon in (":", "："):
        head, found, _ = bare.partition(colon)
        if found and len(head) <= 30:
            return LABELS.get(fold(head).strip(" *_\u00a0"), ""), line.partition(colon)[2]
    return "", ""


def header_block(lines: list[str], index: int, *, reply: bool) -> bool:
    """Whether such a block starts at `index`. In a mail that answers nothing only a full one counts."""
    kind, value = label(lines[index])
    if kind not in {"from", "sent", "subject", "to"}:
        return reply and _unknown_language(lines, index)
    if kind == "from" and len(_labels_within(lines[index])) >= 3:
        return True
    seen = {kind}
    misses = 0
    has_address = "@" in value
    timed = bool(CLOCK.search(value[:200]))
    for line in lines[index + 1 : index + _MAX_LINES]:
        if not line.strip():
            misses += 1
        else:
            kind, value = label(line)
            if kind:
                if kind in seen and kind != "other":
                    break
                seen.add(kind)
                has_address = has_address or "@" in value
                timed = timed or (kind == "sent" and bool(CLOCK.search(value[:200])))
                misses = 0
                continue
            has_address = has_address or "@" in line
            misses += 1
        if misses > 2:
            break
    named = seen - {"other"}
    if "from" not in named:
        return reply and _unknown_language(lines, index)
    if len(named) >= 3 and ("subject" in named or "sent" in named):
        # Who asks for a delivery from here to there on a day names neither an address nor a clock.
        return has_address or len(named) == 4 or (reply and timed)
    return reply and ((has_address and named >= {"from", "sent"}) or _unknown_language(lines, index))


def _unknown_language(lines: list[str], index: int) -> bool:
    """Three or more labelled lines after a blank one: first somebody with an address, then a day with a clock."""
    first = lines[index]
    if "@" not in first or len(first) > limits.MAX_HEADER_LINE or (index and lines[index - 1].strip(" \t_-*>")):
        return False
    run = 0
    dated = False
    for line in lines[index : index + 8]:
        if len(line) > limits.MAX_HEADER_LINE or not _ANY_LABEL.match(INVISIBLE.sub("", line[:100])):
            break
        run += 1
        dated = dated or bool(run > 1 and CLOCK.search(line) and (YEAR.search(line) or SHORT_DATE.search(line)))
    return run >= 3 and dated and not lines[next_filled(lines, index + run) - 1].strip()


def _labels_within(line: str) -> set[str]:
    """Kinds of labels in a header block that lost its line ends."""
    kinds = {LABELS.get(fold(match.group(1)), "") for match in _WITHIN.finditer(line[: limits.MAX_HEADER_LINE])}
    return kinds - {"", "other"}
