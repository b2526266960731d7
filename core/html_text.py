"""HTML as plain text, and the limits and tags that it shares with the sanitiser in `core.html`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import nh3

MAX_HTML_CHARS = 1_000_000
MAX_DEPTH = 200
# The parser takes quadratic time over entities: 0.3 s for this many, 5 s for 900,000.
MAX_ENTITIES = 200_000

# Their content is not text for a reader, so it goes with the tag.
DROP_WITH_CONTENT = {
    "script", "style", "title", "noscript", "noembed", "noframes", "template", "iframe", "frame", "frameset",
    "object", "embed", "applet", "svg", "math", "audio", "video", "canvas", "select", "textarea", "datalist", "xmp",
    "plaintext", "head",
}  # fmt: skip
TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center",
    "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main",
    "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
}  # fmt: skip

# --- limits ---------------------------------------------------------------------------------------------------------

_OPENING = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_VOID = {"br", "hr", "img", "input", "wbr", "col", "meta", "link", "base", "area", "source", "track", "param", "embed"}
# Their end tags may be left out, so they don't deepen the tree by standing in a row.
_IMPLIED_END = {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
    "option",
    "tbody",
    "thead",
    "tfoot",
    "colgroup",
    "html",
    "head",
    "body",
}


def bounded(html: str) -> str:
    """The first MAX_HTML_CHARS characters, without what no parser could take."""
    # NUL and lone surrogates have no meaning in HTML and can't cross into the parser.
    return html[:MAX_HTML_CHARS].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def too_deep(html: str) -> bool:
    """Whether more elements stand open at once, or more entities follow each other, than any real mail has: a cheap
    upper bound before parsing.
    """
    if html.count("&") > MAX_ENTITIES:
        return True
    depth = 0
    standing: dict[str, int] = {}
    for match in _OPENING.finditer(html):
        name = match[2].lower()
        if name in _VOID or name in _IMPLIED_END:
            continue
        count = standing.get(name, 0)
        if not match[1]:
            standing[name] = count + 1
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif count:
            standing[name] = count - 1
            depth -= 1
    return False


_RAW_ELEMENT = re.compile(r"<(script|style)\b", re.IGNORECASE)


def flat_text(html: str) -> str:
    """Text of markup that is not worth parsing: tags out, whatever they mean."""
    kept: list[str] = []
    lowered = html.lower() if html.isascii() else re.sub("[A-Z]+", lambda upper: upper[0].lower(), html)
    position = 0
    while match := _RAW_ELEMENT.search(html, position):
        kept.append(html[position : match.start()])
        end = lowered.find("</" + match[1].lower(), match.end())
        if end < 0 or len(kept) > MAX_DEPTH:
            position = len(html)
            break
        position = end
    kept.append(html[position:])
    return unescape(re.sub(r"<[^<>]{0,2000}>?", " ", " ".join(kept)))


# --- plain text -----------------------------------------------------------------------------------------------------

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|\Z)",
    re.IGNORECASE,
)
# Output of the serialiser only: names in lower case, every value in double quotes.
_PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"]*")*)\s*/?>|([^<]+)|<')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_PARAGRAPHS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "dl",
    "table",
    "figure",
    "details",
}
_LINES = {
    "div", "section", "article", "aside", "header", "footer", "main", "address", "center", "li", "dt", "dd", "tr",
    "caption", "figcaption", "summary", "thead", "tbody", "tfoot",
}  # fmt: skip
_SPACES = re.compile(r"[ \t\r\n\f]+")


class _TextWriter:
    """Puts text together: collapses spaces, never leaves more than one empty line."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.breaks = 2  # line ends already at the end of what is written; the start counts as an empty line
        self.space = False
        self.bullet = False  # nothing but the mark of a list item stands on the line

    def text(self, value: str, keep_spaces: bool) -> None:
        if keep_spaces:
            lines = value.split("\n")
            for index, line in enumerate(lines):
                if index:
                    self.parts.append("\n")
                    self.breaks += 1
                if line:
                    self._write(line)
            return
        value = _SPACES.sub(" ", value)
        if value.startswith(" "):
            self.space = True
        stripped = value.strip(" ")
        if stripped:
            self._write(stripped)
            self.space = value.endswith(" ")

    def _write(self, value: str) -> None:
        if self.space and not self.breaks:
            self.parts.append(" ")
        self.parts.append(value)
        self.space = self.bullet = False
        self.breaks = 0

    def line_end(self, count: int) -> None:
        if self.bullet:
            return
        while self.breaks < count:
            self.parts.append("\n")
            self.breaks += 1
        self.space = False

    def new_line(self) -> None:
        self.parts.append("\n")
        self.breaks += 1
        self.space = False

    def result(self) -> str:
        lines = [line.rstrip() for line in "".join(self.parts).replace("\u00a0", " ").split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def html_to_text(html: str) -> str:
    """What a reader would see, as plain text: blocks on lines of their own, lists with dashes, a link's address after
    its words.

    Scripts, styles, the head, and what the mail itself hides (preheaders) are left out. Never raises; takes linear
    time.
    """
    text = bounded(html)
    if too_deep(text):
        return "\n".join(" ".join(line.split()) for line in flat_text(text).splitlines()).strip()

    def mark_hidden(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "style":
            return "hidden" if _HIDDEN_STYLE.search(value[:2000]) else None
        return value

    clean = nh3.clean(
        text,
        tags=TAGS,
        clean_content_tags=DROP_WITH_CONTENT,
        attributes={"*": {"style", "hidden"}, "a": {"href"}, "img": {"alt"}, "ol": {"start"}},
        attribute_filter=mark_hidden,
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative="deny",
        link_rel=None,
        strip_comments=True,
    )
    return _write_text(clean)


def _write_text(clean: str) -> str:
    out = _TextWriter()
    hidden = preformatted = 0  # how many elements deep we are inside one
    lists: list[int | None] = []  # next number of each open list, None where it has dashes
    links: list[tuple[str, int]] = []  # address, and where its words begin in out.parts
    for match in _PIECE.finditer(clean):
        closing, name, raw_attributes, text = match.groups()
        if name is None:
            if not hidden:
                out.text(unescape(text if text is not None else "<"), bool(preformatted))
            continue
        if name in _VOID:
            if not hidden:
                _void_element(out, name, raw_attributes)
            continue
        if hidden:
            hidden += -1 if closing else 1
            continue
        attributes = dict(_ATTRIBUTE.findall(raw_attributes or ""))
        if "hidden" in attributes or attributes.get("style") == "hidden":
            hidden = 1
            continue
        # Lists inside lists stay together; everything else of paragraph rank gets an empty line around it.
        if name in _PARAGRAPHS:
            out.line_end(1 if len(lists) > (1 if closing else 0) and name in ("ul", "ol") else 2)
        elif name in _LINES:
            out.line_end(1)
        if name == "pre":
            preformatted = max(0, preformatted + (-1 if closing else 1))
        elif name in ("ul", "ol"):
            _list_edge(lists, name, bool(closing), attributes)
        elif name == "li" and not closing:
            _list_item(out, lists)
        elif name in ("td", "th") and closing:
            out.space = True
        elif name == "a":
            if not closing:
                links.append((unescape(attributes.get("href", "")), len(out.parts)))
            elif links:
                _link_end(out, *links.pop())
    return out.result()


def _void_element(out: _TextWriter, name: str, raw_attributes: str | None) -> None:
    if name == "br":
        out.new_line()
    elif name == "hr":
        out.line_end(1)
        out.text("---", False)
        out.line_end(1)
    elif name == "img":
        alt = unescape(dict(_ATTRIBUTE.findall(raw_attributes or "")).get("alt", "")).strip()
        if alt:
            out.text(f"[{alt[:200]}]", False)


def _list_edge(lists: list[int | None], name: str, closing: bool, attributes: Mapping[str, str]) -> None:
    if closing:
        if lists:
            lists.pop()
        return
    start = attributes.get("start", "1")
    lists.append(
        (int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1) if name == "ol" else None
    )


def _list_item(out: _TextWriter, lists: list[int | None]) -> None:
    indent = "  " * min(8, max(0, len(lists) - 1))
    number = lists[-1] if lists else None
    if number is not None:
        lists[-1] = number + 1
    out.text(indent + ("-" if number is None else f"{number}."), True)
    out.space = out.bullet = True


def _link_end(out: _TextWriter, href: str, start: int) -> None:
    words = "".join(out.parts[start:]).strip()
    bare = re.sub(r"\A(?:https?://|mailto:|tel:)", "", href).rstrip("/")
    if href and words and bare and bare.casefold() not in words.casefold():
        out.text(f" ({href[:2000]})", False)
