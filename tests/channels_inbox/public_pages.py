"""A visitor of a public form: opens the page, fills it in a while later, and the worker takes it in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone

from channels_inbox import ingest
from channels_inbox.models import Connection, EventState, InboundEvent
from tests.cast import Cast
from tickets.models import Inbox, Message

A_WHILE = timedelta(seconds=40)


def make_page(kind: str, cast: Cast, language: str = "en", slug: str = "", **settings: Any) -> Inbox:
    inbox = Inbox.objects.create(
        slug=slug or kind, name=f"Test {kind}", channel=kind, team=cast.returns, language=language
    )
    Connection.objects.create(inbox=inbox, settings=settings)
    return inbox


@dataclass
class Visitor:
    """`open` loads the page and keeps its token, `send` fills it in; `after` is how long that takes."""

    client: Client
    inbox: Inbox
    token: str = ""
    query: str = ""
    headers: dict[str, str] | None = None
    after: timedelta = A_WHILE

    @property
    def path(self) -> str:
        return f"/c/{self.inbox.channel}/{self.inbox.public_id}/"

    def open(self, query: str = "", **headers: str) -> str:
        self.query = query
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.get(self.path + query, headers=self.headers)
        assert response.status_code == 200
        page: str = response.content.decode()
        self.token = found[1] if (found := re.search(r'name="token" value="([^"]+)"', page)) else ""
        return page

    def send(self, **fields: Any) -> Any:
        if not self.token:
            self.open()
        fields.setdefault("message", "Where is my parcel?")
        with time_machine.travel(timezone.now() + self.after, tick=True):
            return self.client.post(self.path + self.query, {"token": self.token, **fields}, headers=self.headers)


def work() -> list[Message]:
    """Take in what waits; the messages that came of it."""
    events = InboundEvent.objects.filter(state=EventState.WAITING).order_by("pk")
    results = [ingest.process(pk) for pk in list(events.values_list("pk", flat=True))]
    return [result.message for result in results if result is not None and result.message is not None]


def quarantined() -> InboundEvent:
    return InboundEvent.objects.get(state=EventState.QUARANTINED)
