"""The visitor's socket, /ws/chat/.

In:  hello {inbox, token, language, page} first; then message {id, text, files}, typing {n}, delivered {ids}, read {ids},
     contact {email, name}, earlier {before}, ping.
Out: ready {token, items, more, contact, notices}, ack {id, item, contact}, items {items}, sync {items, more, contact,
     notices}, notices {notices}, typing {name}, earlier, contact, error {code, text, id, again}, pong.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from contextlib import suppress
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from channels_inbox.adapters.webchat import limits, live, sessions, talk
from channels_inbox.adapters.webchat.payloads import BadFrame, Frame, read_frame
from core.live import Subscription, hub
from tickets.hooks import NOTICES_TOPIC

log = logging.getLogger(__name__)

HEARTBEAT_S = 20.0
HELLO_WITHIN_S = 20.0
TYPING_EVERY_S = 2.0
BAD_FRAME = 4400
TOO_MANY = 4429
SERVER_AWAY = 1013


async def in_thread(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Database work in a pool thread of its own: Channels' default shares one thread between all sockets."""
    return await database_sync_to_async(function, thread_sensitive=False)(*args, **kwargs)


class ChatConsumer(AsyncWebsocketConsumer):
    visitor: talk.Visitor | None = None
    subscription: Subscription | None = None
    present = False
    typed_at = 0.0

    async def connect(self) -> None:
        self.tasks: list[asyncio.Task[None]] = []
        self.words = limits.Bucket(burst=10, per_second=1)
        self.frames = limits.Bucket(burst=60, per_second=10)
        client = self.scope.get("client") or ["", 0]
        self.ip = str(client[0])
        headers = dict(self.scope["headers"])
        self.origin = headers.get(b"origin", b"").decode("latin-1")
        await self.accept()
        if not await in_thread(limits.allowed, "sockets", self.ip, limits.SOCKETS_PER_MINUTE, 60):
            await self.close(TOO_MANY)
            return
        self.tasks.append(asyncio.create_task(self._expect_hello()))

    async def _expect_hello(self) -> None:
        await asyncio.sleep(HELLO_WITHIN_S)
        if self.visitor is None:
            await self.close(BAD_FRAME)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            frame = read_frame(text_data or "")
            if self.frames.take():
                await self.close(TOO_MANY)
            elif self.visitor is None:
                await self._hello(frame)
            else:
                await self._handle(frame, self.visitor)
        except BadFrame:
            await self.close(BAD_FRAME)
        except talk.Closed as closed:
            await self.close(closed.code)
        except talk.Refused as refused:
            await self._error(refused.code, refused.text, frame, refused.again_s)
        except OperationalError as error:
            log.warning("Chat: the database is away: %s", error)
            if self.visitor is None:
                await self.close(SERVER_AWAY)
            else:
                with translation.override(self.visitor.language):
                    text = _("We can't take this right now. It is kept here and sent again shortly.")
                await self._error("later", text, frame, 3)

    async def _error(self, code: str, text: str, frame: Frame, again_s: float = 0) -> None:
        again = round(again_s, 1)
        await self._out({"type": "error", "code": code, "text": text, "id": frame.text("id", 64), "again": again})

    async def _out(self, data: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(data, ensure_ascii=False))

    async def _hello(self, frame: Frame) -> None:
        if frame.kind != "hello":
            raise BadFrame("Say hello first.")
        self.visitor, ready = await in_thread(talk.greet, frame, self.origin, self.ip)
        await self._listen()
        if self.visitor.session_id is not None:
            # Read again now that we listen: nothing said in between is missed.
            ready |= await in_thread(talk.state, self.visitor)
        await self._out(ready)

    async def _listen(self) -> None:
        """Follow what every visitor should read, and the session's and its ticket's topics once there are any."""
        visitor = self.visitor
        assert visitor is not None
        if self.subscription is None:
            self.subscription, self.queue = hub().subscribe_queue([NOTICES_TOPIC])
            self.tasks.append(asyncio.create_task(self._pump()))
        if visitor.session_id is None:
            return
        if not self.present:
            self.present = True
            self.subscription.add(live.session_topic(visitor.session_id))
            self.tasks.append(asyncio.create_task(self._heartbeat()))
        wanted = live.ticket_topic(visitor.ticket) if visitor.ticket else ""
        for topic in [t for t in self.subscription.topics if t.startswith("ticket:") and t != wanted]:
            self.subscription.remove(topic)
        if wanted:
            self.subscription.add(wanted)

    async def _heartbeat(self) -> None:
        """While the socket lives the visitor is here; the server's own pings close sockets whose browser has died."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            await self._seen()

    async def _seen(self) -> None:
        assert self.visitor is not None
        try:
            await in_thread(sessions.seen, self.visitor.session_id)
        except OperationalError as error:
            log.warning("Chat: a heartbeat was not kept: %s", error)

    async def _pump(self) -> None:
        while True:
            hint = await self.queue.get()
            try:
                await self._hint(hint)
            except OperationalError as error:
                log.warning("Chat: a hint could not be read up: %s", error)
                await self.close(SERVER_AWAY)  # the widget comes back and reads everything again
                return

    async def _hint(self, hint: dict[str, Any]) -> None:
        visitor = self.visitor
        assert visitor is not None
        kind = hint.get("type")
        if kind == "items":
            found = await in_thread(talk.items, visitor, hint["messages"], hint["events"])
            await self._listen()
            if found:
                await self._out({"type": "items", "items": found})
        elif kind == "agent_typing":
            await self._out({"type": "typing", "name": str(hint.get("name", ""))[:80]})
        elif kind == "notices":
            await self._out(await in_thread(talk.notices, visitor))
        elif kind == "roll_call" and visitor.session_id is not None:
            await self._seen()
        elif kind == "resync":
            await self._out({"type": "sync", **await in_thread(talk.state, visitor)})

    async def _handle(self, frame: Frame, visitor: talk.Visitor) -> None:
        if frame.kind == "message":
            self.typed_at = 0.0  # what is typed after a message is news at once
            wait = self.words.take()
            if wait:
                with translation.override(visitor.language):
                    text = _("One moment, please: your messages come very fast.")
                await self._error("slow_down", text, frame, wait)
                return
            answer = await in_thread(talk.take, visitor, frame)
            await self._listen()
            await self._out(answer)
        elif frame.kind == "typing":
            await self._typing(visitor, frame.number("n"))
        elif frame.kind in {"delivered", "read"}:
            await in_thread(talk.report, visitor, frame.kind, frame.numbers("ids"))
        elif frame.kind == "contact":
            await self._out(await in_thread(talk.keep_contact, visitor, frame))
        elif frame.kind == "earlier":
            await self._out(await in_thread(talk.earlier, visitor, frame.number("before")))
        elif frame.kind == "ping":
            await self._out({"type": "pong"})
        else:
            raise BadFrame("Unknown frame.")

    async def _typing(self, visitor: talk.Visitor, length: int) -> None:
        now = time.monotonic()
        if visitor.ticket is None or (length and now - self.typed_at < TYPING_EVERY_S):
            return
        self.typed_at = now if length else 0.0
        await in_thread(live.tell_typing, visitor.ticket, visitor.name, min(length, 4000))

    async def disconnect(self, code: int) -> None:
        if self.subscription is not None:
            self.subscription.close()
        for task in getattr(self, "tasks", []):
            if task is not asyncio.current_task():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        visitor = self.visitor
        if self.present and visitor is not None and visitor.session_id is not None:
            try:
                await in_thread(sessions.socket_closed, visitor.session_id)
            except OperationalError as error:
                # The heartbeat's silence says the same a little later.
                log.warning("Chat: a closed socket was not noted: %s", error)
            if visitor.ticket is not None:
                await in_thread(live.tell_typing, visitor.ticket, visitor.name, 0)
