"""The one synchronous Redis client of a process, for commands (not for pub/sub)."""

from __future__ import annotations

from functools import lru_cache

import redis
from django.conf import settings
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

COMMAND_TIMEOUT_S = 3.0
CONNECT_TIMEOUT_S = 2.0


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=COMMAND_TIMEOUT_S,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        socket_keepalive=True,
        health_check_interval=30,
        # One quick second try covers a Redis that was restarted between two commands.
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.05), 1),
    )


def redis_client() -> redis.Redis:
    """Shared client with text answers and short timeouts; its pool is safe across threads and after a fork.

    Raises `redis.RedisError` from each command when Redis is away; nothing connects before the first command.
    """
    return _client(settings.REDIS_URL)


def redis_key(*parts: object) -> str:
    """`REDIS_PREFIX` followed by the parts joined by colons."""
    return settings.REDIS_PREFIX + ":".join(str(part) for part in parts)
