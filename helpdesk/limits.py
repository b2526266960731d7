"""What one request may cost before Django looks at it.

Django's ASGI handler writes the whole body to disk first and knows no limit of its own: any address, signed in or not,
would take a file as large as the disk.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]


ANY_BODY = 32 * 1024 * 1024
# Agents' answers with their files; the number of files is checked by the composer.
ANSWER_PATHS = "/inbox/"
ANSWER_FILES = 10


def max_body(path: str) -> int:
    """Bytes that a request to this path may bring."""
    return ANY_BODY + (ANSWER_FILES * settings.ATTACHMENT_MAX_BYTES if path.startswith(ANSWER_PATHS) else 0)


class BodyLimit:
    """Answers 413 (RFC 9110 §15.5.14) to an announced body over the limit, and hangs up on one that grows past it."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        limit = max_body(scope["path"])
        if announced.isdigit() and int(announced[:20]) > limit:
            await self._refuse(send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > limit:
                    # Without an announced length the answer has to be silence: the body was never meant to end.
                    return {"type": "http.disconnect"}
            return message

        await self.app(scope, counted, send)

    async def _refuse(self, send: Send) -> None:
        body = b"This is too large."
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})
