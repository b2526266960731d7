"""Finds every text for translation in Python files and templates, without the system's gettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract as babel_extract
from django.utils.translation.template import templatize

# Functions of django.utils.translation, with the places of (singular, plural) or of the context.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
FOLDERS: tuple[str, ...] = (
    *("core", "accounts", "customers", "tickets", "channels_inbox", "automation", "surveys", "knowledge", "reports"),
    *("helpdesk", "templates"),
)

STRING = r"""[urf]{0,2}(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
# What Django's templatize() writes: calls of these names with string literals, between letters that stand for the markup.
CALL = re.compile(
    rf"(?<![A-Za-z0-9_])(_|gettext|ngettext|pgettext|npgettext)\(\s*({STRING})\s*(?:,\s*({STRING})\s*)?(?:,\s*({STRING})\s*)?"
)


@dataclass(frozen=True, order=True)
class Text:
    """One text to translate."""

    message: str
    context: str = ""
    plural: str = ""


class BadTemplate(Exception):
    """A template whose translation tags Django can't read."""


def from_python(source: bytes) -> Iterator[Text]:
    for _line, message, _comments, context in babel_extract("python", BytesIO(source), keywords=KEYWORDS):
        single, plural = message if isinstance(message, tuple) else (message, "")
        if single:
            yield Text(single, context or "", plural or "")


def from_template(source: str, origin: str) -> Iterator[Text]:
    try:
        calls = templatize(source, origin=origin)
    except SyntaxError as error:
        raise BadTemplate(str(error)) from error
    for name, *literals in CALL.findall(calls):
        texts = [str(ast.literal_eval(literal)) for literal in literals if literal]
        context = texts.pop(0) if name.startswith(("p", "np")) else ""
        if texts and texts[0]:
            plural = texts[1] if name in ("ngettext", "npgettext") and len(texts) > 1 else ""
            yield Text(texts[0], context, plural)


def from_tree(root: Path) -> set[Text]:
    """Every text of the product under `root`. Raises BadTemplate with the file's name."""
    found: set[Text] = set()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                found.update(from_python(path.read_bytes()))
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                found.update(from_template(path.read_text("utf-8"), str(path.relative_to(root))))
    return merged(found)


def merged(texts: set[Text]) -> set[Text]:
    """A text that is asked for with and without its plural is one entry, as in gettext."""
    with_plural = {(text.message, text.context) for text in texts if text.plural}
    return {text for text in texts if text.plural or (text.message, text.context) not in with_plural}
