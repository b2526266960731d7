"""A channel's guide for owners, from its doc.md or the translation beside it."""

from __future__ import annotations

from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from channels_inbox import registry

# Our own files; HTML inside them stays text all the same.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def guide_html(kind: str, language: str) -> SafeString:
    """The guide as HTML in `language`, in English where there is no other. Its title is left out, the page has one.
    Empty when the channel has no guide."""
    try:
        text = registry.guide(kind, language)
    except FileNotFoundError:
        return mark_safe("")
    lines = text.lstrip().splitlines()
    if lines and lines[0].startswith("# "):
        lines = lines[1:]
    return mark_safe(_MARKDOWN.render("\n".join(lines)))
