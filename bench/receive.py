"""`python -m bench.receive 10000 100000`: mails a second through the SMTP listener and the worker until all are messages, per size."""

from __future__ import annotations

import argparse
import json
import os
import smtplib
import time
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.utils import make_msgid

from bench.databases import environments, run
from bench.house import processes, wait, with_ports

SENDERS = 4
LIMIT_S = 240.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--mails", type=int, default=300)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measure(options.mails)))
        return
    found: dict[int, dict[str, float]] = {}
    with environments(*options.sizes) as places:
        for size, values in places.items():
            inside = with_ports(values)
            with processes(inside, "worker", "mail"):
                found[size] = json.loads(run("bench.receive", inside, "--inside", "--mails", str(options.mails)))
            print(f"{size:>9,}: taken {found[size]['taken']:.0f} a second, messages {found[size]['done']:.0f} a second")
    first, last = found[min(found)], found[max(found)]
    print(f"ratio of times: taken {first['taken'] / last['taken']:.1f}, messages {first['done'] / last['done']:.1f}")


def measure(mails: int) -> dict[str, float]:
    """Mails a second: accepted by the listener (committed), and turned into messages by the worker."""
    import django

    django.setup()
    from django.conf import settings

    from core.redis import redis_client
    from tickets.models import Message

    wait(lambda: bool(redis_client().exists(f"{settings.REDIS_PREFIX}worker-heartbeat")), "the worker")
    before = Message.objects.count()
    start = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(lambda part: send(part, mails // SENDERS, settings.MAIL_PORT), range(SENDERS)))
    taken = time.perf_counter() - start
    sent = mails // SENDERS * SENDERS
    wait(lambda: Message.objects.count() >= before + sent, f"{sent} messages", LIMIT_S)
    return {"taken": sent / taken, "done": sent / (time.perf_counter() - start)}


def send(part: int, count: int, port: int) -> None:
    """Over one connection, each mail from somebody else with some words of its own."""
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        for n in range(count):
            mail = EmailMessage()
            mail["From"] = f"Kamil {part} <kamil.{part}.{n}.{time.time_ns()}@sender.example>"
            mail["To"], mail["Subject"] = "mail@bench.example", f"Paczka {part}-{n}"
            mail["Message-ID"] = make_msgid(domain="sender.example")
            mail.set_content(f"Dzień dobry,\n\ngdzie jest paczka {part}-{n}? Czekam od tygodnia.\n\nKamil")
            server.send_message(mail)


if __name__ == "__main__":
    os.nice(5)
    main()
