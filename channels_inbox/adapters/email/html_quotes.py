"""Quoted history in HTML mail: markup says more than words, so it is turned into `> ` lines and a cut before reading."""

from __future__ import annotations

import re

import nh3

from core.html import html_to_text
from core.html_text import TAGS, bounded, too_deep
from core.text import fold

from .quote_words import CLOCK, SHORT_DATE, VERB, YEAR
from .quotes import CUT

_OPEN, _CLOSE, _ATTR_OPEN, _ATTR_CLOSE, _CUT, _SIG_OPEN, _SIG_CLOSE = (f"\ue1f0{chr(0xE1F1 + n)}" for n in range(7))
_FORGED = re.compile("[\ue1f0-\ue1f7]")
_PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"]*")*)\s*/?>|[^<]+|<')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_VOID = frozenset({"br", "hr", "img", "col", "wbr"})
_BLOCKS = frozenset({"p", "div", "br", "hr", "li", "tr", "td", "table", "blockquote", "pre", "h1", "h2", "h3"})

_QUOTE_CLASS = re.compile(r"quote|\bcite\b|yahoo|zmail|quotation", re.IGNORECASE)
_CUT_CLASS = re.compile(
    r"outlookmessageheader|yahoo_quoted|ms-outlook-mobile-reference-message|(?<![a-z])mail_quote|"
    r"ms-outlook-mobile-reference|wp-quote|onet-quote|gwquote",
    re.IGNORECASE,
)
_CUT_ID = re.compile(
    r"^(?:x_)*(?:divrplyfwdmsg|appendonsend|mail-editor-reference-message-container|yahoo_quoted\w*|ymail_quoted|zwchr|"
    r"ydp\w*yahoo_quoted\w*|olk_src_body_section|is(?:reply|forward)content|origbody|mail_android_quote)",
    re.IGNORECASE,
)
_ATTR_CLASS = re.compile(r"gmail_attr|moz-cite-prefix|mailplugin-cite-prefix", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"(?:^|\s)(?:x_)*(?:gmail_signature|moz-signature|protonmail_signature_block|messagesignaturesection|"
    r"ms-outlook-mobile-signature|composer_signature|signature|applemailsignature|front-signature|bloop_sign\w*)(?:\s|$)",
    re.IGNORECASE,
)
_BORDER_LEFT = re.compile(
    r"border-left(?:-width|-style|-color)?\s*:\s*+(?!0|none)[^;]*(?:solid|px|pt|#)|border-width\s*:[^;]*1px 1px 1px",
    re.IGNORECASE,
)
# The line that Word draws above the header of the mail it quotes, whatever the language of that header.
_WORD_BORDER = re.compile(
    r"^\s*border:\s?none;\s?border-top:\s?solid #?\w{3,12} 1(?:\.0)?pt;\s?padding:\s?3(?:\.0)?pt 0", re.IGNORECASE
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


_MARKS = {"quote": (_OPEN, _CLOSE), "attr": (_ATTR_OPEN, _ATTR_CLOSE), "signature": (_SIG_OPEN, _SIG_CLOSE)}


def _marked(clean: str) -> str:
    out: list[str] = []
    open_tags: list[tuple[str, str]] = []
    said = ""
    fresh = True
    for match in _PIECE.finditer(clean):
        closing, name, raw = match.group(1), match.group(2), match.group(3)
        piece = match.group()
        if name is None:
            out.append(piece)
            if piece.strip():
                said = (piece if fresh else said + piece)[-400:]
                fresh = False
            continue
        fresh = fresh or name in _BLOCKS
        if name in _VOID:
            out.append(f"<p>{_CUT}</p>" if _mark(name, raw or "", said) == "cut" else piece)
            continue
        if closing:
            mark = ""
            # The serialiser closes what it opened, in order; a stray end costs nothing.
            if open_tags and open_tags[-1][0] == name:
                mark = open_tags.pop()[1]
            out.append(f"<p>{_MARKS[mark][1]}</p>{piece}" if mark in _MARKS else piece)
            continue
        mark = _mark(name, raw or "", said)
        open_tags.append((name, mark))
        if mark == "cut":
            out.append(f"<p>{_CUT}</p>{piece}")
        else:
            out.append(f"{piece}<p>{_MARKS[mark][0]}</p>" if mark in _MARKS else piece)
    return "".join(out)


def _mark(name: str, raw: str, said: str) -> str:
    attributes = dict(_ATTRIBUTE.findall(raw))
    classes, identity = attributes.get("class", "")[:500], attributes.get("id", "")[:200]
    style = attributes.get("style", "")[:1_000]
    label = attributes.get("name", "")[:200].lower()
    if name == "blockquote":
        if attributes.get("type", "").lower() == "cite" or "cite" in attributes:
            return "quote"
        if _QUOTE_CLASS.search(classes) or _QUOTE_CLASS.search(identity):
            return "quote"
        return "quote" if _BORDER_LEFT.search(style) or _introduces(said) else ""
    if _ATTR_CLASS.search(classes) or identity.endswith("reply-intro"):
        return "attr"
    if _CUT_CLASS.search(classes) or _CUT_ID.match(identity) or (name == "div" and _WORD_BORDER.match(style)):
        return "cut"
    if _SIGNATURE.search(classes) or _SIGNATURE.search(identity) or _SIGNATURE.search(label):
        return "signature"
    return "quote" if name == "div" and label == "quote" else ""


def _introduces(said: str) -> bool:
    """Whether the words before an unmarked blockquote introduce somebody's mail, not a passage of the writer's own."""
    if not said.rstrip().endswith((":", "：")):
        return False
    folded = fold(said)
    return "@" in folded or any(sign.search(folded) for sign in (VERB, CLOCK, YEAR, SHORT_DATE))


def _as_quotes(text: str) -> str:
    kept, signed = _lines(text)
    # Somebody may write inside the signature's element: then that is the message.
    own = any(line.strip() and line != CUT and not line.startswith(">") for line in kept)
    return "\n".join(kept if own or not signed else _lines(text, signatures=True)[0])


def _lines(text: str, *, signatures: bool = False) -> tuple[list[str], bool]:
    """Lines with their quote marks, and whether a signature was left out."""
    out: list[str] = []
    depth = 0
    attribution = signature = signed = False
    for line in text.split("\n"):
        mark = line.strip()
        if mark == _OPEN:
            depth += 1
        elif mark == _CLOSE:
            depth = max(0, depth - 1)
        elif mark in (_ATTR_OPEN, _ATTR_CLOSE):
            attribution = mark == _ATTR_OPEN
        elif mark in (_SIG_OPEN, _SIG_CLOSE):
            signature = mark == _SIG_OPEN
        elif mark == _CUT:
            if not depth:
                out.append(CUT)
        elif depth or (attribution and mark):
            out.append(f"{'>' * min(depth or 1, 5)} {_FORGED.sub('', line)}".rstrip())
        elif signature and not signatures:
            signed = signed or bool(mark)
        else:
            out.append(_FORGED.sub("", line))
    return out, signed
