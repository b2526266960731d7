"""`python -m bench.pages 10000 100000`: what each page costs at each size, and how much more in the largest than in the smallest.

Every page is asked for in turn by one client in the process (no network, no browser): median and 95th percentile in ms. What counts is
the ratio, taken of the quickest answers (the least disturbed ones); milliseconds differ from machine to machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from bench.databases import environments, run

SECONDS_A_PAGE = 3.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--only", default="", help="names that contain this")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measure(options.repeats, options.only)))
        return
    arguments = ["--inside", "--repeats", str(options.repeats), "--only", options.only]
    with environments(*options.sizes) as found:
        results = {size: json.loads(run("bench.pages", values, *arguments)) for size, values in found.items()}
    show(results)


def show(results: dict[int, dict[str, list[float]]]) -> None:
    sizes = sorted(results)
    head = "".join(f"{size:>12,} p50 {'p95':>8} {'first':>8} {'queries':>8}" for size in sizes)
    print(f"{'ms':<44}{head}{'ratio':>8}")
    for name in results[sizes[0]]:
        cells = "".join(
            f"{r[name][0]:>16.1f} {r[name][1]:>8.1f} {r[name][4]:>8.1f} {r[name][2]:>8.0f}"
            for r in (results[size] for size in sizes)
        )
        ratio = results[sizes[-1]][name][3] / results[sizes[0]][name][3]
        print(f"{name:<44}{cells}{ratio:>8.1f}")


def measure(repeats: int, only: str) -> dict[str, list[float]]:
    """Name of a page -> what cost_of says."""
    import django

    django.setup()
    from django.test import Client

    from accounts.models import ApiToken, User

    people = {
        "manager": "manager@bench.example",
        "agent": "agent0@bench.example",
        "quiet agent": "agent1@bench.example",
    }
    found: dict[str, list[float]] = {}
    for who, email in people.items():
        user = User.objects.get(email=email)
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user)
        bearer = f"Bearer {ApiToken.issue(user, 'bench')}"
        for name, path in pages(user).items():
            title = f"{who}: {name}"
            if only not in title:
                continue
            headers = {"Authorization": bearer} if path.startswith("/api/") else {}
            found[title] = cost_of(client, path, repeats, headers)
            cost = found[title][2]
            print(f"{title:<44}{found[title][0]:>9.1f}{cost:>5.0f}", file=sys.stderr, flush=True)
    return found


def cost_of(client: Any, path: str, repeats: int, headers: dict[str, str] | None = None) -> list[float]:
    """p50 and p95 in ms, the number of queries, the quickest and the first look in ms. RuntimeError for an answer that isn't 200."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    start = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path, headers=headers or {})
    first, cost = (time.perf_counter() - start) * 1000, len(queries)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    took = timed(partial(client.get, path, headers=headers or {}), repeats)
    return [median(took), quantiles(took, n=20)[-1], cost, min(took), first]


def timed(call: Callable[[], Any], repeats: int) -> list[float]:
    """Milliseconds of each call; fewer calls when they take long, three at least."""
    took: list[float] = []
    stop = time.monotonic() + SECONDS_A_PAGE
    while len(took) < 3 or (len(took) < repeats and time.monotonic() < stop):
        start = time.perf_counter()
        call()
        took.append((time.perf_counter() - start) * 1000)
    return took


def pages(user: Any) -> dict[str, str]:
    from django.utils import timezone

    from bench.words import RARE
    from customers.models import Identity
    from tickets.access import visible_tickets
    from tickets.views.listing import VIEW_NAMES, Listing

    number = visible_tickets(user).order_by("-last_activity_at").values_list("pk", flat=True)[0]
    address = Identity.objects.filter(customer__tickets=number).values_list("address", flat=True)[0]
    since = (timezone.now() - timedelta(minutes=1)).isoformat()
    found = {f"list, {view}": f"/inbox/?view={view}" for view in VIEW_NAMES}
    cursor = ""
    for _page in range(12):
        _rows, cursor = Listing(view="all").page(user, cursor)
    found |= {
        "list, most urgent first": "/inbox/?view=open&sort=due",
        "list, all, most urgent first": "/inbox/?view=all&sort=due",
        "list, 13th page of all": f"/inbox/rows/?{urlencode({'view': 'all', 'after': cursor})}",
        "search, number": f"/inbox/?q={number}",
        "search, address": f"/inbox/?{urlencode({'q': address})}",
        "search, name": "/inbox/?q=anna",
        "search, common word": f"/inbox/?{urlencode({'q': 'zamówienie'})}",
        "search, two words": f"/inbox/?{urlencode({'q': 'czajnik reklamacja'})}",
        "search, rare word": f"/inbox/?q={RARE}",
        "search, word of nobody": "/inbox/?q=qqqqzz",
        "ticket": f"/inbox/{number}/",
        "catch-up": f"/inbox/live/?{urlencode({'since': since})}",
        "numbers beside the views": "/inbox/rail/",
        "reports, now": "/reports/",
        "customers": "/customers/",
        "customers, name": "/customers/?q=anna",
        "customers, address": f"/customers/?{urlencode({'q': address})}",
        "customers, nobody": "/customers/?q=qqqqzz",
        "API tickets": "/api/v1/tickets/",
        "API tickets, rare word": f"/api/v1/tickets/?search={RARE}",
        "API tickets, common word": f"/api/v1/tickets/?{urlencode({'search': 'zamówienie'})}",
        "API messages": "/api/v1/messages/",
        "API messages, rare word": f"/api/v1/messages/?search={RARE}",
        "API customers": "/api/v1/customers/",
        "API customers, search": f"/api/v1/customers/?{urlencode({'search': address})}",
    }
    long = visible_tickets(user).filter(message_count__gte=500).values_list("pk", flat=True).first()
    if long:
        found["ticket of 500 messages"] = f"/inbox/{long}/"
    from customers.models import Customer

    if user.sees_everything:
        firm = Customer.objects.order_by("pk").values_list("public_id", flat=True)[0]
        found |= {
            "customer with many tickets": f"/customers/{firm}/",
            "reports, service, 30 days": "/reports/service/?days=30",
            "reports, service, 90 days": "/reports/service/?days=90",
            "reports, service, 30 days a year ago": f"/reports/service/?{urlencode(_year_ago())}",
            "tickets behind, resolved": "/reports/tickets/?metric=figure:resolved&days=30",
            "tickets behind, backlog": "/reports/tickets/?metric=figure:backlog&days=30",
        }
    return found


def _year_ago() -> dict[str, str]:
    from django.utils import timezone

    day = timezone.localdate() - timedelta(days=365)
    return {"from": (day - timedelta(days=29)).isoformat(), "to": day.isoformat()}


if __name__ == "__main__":
    os.nice(5)
    main()
