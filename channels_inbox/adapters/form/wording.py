"""The owner's words in the page's language; the other language's, else ours, where there are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from channels_inbox.adapters.form.topics import BadTopics, Topic, read_topics


def in_language(form_settings: Mapping[str, Any], name: str, language: str) -> str:
    """The setting `<name>_<language>`, else the same in another language, else empty."""
    codes = [language, *(code for code, _name in settings.LANGUAGES if code != language)]
    texts = (str(form_settings.get(f"{name}_{code}") or "").strip() for code in codes)
    return next((text for text in texts if text), "")


def topics(form_settings: Mapping[str, Any], language: str) -> tuple[Topic, ...]:
    """What can be chosen. A setting that can't be read any more (written past our form) gives none."""
    try:
        return read_topics(in_language(form_settings, "topics", language))
    except BadTopics:
        return ()
