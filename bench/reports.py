"""`python -m bench.reports 10000 100000 1000000`: what each report costs a manager, over a month, a quarter and a year.

Prints p50, p95, the first look (which fills the database's and our own caches) and the number of queries at each size, and how many
times slower the largest is than the smallest (of the quickest ones). Every page of reports/pages.py is measured, and the lists
behind some figures.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

from bench.databases import environments, run
from bench.pages import cost_of, show


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
        show({size: json.loads(run("bench.reports", values, *arguments)) for size, values in found.items()})


def measure(repeats: int, only: str) -> dict[str, list[float]]:
    """Name of a page -> what bench.pages.cost_of says."""
    import django

    django.setup()
    from django.core.cache import cache
    from django.test import Client

    from accounts.models import User

    # What was kept by an earlier run (reports/kept.py) would hide what the first look costs.
    cache.clear()
    client: Any = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email="manager@bench.example"))
    found: dict[str, list[float]] = {}
    for name, path in pages().items():
        if only in name:
            found[name] = cost_of(client, path, repeats)
            print(f"{name:<44}{found[name][0]:>9.1f}{found[name][2]:>5.0f}", file=sys.stderr, flush=True)
    return found


def pages() -> dict[str, str]:
    from django.urls import reverse
    from django.utils import timezone

    from reports.figures import FIGURES
    from reports.pages import PAGES

    today = timezone.localdate()
    spans = {
        "30 days": "days=30",
        "90 days": "days=90",
        "a year": f"from={today.replace(year=today.year - 1)}&to={today}",
    }
    found = {f"{page.key}, {words}": f"{reverse(page.url)}?{query}" for page in PAGES for words, query in spans.items()}
    behind = reverse("report-tickets")
    found |= {
        f"behind {name}": f"{behind}?metric=figure:{name}&days=30" for name in ("new", "backlog", "first_contact")
    }
    assert all(name.removeprefix("behind ") in FIGURES for name in found if name.startswith("behind "))
    people = reverse("report-customer-list")
    return found | {
        "behind csat": f"{reverse('report-answers')}?kind=csat&days=30",
        "behind active customers": f"{people}?who=active&days=30",
        "behind two contacts": f"{people}?who=times2&days=30",
        "wallboard": reverse("report-wall"),
        "follow-ups": reverse("follow-ups"),
    }


if __name__ == "__main__":
    os.nice(5)
    main()
