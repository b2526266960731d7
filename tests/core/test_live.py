"""The hub on a real Redis: hints arrive, a lost link heals and says so, one listener can't spoil another."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import queue
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core import live
from core.live import Hub, Payload, hub, live_channel, publish, publish_many
from core.redis import redis_client, redis_key

WAIT_S = 10


@pytest.fixture
def own_hub() -> Iterator[Hub]:
    made = Hub()
    yield made
    made.close()


def listen(to: Hub, *topics: str) -> tuple[Any, queue.Queue[Payload]]:
    """A subscription and its hints, past the first resync, when the link stands."""
    box: queue.Queue[Payload] = queue.Queue()
    fresh = not to.wait_ready(0)
    subscription = to.subscribe(topics, box.put)
    if fresh:
        assert box.get(timeout=WAIT_S) == {"type": "resync"}
    return subscription, box


def settle(to: Hub) -> None:
    """Everything published before this call has been handed out when it returns."""
    _, box = listen(to, "settle")
    publish("settle", {})
    assert box.get(timeout=WAIT_S) == {}


def test_hints_reach_their_topic_only(own_hub: Hub) -> None:
    _, one = listen(own_hub, "team:1")
    _, two = listen(own_hub, "team:2")
    publish("team:1", {"type": "row", "name": "Żółć"})
    publish("team:3", {"type": "row"})
    assert one.get(timeout=WAIT_S) == {"type": "row", "name": "Żółć"}
    settle(own_hub)
    assert one.empty()
    assert two.empty()


def test_topics_come_and_go(own_hub: Hub) -> None:
    subscription, box = listen(own_hub, "a")
    subscription.add("b")
    subscription.remove("a")
    subscription.remove("never")
    publish("a", {"n": 1})
    publish("b", {"n": 2})
    assert box.get(timeout=WAIT_S) == {"n": 2}
    subscription.close()
    subscription.close()
    subscription.add("b")
    publish("b", {"n": 3})
    settle(own_hub)
    assert box.empty()


def test_several_topics_call_once(own_hub: Hub) -> None:
    _, box = listen(own_hub, "a", "b")
    publish_many(["a", "b", "a", "c"], {"n": 1})
    publish_many([], {"n": 2})
    assert box.get(timeout=WAIT_S) == {"n": 1}
    settle(own_hub)
    assert box.empty()


def test_a_broken_listener_does_not_silence_the_others(own_hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    _, box = listen(own_hub, "a")

    def broken(payload: Payload) -> None:
        raise RuntimeError("boom")

    own_hub.subscribe(["a"], broken)
    redis_client().publish(live_channel(), "not json")
    publish("a", {"n": 1})
    publish("a", {"n": 2})
    assert [box.get(timeout=WAIT_S), box.get(timeout=WAIT_S)] == [{"n": 1}, {"n": 2}]
    settle(own_hub)
    assert "A live listener failed" in caplog.text
    assert "not readable" in caplog.text


def test_a_lost_link_heals_and_everybody_resyncs(own_hub: Hub) -> None:
    _, one = listen(own_hub, "a")
    _, two = listen(own_hub, "b")
    mine = [row for row in redis_client().client_list() if row["name"] == f"live-hub-{os.getpid()}"]
    assert mine
    for row in mine:
        redis_client().client_kill_filter(_id=row["id"])
    assert one.get(timeout=WAIT_S) == {"type": "resync"}
    assert two.get(timeout=WAIT_S) == {"type": "resync"}
    publish("a", {"n": 1})
    assert one.get(timeout=WAIT_S) == {"n": 1}


def test_publishing_without_redis_is_logged_and_goes_on(
    settings: Any, caplog: pytest.LogCaptureFixture, own_hub: Hub
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with caplog.at_level(logging.WARNING):
        publish("a", {"n": 1})
    assert "was not sent" in caplog.text
    own_hub.subscribe(["a"], lambda payload: None)
    assert not own_hub.wait_ready(0.3)
    with pytest.raises(TypeError):
        publish("a", {"n": object()})


def run(scenario: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: a browser test before this one leaves its loop in ours."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, scenario).result(60)


def test_queue_for_a_coroutine(own_hub: Hub) -> None:
    async def scenario() -> None:
        subscription, box = own_hub.subscribe_queue(["a"], maxsize=3)
        assert await asyncio.wait_for(box.get(), WAIT_S) == {"type": "resync"}
        publish("a", {"n": 1})
        assert await asyncio.wait_for(box.get(), WAIT_S) == {"n": 1}
        subscription.close()

    run(scenario())


def test_a_slow_reader_gets_one_resync_for_what_it_lost(own_hub: Hub) -> None:
    async def scenario() -> None:
        _, box = own_hub.subscribe_queue(["a"], maxsize=3)
        await asyncio.wait_for(box.get(), WAIT_S)
        for number in range(4):
            publish("a", {"n": number})
        # The reader sleeps until the fourth hint has been handed to the loop.
        done = asyncio.Event()
        loop = asyncio.get_running_loop()

        def finish(payload: dict[str, Any]) -> None:
            loop.call_soon_threadsafe(done.set)

        own_hub.subscribe(["b"], finish)
        publish("b", {})
        await asyncio.wait_for(done.wait(), WAIT_S)
        assert box.get_nowait() == {"type": "resync"}
        assert box.empty()

    run(scenario())


def test_a_closed_loop_drops_its_subscription(own_hub: Hub) -> None:
    loop = asyncio.new_event_loop()
    subscription, _ = own_hub.subscribe_queue(["a"], loop=loop)
    loop.close()
    settle(own_hub)
    publish("a", {"n": 1})
    settle(own_hub)
    assert subscription.closed


def _child(answers: Any) -> None:
    box: queue.Queue[Payload] = queue.Queue()
    hub().subscribe(["forked"], box.put)
    answers.put(box.get(timeout=WAIT_S))
    publish("forked", {"pid": os.getpid()})
    answers.put(box.get(timeout=WAIT_S))


@pytest.fixture
def process_hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process's hub is fresh, and gone afterwards."""
    monkeypatch.setattr(live, "_hub", None)
    yield
    hub().close()


def test_a_forked_process_has_a_hub_of_its_own(process_hub: None) -> None:
    parent: queue.Queue[Payload] = queue.Queue()
    subscription = hub().subscribe(["forked"], parent.put)
    assert hub().wait_ready(WAIT_S)
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_child, args=(answers,))
    child.start()
    assert answers.get(timeout=WAIT_S) == {"type": "resync"}
    assert answers.get(timeout=WAIT_S) == {"pid": child.pid}
    child.join(WAIT_S)
    assert child.exitcode == 0
    heard = parent.get(timeout=WAIT_S)
    assert (heard if heard.get("pid") else parent.get(timeout=WAIT_S)) == {"pid": child.pid}
    subscription.close()


def test_subscribing_from_many_threads_makes_one_link(own_hub: Hub) -> None:
    threads = [threading.Thread(target=own_hub.subscribe, args=([f"t:{number}"], print)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert own_hub.wait_ready(WAIT_S)
    assert dict(redis_client().pubsub_numsub(live_channel()))[live_channel()] <= 2  # ours, and the process's own hub


def test_keys_carry_the_prefix(settings: Any) -> None:
    assert redis_key("worker", 3) == f"{settings.REDIS_PREFIX}worker:3"
