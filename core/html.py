"""The only place where foreign HTML becomes HTML of ours, plus its way to plain text and our agents' Markdown.

Everything goes through nh3 (html5ever's parser, an allow-list): the output is built anew from the parsed tree, never
patched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from core.html_text import DROP_WITH_CONTENT, TAGS, bounded, flat_text, html_to_text, too_deep

__all__ = ["SanitizedHtml", "format_reply", "html_to_text", "sanitize_message_html"]

MAX_DATA_IMAGE_CHARS = 200_000
MAX_REPLY_CHARS = 100_000
LINK_REL = "noopener noreferrer nofollow"

_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "table": {"width", "border", "cellpadding", "cellspacing", "bgcolor"},
    "tr": {"valign", "bgcolor", "height"},
    "td": {"colspan", "rowspan", "valign", "width", "height", "bgcolor"},
    "th": {"colspan", "rowspan", "valign", "width", "height", "bgcolor", "scope"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "font": {"color", "size"},
    "hr": {"width", "size"},
    "time": {"datetime"},
    "bdo": {"dir"},
}
_LINK_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z", re.IGNORECASE)
_LENGTH = re.compile(r"\d{1,4}%?\Z")
_COLOUR = re.compile(r"(?:#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,20})\Z")
_MAX_SPAN = 100


@dataclass(frozen=True, slots=True)
class SanitizedHtml:
    """Safe HTML, and how many remote images were left out of it (they are `<img>` without `src`)."""

    html: str
    blocked_images: int


class _Images:
    """Decides about each `src` and counts what it keeps back."""

    def __init__(self, show_remote: bool, cid_urls: Mapping[str, str]) -> None:
        self.show_remote = show_remote
        self.cid_urls = {key.strip().strip("<>").casefold(): url for key, url in cid_urls.items()}
        self.blocked = 0

    def source(self, value: str) -> str | None:
        value = value.strip()
        scheme = value[:6].lower()
        if scheme.startswith("cid:"):
            return self.cid_urls.get(_unquote_cid(value[4:]))
        if scheme.startswith("data:"):
            return value if len(value) <= MAX_DATA_IMAGE_CHARS and _DATA_IMAGE.match(value) else None
        if scheme.startswith(("http:", "https:")):
            if not self.show_remote:
                self.blocked += 1
                return None
            # The page is served over TLS or on localhost: a browser would block or upgrade plain http images anyway.
            return "https:" + value[5:] if scheme.startswith("http:") else value
        return None


def _unquote_cid(value: str) -> str:
    return unquote(value).strip().strip("<>").casefold()


def sanitize_message_html(
    html: str, *, images: bool = False, cid_urls: Mapping[str, str] | None = None
) -> SanitizedHtml:
    """HTML from outside as HTML that is safe to show under our policy: no script, style, form, SVG, id, class or
    relative link.

    `images` lets remote pictures load; `cid_urls` maps Content-IDs (with or without angle brackets) to URLs of ours.
    At most MAX_HTML_CHARS are read; what nests deeper than MAX_DEPTH comes out as its plain text. Never raises.
    """
    pictures = _Images(images, cid_urls or {})
    own_urls = set(pictures.cid_urls.values())

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            return pictures.source(value)
        if attribute == "href":
            return value if value.strip().lower().startswith(_LINK_SCHEMES) else None
        if attribute in ("width", "height", "border", "cellpadding", "cellspacing", "size"):
            return value if _LENGTH.match(value.strip()) else None
        if attribute in ("colspan", "rowspan", "span"):
            return value if value.isascii() and value.isdigit() and int(value[:4]) <= _MAX_SPAN else None
        if attribute in ("bgcolor", "color"):
            return value if _COLOUR.match(value.strip()) else None
        return value

    text = bounded(html)
    if too_deep(text):
        return SanitizedHtml(_as_paragraph(flat_text(text)), 0)
    cleaned = nh3.clean(
        text,
        tags=TAGS,
        clean_content_tags=DROP_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        # The filter above lets no relative address through; what is relative here is a mapped Content-ID.
        url_relative=lambda url: url if url in own_urls else None,
        link_rel=LINK_REL,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
    return SanitizedHtml(cleaned, pictures.blocked)


def _as_paragraph(text: str) -> str:
    lines = [escape(" ".join(line.split())) for line in text.splitlines()]
    return "<p>" + "<br>".join(line for line in lines if line) + "</p>"


# --- our agents' Markdown -------------------------------------------------------------------------------------------

# RFC 3986 characters; what ends a sentence or closes a bracket around the address is not part of it.
_BARE_URL = re.compile(r"(?<![\w@/])https?://[^\s<>\"'`\\^{|}\]\[]{1,2000}", re.IGNORECASE)


def _link_bare_urls(state: StateCore) -> None:
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        children: list[Token] = []
        in_link = 0
        for token in block.children:
            in_link += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            children.extend(_split_urls(token) if token.type == "text" and not in_link else [token])
        block.children = children


def _split_urls(token: Token) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    for match in _BARE_URL.finditer(token.content):
        url = match[0].rstrip(".,;:!?*_~")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(".,;:!?")
        if match.start() > position:
            tokens.append(Token("text", "", 0, content=token.content[position : match.start()]))
        tokens.append(Token("link_open", "a", 1, attrs={"href": url}))
        tokens.append(Token("text", "", 0, content=url))
        tokens.append(Token("link_close", "a", -1))
        position = match.start() + len(url)
    if not position:
        return [token]
    if position < len(token.content):
        tokens.append(Token("text", "", 0, content=token.content[position:]))
    return tokens


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20})
    markdown.enable(["emphasis", "list", "link", "autolink", "backticks", "fence", "newline", "escape", "blockquote"])
    markdown.core.ruler.push("bare_urls", _link_bare_urls)
    return markdown


_MARKDOWN = _markdown()


def format_reply(text: str) -> str:
    """An agent's words (bold, italic, lists, links, code, quotes; line ends count) as safe HTML. Markup typed as HTML
    stays text.
    """
    return sanitize_message_html(_MARKDOWN.render(text[:MAX_REPLY_CHARS])).html
