"""The new words of a mail: history that programs append is left out, the customer's own words stay in their order.

One walk over the lines. A line longer than limits.MAX_HEADER_LINE is never looked at closer, every pattern is bounded,
and each line is joined with three neighbours at most, so the cost grows with the length of the mail only.
"""

from __future__ import annotations

import re

from core.text import fold

from . import limits
from .attributions import attribution_end, is_quoted, next_filled, other_mark
from .footers import strip_footers
from .header_blocks import header_block
from .quote_words import FORWARDED, ORIGINAL, REPLY_ABOVE, SHORT_DATE, rule_words

CUT = "\x00history"
"""A line that html_quotes.py puts where markup says that history starts. Mail text never holds NUL."""

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_COLOURED = re.compile(
    r"(?<!\w)(?:inline|in-line|in (?:red|blue|green|bold|caps)|na (?:czerwono|niebiesko|zielono)|"
    r"(?:innym|czerwonym|niebieskim|zielonym) kolorem|"
    r"in (?:rot|blau|grun)|en (?:rouge|bleu|rojo|azul|vermelho)|in (?:rosso|blu)|in het (?:rood|blauw)|"
    r"cervene|i rott|i rodt|червоним|красным)(?!\w)"
)
_BELOW = re.compile(
    r"(?<!\w)(?:below|underneath|ponizej|nizej|w tresci|w tekscie|pod pytaniami|unten|weiter unten|im text|ci-dessous|"
    r"dans le texte|abajo|mas abajo|sotto|hieronder|nize|nizsie|abaixo|nedan|nedenfor|alla|нижче|ниже)(?!\w)"
)
_ANSWERED = re.compile(
    r"(?<!\w)(?:(?:answer|repl(?:y|ie)|respon|comment|remark|odpowied|odpisa|odpisu|dopisa|dopisu|komentarz|antwort|"
    r"anmerkung|repons|respuest|rispost|antwoord|odpoved|respost|відпов|ответ)\w*|"
    r"(?:see|notes?|uwagi|patrz|zob|zobacz|siehe|voir|ver|vea|vedi|zie|viz|svar|se|див|см)(?!\w))"
)


def new_text(text: str, *, reply: bool = True, forward: bool = False) -> str:
    """The mail's own words.

    `reply` says that the mail answers another (fields or subject); without it only what is certain counts as history.
    `forward` says that the subject calls it a forward: then the forwarded mail is the message. When nothing would be
    left, the whole text comes back, unless the mail is a marked quote and nothing else.
    """
    lines = _unarmoured(text.split("\n"))
    walk = _Walk(lines, reply=reply)
    whole = "\n".join(line for line in lines if line != CUT).strip()
    if forward or walk.forwarded_first():
        return _unquoted_forward(lines)
    walk.run()
    passages = [strip_footers(passage) for passage in walk.passages]
    kept = "\n\n".join("\n".join(line.rstrip() for line in passage) for passage in passages if passage).strip()
    if kept and (walk.cut_at is not None or walk.quoted) and _points_into_history(kept, passages):
        return whole
    if kept:
        return kept
    own = "\n\n".join("\n".join(passage) for passage in walk.passages).strip()
    if own:
        return own  # a signature alone is better than silence
    return "" if walk.quoted and walk.cut_at is None and walk.attributed else whole


def _unarmoured(lines: list[str]) -> list[str]:
    """The words of a mail signed in the text itself, without the frame (RFC 9580 §7)."""
    if _SIGNED not in lines:
        return lines
    out: list[str] = []
    state = "text"
    for line in lines:
        if line == _SIGNED:
            state = "head"
        elif line == "-----BEGIN PGP SIGNATURE-----":
            state = "signature"
        elif line == "-----END PGP SIGNATURE-----":
            state = "text"
        elif state == "head":
            state = "head" if line.strip() else "signed"
        elif state != "signature":
            out.append(line.removeprefix("- ") if state == "signed" else line)
    return out


def _points_into_history(kept: str, passages: list[list[str]]) -> bool:
    """Whether a short note says that the answers stand between the quoted words: then those are the message."""
    if len(kept) > 300 or sum(bool(passage) for passage in passages) > 1:
        return False
    folded = fold(kept)
    return bool(_ANSWERED.search(folded) and (_BELOW.search(folded) or _COLOURED.search(folded)))


def _unquoted_forward(lines: list[str]) -> str:
    """Everything, with one level of quoting taken off where the forwarded part was quoted as a whole."""
    out = []
    inside = False
    for index, line in enumerate(lines):
        if line == CUT:
            continue
        bare = line.lstrip(" ")
        if not inside and _forward_marker(bare.lstrip("> ")):
            follows = next_filled(lines, index + 1)
            inside = bare.startswith(">") or (follows < len(lines) and is_quoted(lines[follows]))
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
        self.mark = ""
        marked = [line for line in lines if is_quoted(line)]
        # A prompt such as Python's is no third level of quoting when nothing shows the first and second.
        prompts = bool(marked) and all(line.startswith((">>> ", "> > > ")) or line == ">>>" for line in marked)
        self.keep_quotes = prompts or (not reply and not _looks_answered(marked))

    def forwarded_first(self) -> bool:
        """Whether the first history in the mail is a forwarded mail."""
        for index, line in enumerate(self.lines):
            if len(line) > limits.MAX_HEADER_LINE or not line.strip() or line == CUT:
                continue
            if _forward_marker(line.lstrip("> ")):
                return True
            if is_quoted(line):
                # A quoted forward directly under the top: only the first words of the quotation count.
                if line.strip("> \t"):
                    return False
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
            if self._is_quoted(line) and not self.keep_quotes:
                self.quoted = True
                index = self._after_quote(index)
                self.passages.append(passage)
                passage = []
                continue
            end = self._attribution_end(index)
            if end is not None:
                after = next_filled(self.lines, end)
                if after < count and (self._is_history(after) or self.lines[after] == CUT):
                    self.attributed = True
                    self.keep_quotes = False
                    index = end
                    continue
                self.cut_at = index
                break
            passage.append(_unescaped(line))
            index += 1
        self.passages.append(passage)

    def _is_quoted(self, line: str) -> bool:
        return is_quoted(line) or (bool(self.mark) and line.lstrip(" ").startswith(self.mark))

    def _is_history(self, index: int) -> bool:
        """Whether the line under an attribution is quoted, perhaps by a mark that only this mail uses."""
        if is_quoted(self.lines[index]):
            return True
        self.mark = other_mark(self.lines[index]) or self.mark
        return bool(self.mark) and self._is_quoted(self.lines[index])

    def _after_quote(self, index: int) -> int:
        while index < len(self.lines) and (self._is_quoted(self.lines[index]) or not self.lines[index].strip()):
            index += 1
        return index

    def _attribution_end(self, index: int) -> int | None:
        return attribution_end(self.lines, index, reply=self.reply)

    def _history_at(self, index: int) -> bool:
        line = self.lines[index]
        if not line.strip() or len(line) > limits.MAX_HEADER_LINE:
            return False
        if len(line) < 200:
            if line.lstrip()[:1] in "-_=*~–—":
                words = rule_words(fold(line))
                if words in ORIGINAL:
                    return True
                if not words and line.count("_") + line.count("-") >= 5:
                    after = next_filled(self.lines, index + 1)
                    return (
                        after < len(self.lines)
                        and after - index <= 3
                        and header_block(self.lines, after, reply=self.reply)
                    )
            if line.startswith(">>> ") and line.rstrip().endswith(">>>") and SHORT_DATE.search(line):
                return True  # GroupWise
            if REPLY_ABOVE.search(fold(line)):
                return True
        return header_block(self.lines, index, reply=self.reply)


def _looks_answered(marked: list[str]) -> bool:
    """A mail that answers nothing may use `>` for itself; several quoted lines or one deep line say otherwise."""
    return len(marked) > 3 or any(line.lstrip().startswith((">>", "> >")) for line in marked)


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
