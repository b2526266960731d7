"""Who looks at a ticket or writes an answer right now: kept in Redis for a short while, renewed by the open page."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import redis

from core.live import publish
from core.redis import redis_client, redis_key

log = logging.getLogger(__name__)
TTL_S = 45
TYPING_S = 8


def mark(number: int, user_id: int, name: str, *, typing: bool = False) -> None:
    """The agent looks at the ticket (for `TTL_S`) and perhaps types (for `TYPING_S`); colleagues are told."""
    now = time.time()
    value = {"name": name, "until": now + TTL_S, "typing_until": now + TYPING_S if typing else 0}
    _write(number, lambda client, key: client.hset(key, str(user_id), json.dumps(value)))


def leave(number: int, user_id: int) -> None:
    _write(number, lambda client, key: client.hdel(key, str(user_id)))


def people(number: int) -> list[dict[str, Any]]:
    """`{"id", "name", "typing"}` of everybody whose mark hasn't run out; empty when Redis is away."""
    now = time.time()
    try:
        raw: Any = redis_client().hgetall(redis_key("presence", number))
    except (redis.RedisError, OSError) as error:
        log.warning("Presence of ticket %s can't be read: %s", number, error)
        return []
    found = [(int(user_id), json.loads(value)) for user_id, value in raw.items()]
    return [
        {"id": user_id, "name": value["name"], "typing": value["typing_until"] > now}
        for user_id, value in found
        if value["until"] > now
    ]


def _write(number: int, change: Any) -> None:
    key = redis_key("presence", number)
    try:
        change(redis_client(), key)
        redis_client().expire(key, TTL_S * 2)
    except (redis.RedisError, OSError) as error:
        log.warning("Presence of ticket %s can't be kept: %s", number, error)
        return
    publish(f"ticket:{number}", {"type": "presence", "ticket": number, "people": people(number)})
