"""Which inbox a widget speaks for, and which pages may carry it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from channels_inbox.adapters.webchat.live import CHANNEL
from tickets.models import Inbox


def find_inbox(public_id: str) -> Inbox | None:
    """The active chat inbox with this public id, with its connection. Scanners send anything, NUL too."""
    if not public_id.isascii() or not public_id.isprintable():
        return None
    return (
        Inbox.objects.select_related("connection", "team")
        .filter(public_id=public_id[:24], channel=CHANNEL, is_active=True, connection__isnull=False)
        .first()
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def origin_allowed(origin: str, chat_settings: Mapping[str, Any]) -> bool:
    """May a page of this origin carry the widget? Everywhere, unless the owner named the pages; ours always may.

    This keeps strangers from putting the chat on their pages; it is no protection of data (that is the token's).
    """
    allowed = [str(item).strip().rstrip("/").lower() for item in chat_settings.get("allowed_origins") or []]
    return not allowed or origin.lower() in allowed or origin.lower() == _origin(settings.PUBLIC_URL)
