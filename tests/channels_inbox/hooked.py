"""An inbox of a channel as the demo connects it, and what its provider posts, at the real URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from channels_inbox import hooks, ingest, registry
from channels_inbox.contract.demo import ChannelDemo, HookPost, HookTarget
from channels_inbox.models import Connection, EventState, InboundEvent
from tests.cast import Cast
from tickets.models import Inbox


@dataclass(frozen=True)
class Hooked:
    """`post` calls the webhook and gives the status; `work` does what the worker would, until nothing is due."""

    inbox: Inbox
    demo: ChannelDemo
    client: Client

    @property
    def target(self) -> HookTarget:
        connection = Connection.objects.get(inbox=self.inbox)
        return HookTarget(hooks.hook_url(self.inbox), connection.settings, connection.secrets)

    def post(self, *posts: HookPost) -> list[int]:
        return [self.call(post).status_code for post in posts]

    def call(self, post: HookPost) -> Any:
        path = urlsplit(self.target.url).path + (f"?{post.query}" if post.query else "")
        headers = {name: value for name, value in post.headers.items() if name.lower() != "content-type"}
        kind = next((v for n, v in post.headers.items() if n.lower() == "content-type"), "application/json")
        if post.method == "GET":
            return self.client.get(path, headers=headers)
        return self.client.generic(post.method, path, post.body, content_type=kind, headers=headers)

    def says(self, text: str, person: int = 0, **extra: str) -> None:
        """A customer writes: the provider posts, the worker takes it in."""
        posts: Sequence[HookPost] = self.demo.write(self.target, self.demo.people[person], text, extra)
        assert set(self.post(*posts)) <= {200}
        self.work()

    def work(self) -> None:
        for _round in range(10):
            due = list(
                InboundEvent.objects.filter(state=EventState.WAITING).order_by("pk").values_list("pk", flat=True)
            )
            if not sum(ingest.process(pk) is not None for pk in due):
                return


def hooked(kind: str, cast: Cast, client: Client, *, language: str = "pl", **settings: Any) -> Hooked:
    """A connected inbox of this channel, belonging to the cast's first team."""
    demo = registry.demo(kind)
    assert demo is not None, f"{kind} has no demo.py"
    inbox = Inbox.objects.create(
        slug=kind.replace("_", "-"),
        name=f"Test {kind}",
        channel=kind,
        address=demo.address,
        team=cast.returns,
        language=language,
    )
    Connection.objects.create(inbox=inbox, settings={**demo.settings, **settings}, secrets=dict(demo.secrets))
    return Hooked(inbox, demo, client)
