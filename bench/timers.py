"""`python -m bench.timers 10000`: escalation timers a second, worked off by two workers after an outage, and each once."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from bench.databases import environments, run
from helpdesk.runner.environment import ROOT

WORKERS = 2
STEPS = (50, 80, 100, 150)
# A database of its own, emptied of tickets by every run.
PLACE = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("timers", nargs="?", type=int, default=10_000)
    parser.add_argument(
        "--seconds", type=float, default=900.0, help="stop after so long and report what was done by then"
    )
    parser.add_argument("--inside", choices=["fill", "count", "work"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        inside(options.inside, options.timers, options.seconds)
        return
    with environments(PLACE) as places:
        values = places[PLACE]
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=values, cwd=ROOT, check=True)
        found = json.loads(run("bench.timers", values, "--inside", "fill", str(options.timers)))
        command = [sys.executable, "-m", "bench.timers", "--inside", "work", "--seconds", str(options.seconds)]
        workers = [
            subprocess.Popen(command, env=values, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(WORKERS)
        ]
        parts = [json.loads(worker.communicate()[0]) for worker in workers]
        after = json.loads(run("bench.timers", values, "--inside", "count"))
    done, took = sum(part["done"] for part in parts), max(part["seconds"] for part in parts)
    print(f"{found['due']:,} due; {done:,} done by {WORKERS} workers in {took:.0f} s: {done / took:.1f} a second")
    asked, pushed = (sum(part[name] for part in parts) / max(done, 1) for name in ("queries", "pushes"))
    print(f"a timer costs {asked:.1f} queries (savepoints among them) and {pushed:.2f} live pushes")
    print(f"left {after['left']:,}; steps in the tickets' histories {after['steps']:,}, twice {after['twice']:,}")


def inside(what: str, timers: int, seconds: float) -> None:
    import django

    django.setup()
    if what == "fill":
        fill(timers)
    elif what == "work":
        work(seconds)
    print(json.dumps(count() if what != "work" else RESULT))


RESULT: dict[str, float] = {}


def work(seconds: float) -> None:
    """What a worker's sweeps do, one after the other."""
    from django.db import connection

    from automation.timers import sweep
    from tickets import events

    asked: Counter[str] = Counter()

    def count_query(execute: Any, *call: Any) -> Any:
        asked["queries"] += 1
        return execute(*call)

    def count_push(**_told: Any) -> None:
        asked["pushes"] += 1

    connection.execute_wrappers.append(count_query)
    events.ticket_changed.connect(count_push)
    start, done = time.perf_counter(), 0
    while (left := seconds - (time.perf_counter() - start)) > 0 and (found := sweep(min(30.0, left))):
        done += found
    RESULT.update(asked, done=done, seconds=time.perf_counter() - start)


def count() -> dict[str, int]:
    from django.db.models import Count
    from django.utils import timezone

    from automation.models import Timer
    from tickets.models import TicketEvent

    steps = TicketEvent.objects.filter(kind="escalated").order_by()
    twice = steps.values("ticket", "data__step").annotate(n=Count("pk")).filter(n__gt=1)
    left = Timer.objects.filter(done_at=None, due_at__lte=timezone.now()).count()
    return {"due": left, "left": left, "steps": steps.count(), "twice": twice.count()}


def fill(timers: int) -> None:
    """Tickets that came in before the outage, with all of their steps due during it."""
    from django.utils import timezone

    from accounts.models import Team
    from automation.models import EscalationStep
    from automation.timers import follow
    from customers.actions import find_or_create
    from tickets import sla
    from tickets.models import Inbox, SLAPolicy, Ticket

    Ticket.objects.all().delete()
    EscalationStep.objects.all().delete()
    policy, since = SLAPolicy.objects.order_by("position", "pk")[0], timezone.now() - timedelta(days=30)
    for percent in STEPS:
        EscalationStep.objects.create(
            policy=policy,
            clock="resolution",
            percent=percent,
            effects=[{"effect": "add_tags", "value": [f"late-{percent}"]}],
            created_at=since - timedelta(days=1),
        )
    team, _made = Team.objects.get_or_create(name="Bench")
    inbox, _made = Inbox.objects.get_or_create(
        slug="bench", defaults={"name": "Bench", "channel": "email", "team": team, "address": "mail@bench.example"}
    )
    customer = find_or_create("email", "kamil@sender.example", name="Kamil").customer
    made = Ticket.objects.bulk_create(
        Ticket(
            subject=f"Paczka {n}",
            customer=customer,
            inbox=inbox,
            channel="email",
            team=team,
            created_at=since,
            last_activity_at=since,
            resolution_clock_from=since,
            waiting_since=since,
        )
        for n in range(timers // len(STEPS))
    )
    rules = sla.load()
    follow([sla.standing(ticket, rules, []) for ticket in made])


if __name__ == "__main__":
    os.nice(5)
    main()
