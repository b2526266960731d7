"""What a theme is called on pages."""

from __future__ import annotations

from surveys.models import Theme
from surveys.themes.known import KNOWN


def title_of(theme: Theme) -> str:
    """A known theme's name in the reader's language; of a found one the words that customers used."""
    known = KNOWN.get(theme.key)
    return str(known.title) if known else str(theme)
