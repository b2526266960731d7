"""What customers read of open incidents before they ask, kept for a few seconds so that any number of them may look."""

from __future__ import annotations

from typing import Any

import redis
from django.core.cache import cache
from django.db import transaction

from automation.models import Incident
from core.live import publish
from tickets.hooks import NOTICES_TOPIC
from tickets.models import Inbox

KEY = "incident-banners"
# A page in the customer's browser may keep it for some seconds more; together they stay under half a minute.
KEPT_S = 15
MAX = 5


def notices(inbox: Inbox | None, language: str) -> list[str]:
    """The texts for an inbox's customers, or for the help page (no inbox); the newest first, in their language if it is
    there."""
    return [text for one in _public() if _for(one, inbox) and (text := _text(one, language))]


def changed() -> None:
    """Customers' pages read it anew; call it in the transaction that changes an incident."""
    transaction.on_commit(_forget, robust=True)


def _forget() -> None:
    try:
        cache.delete(KEY)
    except redis.RedisError:
        pass  # it is gone by itself in a moment
    publish(NOTICES_TOPIC, {"type": "notices"})


def _public() -> list[dict[str, Any]]:
    try:
        known: list[dict[str, Any]] | None = cache.get(KEY)
    except redis.RedisError:
        known = None
    if known is not None:
        return known
    found = [_as_dict(incident) for incident in _open()]
    try:
        cache.set(KEY, found, KEPT_S)
    except redis.RedisError:
        pass  # only slower without it
    return found


def _open() -> list[Incident]:
    found = Incident.objects.filter(status=Incident.Status.OPEN, is_public=True)
    return list(found.prefetch_related("teams", "inboxes").order_by("-opened_at", "-pk")[:MAX])


def _as_dict(incident: Incident) -> dict[str, Any]:
    return {
        "en": incident.text_en.strip(),
        "pl": incident.text_pl.strip(),
        "on_help": incident.on_help,
        "teams": [team.pk for team in incident.teams.all()],
        "inboxes": [inbox.pk for inbox in incident.inboxes.all()],
        "channels": incident.channels,
    }


def _for(one: dict[str, Any], inbox: Inbox | None) -> bool:
    if inbox is None:
        return bool(one["on_help"])
    chosen = ((one["teams"], inbox.team_id), (one["inboxes"], inbox.pk), (one["channels"], inbox.channel))
    return all(not named or own in named for named, own in chosen)


def _text(one: dict[str, Any], language: str) -> str:
    return str(one.get(language) or one["pl"] or one["en"])
