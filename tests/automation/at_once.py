"""Things that happen at the same moment: calls in threads, and one that waits for a lock which the test holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction

from tests.services.processes import wait_until
from tickets.models import Ticket


def in_threads(*calls: Callable[[], object]) -> list[object]:
    """What each gave; they begin at the same moment, and a thread's failure is the test's."""
    gate, results, errors = threading.Barrier(len(calls)), [], []

    def run(call: Callable[[], object]) -> None:
        try:
            gate.wait(30)
            results.append(call())
        except BaseException as error:  # whatever it was, the test must tell it
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return results


@contextmanager
def overtaken(number: int, call: Callable[[], object]) -> Iterator[list[object]]:
    """`call` runs into the lock of this ticket: what the body does comes between its reading and its writing. The list
    holds what it gave, afterwards."""
    results: list[object] = []
    with transaction.atomic():
        Ticket.objects.select_for_update(no_key=True).get(pk=number)
        thread = threading.Thread(target=lambda: results.extend(in_threads(call)))
        thread.start()
        wait_until(_somebody_waits, 30, "the lock", step=0.01)
        yield results
    thread.join()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
