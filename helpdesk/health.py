"""Is the house in order? An end-to-end pulse (beat -> broker -> worker -> Redis), not a ping of one part."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from redis.exceptions import RedisError

from channels_inbox.models import InboundEvent
from core.redis import redis_client

HEARTBEAT_MAX_AGE_S = 60
OLDEST_EVENT_MAX_AGE_S = 300


def _key() -> str:
    return f"{settings.REDIS_PREFIX}worker-heartbeat"


def beat() -> None:
    redis_client().set(_key(), str(time.time()), ex=3600)


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis and worker answer and nothing inbound waits longer than 5 minutes; else 503."""
    checks: dict[str, Any] = {}
    ready = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = "ok"
        oldest = InboundEvent.objects.waiting().order_by("received_at").values_list("received_at", flat=True).first()
        age = int((timezone.now() - oldest).total_seconds()) if oldest else 0
        checks["oldest_unprocessed_event_s"] = age
        ready &= age < OLDEST_EVENT_MAX_AGE_S
    except OperationalError:
        checks["database"] = "unreachable"
        ready = False
    try:
        beat_at = redis_client().get(_key())
        checks["redis"] = "ok"
        worker_age = int(time.time() - float(str(beat_at))) if beat_at else None
        checks["worker_heartbeat_s"] = worker_age
        ready &= worker_age is not None and worker_age < HEARTBEAT_MAX_AGE_S
    except (RedisError, OSError):
        checks["redis"] = "unreachable"
        ready = False
    return JsonResponse({"status": "ok" if ready else "not ready", **checks}, status=200 if ready else 503)
