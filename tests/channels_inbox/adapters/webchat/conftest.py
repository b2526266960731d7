"""A shop's chat with a mail inbox behind it, and a visitor who speaks the widget's protocol."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from accounts.models import Membership, Team, User
from channels_inbox.models import Connection
from tests.services.fixtures import LiveApp
from tickets.models import Inbox


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(name="Obsługa")


@pytest.fixture
def mail_inbox(team: Team) -> Inbox:
    inbox = Inbox.objects.create(
        slug="support", name="Kubek i Len", channel="email", address="support@shop.example", team=team
    )
    Connection.objects.create(inbox=inbox)
    return inbox


@pytest.fixture
def chat(team: Team, mail_inbox: Inbox) -> Inbox:
    inbox = Inbox.objects.create(slug="czat", name="Czat", channel="webchat", team=team)
    Connection.objects.create(inbox=inbox)
    return inbox


@pytest.fixture
def iga(team: Team) -> User:
    user = User.objects.create_user("iga@shop.example", "correct horse", name="Iga Nowak")
    Membership.objects.create(user=user, team=team)
    return user


class Visitor:
    """One tab: a socket and what it heard."""

    def __init__(self, url: str, inbox: Inbox, token: str = "", *, language: str = "pl", **headers: str) -> None:
        self.open = ExitStack()
        self.socket: ClientConnection = self.open.enter_context(
            connect(f"{url}/ws/chat/", additional_headers=headers, open_timeout=20)
        )
        self.heard: list[dict[str, Any]] = []
        self.token = token
        self.say(type="hello", inbox=inbox.public_id, token=token, language=language, page="https://shop.example/")

    def say(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def wait(self, kind: str, check: Callable[[dict[str, Any]], bool] = lambda frame: True) -> dict[str, Any]:
        """The next frame of this kind that fits; frames before it stay in `heard`."""
        while True:
            frame = json.loads(self.socket.recv(timeout=15))
            self.heard.append(frame)
            if frame["type"] == kind and check(frame):
                return frame

    def ready(self) -> dict[str, Any]:
        frame = self.wait("ready")
        self.token = frame["token"]
        return frame

    def write(self, text: str, client_id: str, **more: Any) -> dict[str, Any]:
        self.say(type="message", id=client_id, text=text, **more)
        return self.wait("ack", lambda frame: frame["id"] == client_id)

    def close(self) -> None:
        self.open.close()


@pytest.fixture
def visit(live_app: LiveApp, chat: Inbox) -> Iterator[Callable[..., Visitor]]:
    """Open a tab: `visit(token)`; all are closed at the end."""
    tabs: list[Visitor] = []

    def open_tab(token: str = "", *, inbox: Inbox | None = None, **more: str) -> Visitor:
        tab = Visitor(live_app.ws_url, inbox or chat, token, **more)
        tabs.append(tab)
        return tab

    yield open_tab
    for tab in tabs:
        tab.close()
