"""A stand-in's memory: what its provider would keep (reviews that wait for a poll). Shared by all processes of the demo."""

from __future__ import annotations

import json
import time
from typing import Any

from core.redis import redis_client, redis_key

KEPT_S = 86_400
KEPT = 200


class DemoStore:
    """Small JSON values under names, for one channel's stand-in. They go a day after the last was put in; of more than
    200 the oldest go. Raises redis.RedisError when Redis is away."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    @property
    def _values(self) -> str:
        return redis_key("demo-store", self.kind)

    @property
    def _order(self) -> str:
        return redis_key("demo-order", self.kind)

    def put(self, name: str, value: Any) -> None:
        """Keep or replace; what is replaced keeps its place in the order."""
        client = redis_client()
        pipeline = client.pipeline()
        pipeline.hset(self._values, name, json.dumps(value))
        pipeline.zadd(self._order, {name: time.time()}, nx=True)
        pipeline.expire(self._values, KEPT_S)
        pipeline.expire(self._order, KEPT_S)
        pipeline.execute()
        for old in client.zrange(self._order, 0, -KEPT - 1):
            self.remove(str(old))

    def get(self, name: str) -> Any:
        """None where there is nothing by this name."""
        value = redis_client().hget(self._values, name)
        return None if value is None else json.loads(str(value))

    def items(self) -> list[tuple[str, Any]]:
        """(name, value) of everything, oldest first."""
        client = redis_client()
        values = client.hgetall(self._values)
        names = [str(name) for name in client.zrange(self._order, 0, -1)]
        return [(name, json.loads(str(values[name]))) for name in names if name in values]

    def remove(self, name: str) -> None:
        pipeline = redis_client().pipeline()
        pipeline.hdel(self._values, name)
        pipeline.zrem(self._order, name)
        pipeline.execute()
