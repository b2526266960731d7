"""The new words of a mail: history that programs append is left out, the customer's own words stay in their order.

One walk over the lines. A line longer than limits.MAX_HEADER_LINE is never looked at closer, every pattern is bounded,
and each line is joined with three neighbours at most, so the cost grows with the length of the mail only.
"""

from __future__ import annotations

import re

from core.text import fold

from . import limits
from .footers import strip_footers
from .quote_words import (
    CLOCK,
    FORWARDED,
    LABELS,
    ORIGINAL,
    OWN,
    SHORT_DATE,
    START,
    VERB,
    YEAR,
    rule_words,
)

CUT = "\x00history"
"""A line that html_quotes.py puts where markup says that history starts. Mail text never holds NUL."""

_MAX_ATTRIBUTION = 420
_SPAN = 4
_BELOW = re.compile(
    r"(?<!\w)(?:see below|below|inline|in-line|in red|in blue|in green|ponizej|na czerwono|na niebiesko|na zielono|"
    r"w tresci|w tekscie|pod pytaniami|"
    r"unten|weiter unten|im text|in rot|ci-dessous|en rouge|dans le texte|abajo|mas abajo|en rojo|sotto|in rosso|"
    r"hieronder|in het rood|nize|nizsie|"
    r"abaixo|nedan|nedenfor|alla|нижче|ниже)(?!\w)"
)


def new_text(text: str, *, reply: bool = True, forward: bool = False) -> str:
    """The mail's own words.

    `reply` says that the mail answers another (fields or subject); without it only what is certain counts as history.
    `forward` says that the subject calls it a forward: then the forwarded mail is the message. When nothing would be
    left, the whole text comes back, unless the mail is a marked quote and nothing else.
    """
    lines = text.split("\n")
    walk = _Walk(lines, reply=reply)
    whole = "\n".join(line for line in lines if line != CUT).strip()
    if forward or walk.forwarded_first():
        return _unquoted_forward(lines)
    walk.run()
    passages = [strip_footers(passage) for passage in walk.passages]
    kept = "\n\n".join("\n".join(line.rstrip() for line in passage) for passage in passages if passage).strip()
    if kept and walk.cut_at is not None and len(kept) <= 200 and _BELOW.search(fold(kept)):
        return whole
    if kept:
        return kept
    own = "\n\n".join("\n".join(passage) for passage in walk.passages).strip()
    if own:
        return own  # a signature alone is better than silence
    return "" if walk.quoted and walk.cut_at is None and walk.attributed else whole


def _unquoted_forward(lines: list[str]) -> str:
    """Everything, with one level of quoting taken off where the forwarded part was quoted as a whole."""
    out = []
    inside = False
    for line in lines:
        if line == CUT:
            continue
        bare = line.lstrip(" ")
        if bare.startswith(">") and _forward_marker(bare.lstrip("> ")):
            inside = True
        out.append(bare[1:].removeprefix(" ") if inside and bare.startswith(">") else line)
    return "\n".join(line.rstrip() for line in out).strip()


class _Walk:
    """One pass: `passages` are the runs of kept lines, `cut_at` the line where unquoted history starts."""

    def __init__(self, lines: list[str], *, reply: bool) -> None:
        self.lines = lines
        self.reply = reply
        self.passages: list[list[str]] = []
        self.cut_at: int | None = None
        self.quoted = False
        self.attributed = False
        self.keep_quotes = not reply and not self._looks_answered()

    def _looks_answered(self) -> bool:
        """A mail that answers nothing may use `>` for itself; several quoted lines or one deep line say otherwise."""
        quoted = [line for line in self.lines if _is_quoted(line)]
        return len(quoted) > 3 or any(line.lstrip().startswith((">>", "> >")) for line in quoted)

    def forwarded_first(self) -> bool:
        """Whether the first history in the mail is a forwarded mail."""
        for index, line in enumerate(self.lines):
            if len(line) > limits.MAX_HEADER_LINE or not line.strip():
                continue
            if _forward_marker(line.lstrip("> ")):
                return True
            if _is_quoted(line):
                # A quoted forward directly under the top: look at the first line of the quotation only.
                if _forward_marker(line.lstrip("> ").strip()):
                    return True
                if line.strip("> \t"):
                    return False
                continue
            if line == CUT:
                continue
            if self._history_at(index) or self._attribution_end(index) is not None:
                return False
        return False

    def run(self) -> None:
        passage: list[str] = []
        index = 0
        count = len(self.lines)
        while index < count:
            line = self.lines[index]
            if line == CUT or self._history_at(index):
                self.cut_at = index
                break
            if _is_quoted(line) and not self.keep_quotes:
                self.quoted = True
                index = self._after_quote(index)
                self.passages.append(passage)
                passage = []
                continue
            end = self._attribution_end(index)
            if end is not None:
                after = self._next_filled(end)
                if after < count and (_is_quoted(self.lines[after]) or self.lines[after] == CUT):
                    self.attributed = True
                    self.keep_quotes = False
                    index = end
                    continue
                self.cut_at = index
                break
            passage.append(_unescaped(line))
            index += 1
        self.passages.append(passage)

    def _after_quote(self, index: int) -> int:
        while index < len(self.lines) and (_is_quoted(self.lines[index]) or not self.lines[index].strip()):
            index += 1
        return index

    def _next_filled(self, index: int) -> int:
        while index < len(self.lines) and not self.lines[index].strip():
            index += 1
        return index

    # --- where history starts ---------------------------------------------------------------------------------------

    def _history_at(self, index: int) -> bool:
        line = self.lines[index]
        if not line.strip() or len(line) > limits.MAX_HEADER_LINE:
            return False
        first = line.lstrip()[:1]
        if first in "-_=*~–—" and len(line) < 200:
            words = rule_words(fold(line))
            if words in ORIGINAL:
                return True
            if not words and line.count("_") + line.count("-") >= 5:
                after = self._next_filled(index + 1)
                return after < len(self.lines) and after - index <= 3 and self._header_block(after)
        return self._header_block(index)

    def _header_block(self, index: int) -> bool:
        """From, Sent, To, Subject as Outlook, Notes and the webmails put them above the mail they quote."""
        kind, value = _label(self.lines[index])
        if kind not in {"from", "sent", "subject", "to"}:
            return False
        if kind == "from" and len(_labels_within(self.lines[index])) >= 3:
            return True
        seen = {kind}
        misses = 0
        has_address = "@" in value
        for line in self.lines[index + 1 : index + 14]:
            if not line.strip():
                misses += 1
            else:
                kind, value = _label(line)
                if kind:
                    if kind in seen and kind != "other":
                        break
                    seen.add(kind)
                    has_address = has_address or "@" in value
                    misses = 0
                    continue
                has_address = has_address or "@" in line
                misses += 1
            if misses > 2:
                break
        named = seen - {"other"}
        if "from" not in named:
            return False
        if len(named) >= 3 and ("subject" in named or "sent" in named):
            return self.reply or has_address or len(named) == 4
        return self.reply and has_address and named >= {"from", "sent"}

    # --- attributions -----------------------------------------------------------------------------------------------

    def _attribution_end(self, index: int) -> int | None:
        """The line after an attribution that starts at `index`, or None."""
        first = self.lines[index]
        if not first.strip() or len(first) > limits.MAX_HEADER_LINE or _is_quoted(first):
            return None
        for end in range(index, min(index + _SPAN, len(self.lines))):
            line = self.lines[end].strip()
            if not line or len(line) > limits.MAX_HEADER_LINE or _is_quoted(self.lines[end]):
                return None
            if line.endswith((":", ":*", "：", ":**", ": >")) or (end == index and " wrote:" in line):
                joined = " ".join(part.strip() for part in self.lines[index : end + 1])
                if self._attribution(joined, single=end == index, end=end + 1):
                    return end + 1
                return None
        return None

    def _attribution(self, joined: str, *, single: bool, end: int) -> bool:
        if len(joined) > _MAX_ATTRIBUTION and "wrote:" not in joined:
            return False
        folded = fold(joined[: _MAX_ATTRIBUTION * 2])
        if OWN.search(folded):
            return False
        starts = bool(START.match(folded)) and any(char.isdigit() for char in folded)
        address = "@" in folded
        if not (starts or address or single):
            return False
        if not starts and not single and "@" not in fold(joined[:120]):
            return False
        after = self._next_filled(end)
        quote_follows = after < len(self.lines) and after - end <= 2 and _is_quoted(self.lines[after])
        dated = bool(CLOCK.search(folded) or SHORT_DATE.search(folded) or YEAR.search(folded))
        verb = VERB.search(folded)
        if quote_follows:
            return ((address or dated) and (starts or address)) or bool(verb and single and len(folded) < 120)
        if not verb:
            return False
        tail = folded[verb.end() :]
        if len(tail.split()) > 12:
            return "wrote:" in folded and address and starts and "@" in folded[: verb.start()]
        if address:
            return starts or dated
        return self.reply and starts and dated


def _is_quoted(line: str) -> bool:
    bare = line.lstrip(" \t\u00a0")
    return bare.startswith((">", "＞")) and len(line) - len(bare) < 6 and not bare.startswith(">From ")


def _unescaped(line: str) -> str:
    return line[1:] if line.startswith(">From ") else line


def _forward_marker(line: str) -> bool:
    line = line.strip()
    if not 8 < len(line) < 150:
        return False
    words = rule_words(fold(line))
    if words in FORWARDED:
        return line[:1] in "-_=*~–—" or line.endswith(":")
    return line.startswith("--") and words.startswith(("forwarded by ", "forwarded message", "przekazane przez "))


def _label(line: str) -> tuple[str, str]:
    """The kind of header label that a line starts with, and what follows it."""
    if len(line) > limits.MAX_HEADER_LINE:
        return "", ""
    head, colon, value = line.lstrip(" \t*_|\u00a0").partition(":")
    if not colon or len(head) > 30:
        head, colon, value = line.lstrip(" \t*_|\u00a0").partition("：")
        if not colon or len(head) > 30:
            return "", ""
    return LABELS.get(fold(head).strip(" *_\u00a0"), ""), value


_WITHIN = re.compile(r"(?<!\w)([^\W\d_]{2,16}(?: [^\W\d_]{2,4})?) ?: ")


def _labels_within(line: str) -> set[str]:
    """Kinds of labels in a header block that lost its line ends."""
    kinds = {LABELS.get(fold(match.group(1)), "") for match in _WITHIN.finditer(line[: limits.MAX_HEADER_LINE])}
    return kinds - {"", "other"}
