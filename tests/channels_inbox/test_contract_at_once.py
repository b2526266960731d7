"""Received once, whoever does it at the same time: real threads on a real database, for every channel with a webhook."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connections
from django.test import Client

from channels_inbox import hooks, ingest
from channels_inbox.models import EventState, InboundEvent
from tests.cast import make_cast, make_policy
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.kinds import HOOKED, toy_registered
from tickets.models import Message, MessageKind, Ticket

THREADS = 8


@pytest.fixture(autouse=True)
def _toy() -> Iterator[None]:
    with toy_registered():
        yield


def together(work: Callable[[int], object]) -> None:
    """`work(n)` in eight threads that begin at the same moment; a thread's failure is the test's."""
    errors: list[BaseException] = []
    gate = threading.Barrier(THREADS)

    def run(number: int) -> None:
        try:
            gate.wait(30)
            work(number)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def waiting() -> list[int]:
    rows = InboundEvent.objects.filter(state=EventState.WAITING).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def work_together() -> None:
    """Eight workers take whatever waits, the webhook first, then what was in it."""
    for _round in range(4):
        together(partial(take, waiting()))


def take(due: list[int], _worker: int) -> None:
    for pk in due:
        ingest.process(pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", HOOKED)
def test_the_same_from_eight_threads_at_once_is_one_message(kind: str) -> None:
    make_policy()
    inbox = hooked(kind, make_cast(), Client())
    posts = inbox.demo.write(inbox.target, inbox.demo.people[0], "Dzień dobry", {})

    def post(_number: int) -> None:
        own = Hooked(inbox.inbox, inbox.demo, Client())
        assert set(own.post(*posts)) <= {200}

    together(post)
    assert InboundEvent.objects.filter(source=hooks.SOURCE).count() == len(posts)
    work_together()
    # As often as one call by itself: now known, so said again.
    there = Message.objects.filter(kind=MessageKind.INBOUND).count()
    Hooked(inbox.inbox, inbox.demo, Client()).says("Jeszcze raz")
    assert Message.objects.filter(kind=MessageKind.INBOUND).count() == 2 * there
    assert bool(there) == bool(posts)
    assert not InboundEvent.objects.exclude(state=EventState.DONE).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", HOOKED)
def test_eight_first_messages_at_once_make_one_conversation(kind: str) -> None:
    make_policy()
    inbox = hooked(kind, make_cast(), Client())
    person = inbox.demo.people[0]
    calls = [inbox.demo.write(inbox.target, person, f"Zdanie {number}", {}) for number in range(THREADS)]

    def post(number: int) -> None:
        assert set(Hooked(inbox.inbox, inbox.demo, Client()).post(*calls[number])) <= {200}

    together(post)
    work_together()
    said = Message.objects.filter(kind=MessageKind.INBOUND)
    if not calls[0]:  # heard by polling
        return
    assert said.count() >= THREADS
    assert said.values("customer").distinct().count() == 1
    if not said.exclude(thread="").exists():
        assert Ticket.objects.count() == 1
    assert not InboundEvent.objects.exclude(state=EventState.DONE).exists()
