"""An agent's Markdown in WhatsApp's own marks (faq.whatsapp.com/539178204879377): *bold*, _italic_, ```code```."""

from __future__ import annotations

import re

_FENCED = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(\s*<?((?:https?://|mailto:|tel:)[^\s<>)]{1,1000})>?\s*\)", re.IGNORECASE)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,1000})>", re.IGNORECASE)
_BOTH = re.compile(r"\*\*\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*\*\*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1", re.DOTALL)
_ITALIC = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*(?![\w*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
# Stands for a bold mark until italics are done; no text from outside holds it.
_MARK = "\ue000"


def whatsapp_text(text: str) -> str:
    """Bold, italic and links as WhatsApp writes them; lists, quotes and code are the same there."""
    return "".join(part if number % 2 else _inline(part) for number, part in enumerate(_FENCED.split(text))).strip()


def _inline(text: str) -> str:
    text = _LINK.sub(lambda found: found[2] if found[1] == found[2] else f"{found[1]} ({found[2]})", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _BOTH.sub(rf"{_MARK}_\1_{_MARK}", text.replace(_MARK, ""))
    text = _BOLD.sub(rf"{_MARK}\2{_MARK}", text)
    text = _ITALIC.sub(r"_\1_", text)
    return _ESCAPED.sub(r"\1", text).replace(_MARK, "*")


def pieces(text: str, limit: int) -> list[str]:
    """The text in as few pieces as go, cut at paragraphs, lines or words where there are any. Never empty pieces."""
    found: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := rest.rfind(mark, limit // 2, limit)) > 0), limit)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [piece for piece in [*found, rest] if piece]


def tail(text: str, limit: int) -> tuple[str, str]:
    """(what comes before, the end of at most `limit` characters): buttons stand under the end."""
    if len(text) <= limit:
        return "", text
    at = next((at for mark in ("\n\n", "\n", " ") if (at := text.find(mark, len(text) - limit)) > 0), len(text) - limit)
    return text[:at].rstrip(), text[at:].strip()
