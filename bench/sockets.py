"""`python -m bench.sockets 10000 100000`: how long a change takes until it has reached every one of 200 agents' sockets, per size.

One web process holds the sockets, another process makes the changes, as the worker does. Measured from the action's call, so commit and
rendering count.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from statistics import median, quantiles
from typing import Any

from bench.databases import environments, run
from bench.house import processes, with_ports

LIMIT_S = 20.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measure(options.sockets, options.changes)))
        return
    arguments = ["--inside", "--sockets", str(options.sockets), "--changes", str(options.changes)]
    found: dict[int, dict[str, float]] = {}
    with environments(*options.sizes) as places:
        for size, values in places.items():
            inside = with_ports(values)
            with processes(inside, "web"):
                found[size] = json.loads(run("bench.sockets", inside, *arguments))
            print(
                f"{size:>9,}: one socket p50 {found[size]['p50']:.0f} ms, p95 {found[size]['p95']:.0f} ms; "
                f"all {options.sockets} p50 {found[size]['all']:.0f} ms"
            )
    print(f"ratio: one {found[max(found)]['p50'] / found[min(found)]['p50']:.1f}")


def measure(sockets: int, changes: int) -> dict[str, float]:
    import django

    django.setup()
    from django.test import Client

    from accounts.models import Team, User
    from tickets.models import Ticket
    from tickets.models.ticket import UNRESOLVED

    team = Team.objects.order_by("pk")[0]
    people = [*team.members.all(), User.objects.get(email="manager@bench.example")]
    cookies = []
    for user in people:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user)
        cookies.append(client.cookies["sessionid"].value)
    number = Ticket.objects.filter(team=team, status__in=UNRESOLVED, is_spam=False).values_list("pk", flat=True)[0]
    took = asyncio.run(rounds([cookies[n % len(cookies)] for n in range(sockets)], number, changes))
    every = [ms for one in took for ms in one]
    return {"p50": median(every), "p95": quantiles(every, n=20)[-1], "all": median(max(one) for one in took)}


async def rounds(cookies: list[str], number: int, changes: int) -> list[list[float]]:
    """Milliseconds of each socket, for each change."""
    from django.conf import settings
    from websockets.asyncio.client import connect
    from websockets.typing import Origin

    url = settings.PUBLIC_URL.replace("http", "ws", 1) + "/ws/agent/"
    origin = Origin(settings.PUBLIC_URL)
    connections = []
    for cookie in cookies:
        headers = {"Cookie": f"sessionid={cookie}"}
        connections.append(await connect(url, origin=origin, additional_headers=headers, max_size=None))
    found = []
    try:
        for turn in range(changes + 1):
            start = time.perf_counter()
            waiting = [asyncio.create_task(arrival(one, number)) for one in connections]
            await asyncio.to_thread(change, number, turn)
            arrived = await asyncio.wait_for(asyncio.gather(*waiting), LIMIT_S)
            if turn:  # the first one finds everything cold
                found.append([(at - start) * 1000 for at in arrived])
    finally:
        await asyncio.gather(*(one.close() for one in connections))
    return found


async def arrival(connection: Any, number: int) -> float:
    while True:
        hint = json.loads(await connection.recv())
        if hint.get("type") == "ticket" and hint["ticket"] == number:
            return time.perf_counter()


def change(number: int, turn: int) -> None:
    from django.db import connection

    from accounts.models import User
    from tickets import actions
    from tickets.actor import Actor

    manager = User.objects.get(email="manager@bench.example")
    actions.set_subject(Actor.agent(manager), number, f"Round {turn} at {time.time_ns()}")
    connection.close()


if __name__ == "__main__":
    os.nice(5)
    main()
