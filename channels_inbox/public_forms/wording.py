"""The owner's words in the page's language; the other language's, else none, where there are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language


def in_language(form_settings: Mapping[str, Any], name: str, language: str = "") -> str:
    """The setting `<name>_<language>` (the active one), else the same in another language, else empty."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    codes = [wanted, *(code for code, _name in settings.LANGUAGES if code != wanted)]
    texts = (str(form_settings.get(f"{name}_{code}") or "").strip() for code in codes)
    return next((text for text in texts if text), "")
