"""Owners read how to connect a channel in their own language."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from channels_inbox import guides, registry
from helpdesk.runner import catalogue


@pytest.mark.parametrize("language", catalogue.languages())
@pytest.mark.parametrize("kind", sorted(registry.ADAPTERS))
def test_every_guide_is_translated(kind: str, language: str) -> None:
    folder = Path(settings.BASE_DIR) / "channels_inbox" / "adapters" / kind
    own, english = folder / f"doc.{language}.md", folder / "doc.md"
    assert registry.guide(kind, language) == own.read_text("utf-8") != english.read_text("utf-8")
    headings = [sum(line.startswith("## ") for line in path.read_text("utf-8").splitlines()) for path in (own, english)]
    assert headings[0] == headings[1]


def test_a_language_without_a_guide_gets_english() -> None:
    assert guides.guide_html("email", "xx") == guides.guide_html("email", "en")
    assert "<h1>" not in guides.guide_html("email", "en")
