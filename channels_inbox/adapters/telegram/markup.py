"""Our formatted answers in the little HTML that Telegram takes (https://core.telegram.org/bots/api#html-style).

The text is read into runs of one style each and written anew, everything escaped: what isn't on the list below can't
come through. Long texts are cut between runs' words, each piece complete in itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from channels_inbox.adapters.telegram.entities import utf16_length

MAX_TEXT = 4096  # UTF-16 code units after the marks are read
MAX_CAPTION = 1024

STYLES = {
    "b": "b", "strong": "b", "h1": "b", "h2": "b", "h3": "b", "h4": "b", "h5": "b", "h6": "b", "th": "b",
    "i": "i", "em": "i", "u": "u", "ins": "u", "s": "s", "strike": "s", "del": "s",
    "code": "code", "tt": "code", "kbd": "code", "samp": "code", "pre": "pre", "blockquote": "blockquote", "a": "a",
}  # fmt: skip
# From the outside in. Code takes no other style and is left out of links and quotes.
ORDER = ("blockquote", "a", "b", "i", "u", "s")
PARAGRAPHS = {"p", "pre", "blockquote", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
LINES = {"div", "li", "tr", "dt", "dd"}
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style; `tags` from the outside in, as they are opened."""

    text: str
    tags: tuple[str, ...] = ()


class _Reader(HTMLParser):
    """Collects runs. Our sanitiser closes what it opens; whatever else comes here can only lose its style."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self.open: list[tuple[str, str]] = []  # (tag, href)
        self.lists: list[int | None] = []
        self.newlines = 0
        self.lead = ""
        self.fresh = True  # nothing stands on the line yet

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.newlines = min(self.newlines + 1, 3) if self.runs or self.newlines else 0
            self.fresh = True
            return
        self._block(tag, nested=bool(self.lists))
        if tag in {"ul", "ol"}:
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            number = self.lists[-1] if self.lists else None
            self.lead = "  " * (len(self.lists) - 1) + ("• " if number is None else f"{number}. ")
            if number is not None:
                self.lists[-1] = number + 1
        elif tag == "td":
            self.lead = self.lead or ("" if self.fresh else " ")
        if tag in STYLES:
            href = dict(attrs).get("href") or "" if tag == "a" else ""
            self.open.append((tag, href))

    def handle_endtag(self, tag: str) -> None:
        self._block(tag, nested=len(self.lists) > 1 or bool(self.lists and tag not in {"ul", "ol"}))
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index][0] == tag:
                del self.open[index]
                return

    def _block(self, tag: str, *, nested: bool) -> None:
        """A block ends the line, outside of lists with an empty one."""
        if tag in PARAGRAPHS or tag in LINES:
            self.newlines = max(self.newlines, 2 if tag in PARAGRAPHS and not nested else 1)
            self.fresh = True

    def handle_data(self, data: str) -> None:
        if not any(tag == "pre" for tag, _href in self.open):
            data = _SPACES.sub(" ", data)
            if self.fresh:
                data = data.lstrip(" ")
        if not data:
            return
        before = "\n" * self.newlines if self.runs else ""
        if before:
            self.trim()
        if before or self.lead:
            # Between two blocks of one quote the pause belongs to it.
            tags = self._tags() if self.runs and "blockquote" in {*self.runs[-1].tags} else ()
            shared = tuple(tag for tag in tags if tag == "blockquote")
            self.runs.append(Run(before + self.lead, shared))
        self.runs.append(Run(data, self._tags()))
        self.newlines, self.lead, self.fresh = 0, "", False

    def trim(self) -> None:
        """No space at the end of what is written."""
        while self.runs and not self.runs[-1].text.rstrip():
            self.runs.pop()
        if self.runs:
            self.runs[-1] = Run(self.runs[-1].text.rstrip(), self.runs[-1].tags)

    def _tags(self) -> tuple[str, ...]:
        styles = {STYLES[tag] for tag, _href in self.open}
        href = next((href for tag, href in reversed(self.open) if tag == "a"), "")
        if not href.lower().startswith(("https://", "http://")):
            styles.discard("a")
        for code in ("pre", "code"):
            if code in styles and not styles & {"a", "blockquote"}:
                return (code,)
        return tuple(f'a href="{escape(href)}"' if s == "a" else s for s in ORDER if s in styles)


def runs(html: str) -> list[Run]:
    """The sanitised HTML of an answer as runs, without space at either end."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.trim()
    return reader.runs


def plain_length(found: Sequence[Run]) -> int:
    return sum(utf16_length(run.text) for run in found)


def render(found: Sequence[Run]) -> str:
    """Telegram's HTML, every mark closed in the order it was opened."""
    out: list[str] = []
    stack: tuple[str, ...] = ()
    for run in found:
        shared = 0
        while shared < min(len(stack), len(run.tags)) and stack[shared] == run.tags[shared]:
            shared += 1
        out += [f"</{tag.partition(' ')[0]}>" for tag in reversed(stack[shared:])]
        out += [f"<{tag}>" for tag in run.tags[shared:]]
        out.append(escape(run.text, quote=False))
        stack = run.tags
    out += [f"</{tag.partition(' ')[0]}>" for tag in reversed(stack)]
    return "".join(out)


def pieces(found: Sequence[Run], limit: int = MAX_TEXT) -> list[str]:
    """The runs as messages of at most `limit` UTF-16 code units, cut at a paragraph, a line or a word."""
    text = "".join(run.text for run in found)
    return [rendered for start, end in _cuts(text, limit) if (rendered := render(_between(found, start, end)))]


def _cuts(text: str, limit: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end, units = start, 0
        while end < len(text) and (units := units + utf16_length(text[end])) <= limit:
            end += 1
        if end < len(text):
            # Not in the first half: a cut there would make many short messages.
            found = [text.rfind(mark, start + (end - start) // 2, end) for mark in ("\n\n", "\n", " ")]
            end = next((at for at in found if at > start), end)
        yield start, end
        start = end
        while start < len(text) and text[start] in " \n":
            start += 1


def _between(found: Sequence[Run], start: int, end: int) -> list[Run]:
    taken, position = [], 0
    for run in found:
        first, last = max(start, position), min(end, position + len(run.text))
        if first < last:
            taken.append(Run(run.text[first - position : last - position], run.tags))
        position += len(run.text)
    return taken
