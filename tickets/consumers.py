"""The agents' socket: hints out, presence in. Access is checked when it subscribes and again on every hint."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError
from django.http import Http404
from django.utils.crypto import constant_time_compare

from accounts import availability
from accounts.access import team_ids
from accounts.models import User
from core.live import Subscription, hub, publish
from tickets import presence
from tickets.access import get_ticket_for, may_see
from tickets.live import ticket_topic

log = logging.getLogger(__name__)
FORBIDDEN = 4401
TYPING_EVERY_S = 2.0
SEEN_EVERY_S = availability.SEEN_EVERY.total_seconds()


class AgentConsumer(AsyncJsonWebsocketConsumer):
    """In: `{"open": number or null}`, `{"open": number, "typing": true, "reply": true}`. Out: hints as they were published."""

    user: User | None = None
    subscription: Subscription | None = None
    pump: asyncio.Task[None] | None = None
    pulse: asyncio.Task[None] | None = None
    ticket: int | None = None
    told_at = 0.0

    async def connect(self) -> None:
        user = self.scope.get("user")
        if user is None or not user.is_authenticated or not self._same_origin():
            await self.close(FORBIDDEN)
            return
        self.user = await self._load(user.pk)
        if self.user is None:
            await self.close(FORBIDDEN)
            return
        self.subscription, self.queue = hub().subscribe_queue(self._topics())
        await self.accept()
        self.pump = asyncio.create_task(self._send_hints())
        self.pulse = asyncio.create_task(self._be_seen())

    async def _be_seen(self) -> None:
        """While the page is open its agent is there, whatever they look at."""
        assert self.user is not None
        while True:
            try:
                await database_sync_to_async(availability.seen)(self.user.pk)
            except DatabaseError as error:  # the next beat comes soon, and the page must stay
                log.warning("Agent %s could not be marked as seen: %s", self.user.pk, error)
            await asyncio.sleep(SEEN_EVERY_S)

    def _same_origin(self) -> bool:
        """Browsers name the page that opened the socket; only our own may (cookies would come along from anywhere)."""
        headers = dict(self.scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        host = headers.get(b"host", b"").decode("latin-1")
        return urlsplit(origin).netloc == host or origin in settings.CSRF_TRUSTED_ORIGINS

    @database_sync_to_async
    def _load(self, pk: int) -> User | None:
        """The agent, if this very session still signs them in: logging out or a new password ends it."""
        user = User.objects.filter(pk=pk, is_active=True).first()
        session = SessionStore(self.scope["session"].session_key)
        signed_in = user is not None and constant_time_compare(
            session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
        )
        if user is None or not signed_in:
            return None
        team_ids(user)  # kept on the instance: hints are checked without a query
        return user

    def _topics(self) -> set[str]:
        assert self.user is not None
        topics = {"agents", f"user:{self.user.pk}"}
        if self.user.sees_everything:
            return topics | {"managers"}
        return topics | {f"team:{pk}" for pk in team_ids(self.user)}

    async def _send_hints(self) -> None:
        while True:
            hint = await self.queue.get()
            try:
                await self._send_hint(hint)
            except Exception:  # one bad hint must not silence the socket
                log.exception("A hint could not be sent")

    async def _send_hint(self, hint: dict[str, Any]) -> None:
        assert self.user is not None
        kind = hint.get("type")
        if kind == "access":
            await self._access_again()
        elif kind == "ticket":
            facts = dict(hint["facts"])
            followers = frozenset(facts.pop("followers", ()))
            if may_see(self.user, facts, followers):
                html = hint["html"].get(self.user.language) or next(iter(hint["html"].values()))
                await self.send_json({**hint, "html": html, "facts": facts})
            else:
                await self._gone(hint["ticket"])
        elif kind in {"presence", "typing", "agent_typing"}:
            if hint.get("ticket") == self.ticket:
                await self.send_json(hint)
        else:
            await self.send_json(hint)

    async def _gone(self, number: int) -> None:
        if self.ticket == number:
            await self._open(None)
        await self.send_json({"type": "gone", "ticket": number})

    async def _access_again(self) -> None:
        """Teams, role or activity changed: subscribe anew, and let go of what may no longer be seen."""
        assert self.user is not None and self.subscription is not None
        user = await self._load(self.user.pk)
        if user is None:
            await self.close(FORBIDDEN)
            return
        self.user = user
        number = self.ticket
        wanted = self._topics()
        for topic in list(self.subscription.topics):
            if topic not in wanted and not topic.startswith("ticket:"):
                self.subscription.remove(topic)
        for topic in wanted:
            self.subscription.add(topic)
        if number is not None and not await self._may_open(number):
            await self._gone(number)
        await self.send_json({"type": "resync", "reload": True})

    @database_sync_to_async
    def _may_open(self, number: int) -> bool:
        assert self.user is not None
        try:
            get_ticket_for(self.user, number)
        except Http404:
            return False
        return True

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        if not isinstance(content, dict) or self.user is None:
            return
        number = content.get("open")
        if number is not None and (not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**62):
            return
        if number != self.ticket:
            await self._open(number)
        if self.ticket is not None:
            typing = content.get("typing") is True
            await self._in_thread(presence.mark, self.ticket, self.user.pk, self.user.name, typing=typing)
            if typing and content.get("reply") is True and time.monotonic() - self.told_at > TYPING_EVERY_S:
                self.told_at = time.monotonic()
                hint = {"type": "agent_typing", "ticket": self.ticket, "name": self.user.get_short_name()}
                await self._in_thread(publish, ticket_topic(self.ticket), hint)

    async def _open(self, number: int | None) -> None:
        assert self.user is not None and self.subscription is not None
        if self.ticket is not None:
            self.subscription.remove(ticket_topic(self.ticket))
            left, self.ticket = self.ticket, None
            await self._in_thread(presence.leave, left, self.user.pk)
        if number is not None and await self._may_open(number):
            self.ticket = number
            self.subscription.add(ticket_topic(number))

    async def _in_thread(self, function: Any, *args: Any, **kwargs: Any) -> None:
        await asyncio.get_running_loop().run_in_executor(None, lambda: function(*args, **kwargs))

    async def disconnect(self, code: int) -> None:
        if self.subscription is not None:
            self.subscription.close()
        for task in filter(None, (self.pump, self.pulse)):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self.ticket is not None and self.user is not None:
            await self._in_thread(presence.leave, self.ticket, self.user.pk)
