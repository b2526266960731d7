"""Signed calls with absurd values in them: never an error of the server, never a crash of the worker, nothing lost."""

from __future__ import annotations

import os
import re

import pytest
from django.test import Client

from channels_inbox.models import InboundEvent
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.hostile import mutants, seeds
from tests.channels_inbox.kinds import HOOKED
from tickets.models import Ticket

# What ingest writes down of an exception that it didn't foresee: "DataError: …".
CRASH = re.compile(r"^[A-Za-z_]\w*: ")
# One of so many mutants; HOSTILE_EVERY=1 tries them all, for an hour.
EVERY = int(os.environ.get("HOSTILE_EVERY", "307"))


def wrong(inbox: Hooked, body: bytes, content_type: str) -> list[str]:
    """What went wrong with this call."""
    before = InboundEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    statuses = inbox.post(inbox.demo.sign(inbox.target, body, content_type))
    inbox.work()
    events = InboundEvent.objects.filter(pk__gt=before)
    crashed = [event.reason[:150] for event in events if CRASH.match(event.reason)]
    lost = [event.external_id[:40] for event in events if event.state == "waiting" and not event.attempts]
    return [*(f"answered {status}" for status in statuses if status != 200), *crashed, *lost]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind in HOOKED if kind != "toy"])
def test_absurd_values(kind: str, cast: Cast, client: Client) -> None:
    inbox = hooked(kind, cast, client)
    found, tried, posts = [], 0, list(seeds(inbox))
    # Where there are few seeds, more of their mutants are tried.
    every = EVERY if len(posts) > 3 else min(EVERY, 31)
    for number, post in enumerate(posts):
        headers = {name.lower(): value for name, value in post.headers.items()}
        for what, body in mutants(post, every, start=number * 31):
            tried += 1
            trouble = wrong(inbox, body, headers.get("content-type", "application/json"))
            found += [f"{what}: {one}" for one in trouble]
            if tried % 50 == 0:
                InboundEvent.objects.all().delete()
                Ticket.objects.all().delete()
    assert tried > 3 and not found, "\n".join(found[:40])
