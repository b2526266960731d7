"""Quoted history in HTML mail: markup says more than words, so it is turned into `> ` lines and a cut before reading."""

from __future__ import annotations

import re

import nh3

from core.html import html_to_text
from core.html_text import TAGS, bounded, too_deep

from .quotes import CUT

_OPEN, _CLOSE, _ATTR_OPEN, _ATTR_CLOSE, _CUT = (
    "\ue1f0\ue1f1",
    "\ue1f0\ue1f2",
    "\ue1f0\ue1f3",
    "\ue1f0\ue1f4",
    "\ue1f0\ue1f5",
)
_FORGED = re.compile("[\ue1f0-\ue1f5]")
_PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"]*")*)\s*/?>|[^<]+|<')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_VOID = frozenset({"br", "hr", "img", "col", "wbr"})

_QUOTE_CLASS = re.compile(
    r"gmail_quote(?!_container)|protonmail_quote|tutanota_quote|yahoo|zmail|\bcite\b|moz-quote|mailquote|quotation",
    re.IGNORECASE,
)
_CUT_CLASS = re.compile(
    r"outlookmessageheader|yahoo_quoted|protonmail_quote|tutanota_quote|ms-outlook-mobile-reference-message|"
    r"zmail_extra|(?<!g)mail_quote|"
    r"ms-outlook-mobile-reference|wp-quote|onet-quote|gwquote",
    re.IGNORECASE,
)
_CUT_ID = re.compile(
    r"^(?:x_)*(?:divrplyfwdmsg|mail-editor-reference-message-container|yahoo_quoted\w*|ymail_quoted|zwchr|"
    r"ydp\w*yahoo_quoted\w*|reply-intro)",
    re.IGNORECASE,
)
_ATTR_CLASS = re.compile(r"gmail_attr|moz-cite-prefix|mailplugin-cite-prefix", re.IGNORECASE)
_BORDER_LEFT = re.compile(
    r"border-left(?:-width|-style|-color)?\s*:\s*(?!0|none)[^;]*(?:solid|px|pt|#)|border-width\s*:[^;]*1px 1px 1px",
    re.IGNORECASE,
)


def quoted_text(html: str) -> str:
    """Text of HTML with quoted passages as `> ` lines and quotes.CUT where a client's history starts. Linear."""
    source = _FORGED.sub("", bounded(html))
    if too_deep(source):
        return html_to_text(source)
    clean = nh3.clean(
        source,
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "head", "template", "svg", "math", "iframe", "noscript"},
        attributes={
            "*": {"class", "id", "type", "style", "name", "cite", "hidden"},
            "a": {"href"},
            "img": {"alt"},
            "ol": {"start"},
        },
        url_schemes={"http", "https", "mailto", "tel", "mid", "cid"},
        link_rel=None,
        strip_comments=True,
    )
    return _as_quotes(html_to_text(_marked(_FORGED.sub("", clean))))


def _marked(clean: str) -> str:
    out: list[str] = []
    open_tags: list[tuple[str, str]] = []
    said = ""
    for match in _PIECE.finditer(clean):
        closing, name, raw = match.group(1), match.group(2), match.group(3)
        piece = match.group()
        if name is None:
            out.append(piece)
            said = piece.strip() or said
            continue
        if name in _VOID:
            mark = _mark(name, raw or "", said)
            out.append(f"<p>{_CUT}</p>" if mark == "cut" else piece)
            continue
        if closing:
            mark = ""
            # The serialiser closes what it opened, in order; a stray end costs nothing.
            if open_tags and open_tags[-1][0] == name:
                mark = open_tags.pop()[1]
            if mark == "quote":
                out.append(f"<p>{_CLOSE}</p>{piece}")
            elif mark == "attr":
                out.append(f"<p>{_ATTR_CLOSE}</p>{piece}")
            else:
                out.append(piece)
            continue
        mark = _mark(name, raw or "", said)
        open_tags.append((name, mark))
        if mark == "quote":
            out.append(f"{piece}<p>{_OPEN}</p>")
        elif mark == "attr":
            out.append(f"{piece}<p>{_ATTR_OPEN}</p>")
        elif mark == "cut":
            out.append(f"<p>{_CUT}</p>{piece}")
        else:
            out.append(piece)
    return "".join(out)


def _mark(name: str, raw: str, said: str) -> str:
    attributes = dict(_ATTRIBUTE.findall(raw))
    classes, identity = attributes.get("class", "")[:500], attributes.get("id", "")[:200]
    style = attributes.get("style", "")[:1_000]
    if name == "blockquote":
        if attributes.get("type", "").lower() == "cite" or "cite" in attributes or _QUOTE_CLASS.search(classes):
            return "quote"
        if _BORDER_LEFT.search(style) or said.endswith(":"):
            return "quote"
        return ""
    if _ATTR_CLASS.search(classes):
        return "attr"
    if _CUT_CLASS.search(classes) or _CUT_ID.match(identity):
        return "cut"
    if name == "div" and attributes.get("name", "").lower() == "quote":
        return "quote"
    return ""


def _as_quotes(text: str) -> str:
    out: list[str] = []
    depth = 0
    attribution = False
    for line in text.split("\n"):
        mark = line.strip()
        if mark == _OPEN:
            depth += 1
        elif mark == _CLOSE:
            depth = max(0, depth - 1)
        elif mark == _ATTR_OPEN:
            attribution = True
        elif mark == _ATTR_CLOSE:
            attribution = False
        elif mark == _CUT:
            out.append(CUT)
        elif depth or (attribution and mark):
            out.append(f"{'>' * min(depth or 1, 5)} {_FORGED.sub('', line)}".rstrip())
        else:
            out.append(_FORGED.sub("", line))
    return "\n".join(out)
