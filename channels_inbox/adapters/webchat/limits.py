"""How much one visitor, and one address on the net, may do."""

from __future__ import annotations

import logging
import time

import redis

from core.redis import redis_client, redis_key

log = logging.getLogger(__name__)

# From one IP address. Whole offices and schools share one, so these only stop floods.
NEW_SESSIONS_PER_HOUR = 300
SOCKETS_PER_MINUTE = 240
UPLOADS_PER_HOUR = 120

UPLOAD_MAX_BYTES = 10 * 1024 * 1024
MESSAGE_FILES_MAX_BYTES = 20 * 1024 * 1024
UPLOAD_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "zip": "application/zip",
}


def allowed(what: str, who: str, limit: int, seconds: int) -> bool:
    """Count one more of `what` by `who`; False beyond `limit` in a window of `seconds`. With Redis away all is allowed."""
    key = redis_key("chat-limit", what, who, int(time.time() // seconds))
    try:
        pipe = redis_client().pipeline()
        pipe.incr(key)
        pipe.expire(key, seconds + 5)
        return int(pipe.execute()[0]) <= limit
    except (redis.RedisError, OSError) as error:
        log.warning("Chat limits can't be counted: %s", error)
        return True


class Bucket:
    """`burst` at once, then `per_second` each second. One per socket, so it needs no Redis."""

    def __init__(self, burst: float, per_second: float) -> None:
        self.burst, self.per_second = burst, per_second
        self.left, self.at = burst, time.monotonic()

    def take(self) -> float:
        """0 when there is room; else the seconds to wait."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.per_second)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / self.per_second
