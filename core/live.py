"""Live hints between processes: one Redis subscription a process, fan-out in memory.

A hint is never the truth: nothing is replayed, so whoever gets `{"type": "resync"}` reads the state again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import redis
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from core.redis import CONNECT_TIMEOUT_S, redis_client

logger = logging.getLogger(__name__)

Payload = dict[str, Any]
Callback = Callable[[Payload], None]

RESYNC: Payload = {"type": "resync"}
PING_EVERY_S = 10.0
SILENCE_LIMIT_S = 25.0
BACKOFF_MAX_S = 3.0


def live_channel() -> str:
    """Name of the one Redis channel that carries every hint of this installation."""
    return settings.REDIS_PREFIX + "live"


def publish(topic: str, payload: Payload) -> None:
    """Send a hint to every subscriber of `topic` in every process. Call it after commit.

    Never raises when Redis is away (it is logged; subscribers resync when it is back). Raises TypeError for a payload
    that isn't JSON.
    """
    publish_many([topic], payload)


def publish_many(topics: Iterable[str], payload: Payload) -> None:
    """Like `publish` for several topics at once; a subscriber of more than one of them is called once."""
    names = list(dict.fromkeys(topics))
    if not names:
        return
    body = json.dumps({"topic": names, "payload": payload}, cls=DjangoJSONEncoder, ensure_ascii=False)
    try:
        redis_client().publish(live_channel(), body)
    except (redis.RedisError, OSError) as error:
        logger.warning("Live hint for %s was not sent: %s", ", ".join(names), error)


class Subscription:
    """One listener and its topics. Safe to use from any thread."""

    def __init__(self, owner: Hub, callback: Callback) -> None:
        self._hub = owner
        self._callback = callback
        self.topics: set[str] = set()
        self.closed = False

    def add(self, topic: str) -> None:
        """Listen to one topic more. No effect once closed."""
        self._hub._add(self, topic)

    def remove(self, topic: str) -> None:
        """Stop listening to the topic; unknown topics are fine."""
        self._hub._remove(self, topic)

    def close(self) -> None:
        """Stop listening to everything. May be called twice."""
        self._hub._close(self)

    def deliver(self, payload: Payload) -> None:
        """Call the callback. Its errors are logged: one broken listener must not silence the others."""
        if self.closed:
            return
        try:
            self._callback(payload)
        except Exception:  # foreign code runs in the hub's only thread
            logger.exception("A live listener failed")


class Hub:
    """Fans the process's one Redis subscription out to listeners. A daemon thread starts with the first listener."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_topic: dict[str, set[Subscription]] = {}
        self._all: set[Subscription] = set()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._ready = threading.Event()

    def subscribe(self, topics: Iterable[str], callback: Callback) -> Subscription:
        """Call `callback(payload)` for every hint on the topics, in the hub's thread: it must be quick and must not
        block.

        It gets `{"type": "resync"}` each time the link to Redis is made anew, since hints may have been lost before.
        """
        subscription = Subscription(self, callback)
        with self._lock:
            self._all.add(subscription)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-hub", daemon=True)
                self._thread.start()
        for topic in topics:
            self._add(subscription, topic)
        return subscription

    def subscribe_queue(
        self, topics: Iterable[str], maxsize: int = 200, loop: asyncio.AbstractEventLoop | None = None
    ) -> tuple[Subscription, asyncio.Queue[Payload]]:
        """The same for a coroutine: payloads arrive in an asyncio queue of the running (or the given) loop.

        A reader that is too slow loses what is queued and finds one `{"type": "resync"}` in its place.
        """
        target = loop or asyncio.get_running_loop()
        queue: asyncio.Queue[Payload] = asyncio.Queue(maxsize=max(1, maxsize))

        def put(payload: Payload) -> None:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                payload = dict(RESYNC)
            queue.put_nowait(payload)

        def callback(payload: Payload) -> None:
            if target.is_closed():
                subscription.close()
                return
            target.call_soon_threadsafe(put, payload)

        subscription = self.subscribe((), callback)
        for topic in topics:
            subscription.add(topic)
        return subscription, queue

    def wait_ready(self, timeout_s: float) -> bool:
        """Block until the Redis subscription stands; False when it doesn't within the time. Never call it in an event
        loop.
        """
        return self._ready.wait(timeout_s)

    def close(self) -> None:
        """Stop the thread and forget every listener."""
        self._stop.set()
        with self._lock:
            thread = self._thread
            for subscription in self._all:
                subscription.closed = True
            self._all.clear()
            self._by_topic.clear()
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=5)

    def _add(self, subscription: Subscription, topic: str) -> None:
        with self._lock:
            if subscription.closed:
                return
            subscription.topics.add(topic)
            self._by_topic.setdefault(topic, set()).add(subscription)

    def _remove(self, subscription: Subscription, topic: str) -> None:
        with self._lock:
            self._discard(subscription, topic)

    def _discard(self, subscription: Subscription, topic: str) -> None:
        subscription.topics.discard(topic)
        members = self._by_topic.get(topic)
        if members is not None:
            members.discard(subscription)
            if not members:
                del self._by_topic[topic]

    def _close(self, subscription: Subscription) -> None:
        with self._lock:
            subscription.closed = True
            self._all.discard(subscription)
            for topic in list(subscription.topics):
                self._discard(subscription, topic)

    def _run(self) -> None:
        delay = 0.1
        while not self._stop.is_set():
            try:
                self._listen()
                delay = 0.1
            except (redis.RedisError, OSError) as error:
                if self._ready.is_set():
                    delay = 0.1
                    logger.warning("The live subscription was lost, trying again: %s", error)
                self._ready.clear()
                self._stop.wait(delay)
                delay = min(BACKOFF_MAX_S, delay * 2)

    def _listen(self) -> None:
        # No socket timeout: a quiet subscription is normal. A dead peer shows by unanswered pings instead.
        client = redis.Redis.from_url(
            settings.REDIS_URL,
            decode_responses=True,
            socket_timeout=None,
            socket_connect_timeout=CONNECT_TIMEOUT_S,
            socket_keepalive=True,
            client_name=f"live-hub-{os.getpid()}",
        )
        pubsub = client.pubsub()
        try:
            pubsub.subscribe(live_channel())
            heard = pinged = time.monotonic()
            while not self._stop.is_set():
                message = pubsub.get_message(timeout=1.0)
                now = time.monotonic()
                if message is not None:
                    heard = now
                    self._handle(message)
                elif now - heard > SILENCE_LIMIT_S:
                    raise redis.ConnectionError("no answer to ping")
                if now - pinged > PING_EVERY_S:
                    pinged = now
                    pubsub.ping()
        finally:
            pubsub.close()
            client.close()

    def _handle(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            with self._lock:
                everyone = list(self._all)
            self._ready.set()
            for subscription in everyone:
                subscription.deliver(dict(RESYNC))
        elif message["type"] == "message":
            try:
                envelope = json.loads(message["data"])
                topics, payload = envelope["topic"], envelope["payload"]
            except (ValueError, KeyError, TypeError):
                logger.error("A live hint was not readable: %.200r", message["data"])
                return
            if isinstance(topics, str):
                topics = [topics]
            with self._lock:
                targets = set().union(*(self._by_topic.get(topic, ()) for topic in topics))
            for subscription in targets:
                subscription.deliver(payload)


_hub: Hub | None = None
_hub_lock = threading.Lock()


def hub() -> Hub:
    """The hub of this process, made on first use."""
    global _hub
    with _hub_lock:
        if _hub is None:
            _hub = Hub()
        return _hub


def _forget_hub() -> None:
    """A forked child has no hub thread and must not share the parent's socket or its (maybe held) lock."""
    global _hub, _hub_lock
    _hub = None
    _hub_lock = threading.Lock()


os.register_at_fork(after_in_child=_forget_hub)
