"""The agents' socket against the real server: who may open it, and what it lets through."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from accounts.models import User
from core.redis import redis_client, redis_key
from tests.cast import Cast, customer, make_cast, make_policy, write_in
from tests.services.fixtures import LiveApp
from tests.services.processes import wait_until
from tickets import actions, presence
from tickets.actor import Actor

WAIT_S = 30.0


@pytest.fixture
def cast(live_app: LiveApp) -> Cast:
    make_policy()
    return make_cast()


def open_socket(
    app: LiveApp, user: User | None, origin: str | None = settings.PUBLIC_URL, cookie: str = ""
) -> ClientConnection:
    if user is not None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"} if cookie else {}
    extra: dict[str, Any] = {"origin": origin} if origin else {}
    return connect(f"{app.ws_url}/ws/agent/", additional_headers=headers, **extra)


def hints(socket: ClientConnection, until: str, seconds: float = WAIT_S) -> list[dict[str, Any]]:
    """Everything up to the first hint of a type."""
    found: list[dict[str, Any]] = []
    deadline = time.monotonic() + seconds
    while not found or found[-1]["type"] != until:
        found.append(json.loads(socket.recv(timeout=max(0.1, deadline - time.monotonic()))))
    return found


def test_strangers_and_foreign_pages_do_not_get_in(cast: Cast, live_app: LiveApp) -> None:
    for user, origin in ((None, settings.PUBLIC_URL), (cast.iga, "https://evil.example"), (cast.iga, None)):
        with pytest.raises(InvalidStatus):
            open_socket(live_app, user, origin)


def test_a_change_reaches_the_team_in_its_language_and_nobody_else(cast: Cast, live_app: LiveApp) -> None:
    User.objects.filter(pk=cast.iga.pk).update(language="pl")
    number = write_in(cast.mail, "Secret words").ticket.pk
    with open_socket(live_app, cast.iga) as iga, open_socket(live_app, cast.jan) as jan:
        # The subscription to Redis stands once a hint comes through.
        own = write_in(cast.mail, "For Jan", identity=customer("j@example.com", "Jola")).ticket.pk
        actions.set_team(Actor.agent(cast.marek), own, cast.delivery)
        assert hints(jan, "ticket")[-1]["ticket"] == own
        actions.set_status(Actor.agent(cast.marek), number, "resolved")
        hint = next(h for h in hints_of(iga, number))
        assert "Rozwiązane" in hint["html"] and "followers" not in hint["facts"]
        actions.set_subject(Actor.agent(cast.marek), own, "Sign")
        heard = hints(jan, "ticket")
        assert {h["ticket"] for h in heard} == {own}


def hints_of(socket: ClientConnection, number: int) -> list[dict[str, Any]]:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        hint = json.loads(socket.recv(timeout=WAIT_S))
        if hint.get("ticket") == number and hint["type"] == "ticket":
            return [hint]
    raise AssertionError(f"No hint of #{number}")


def test_opening_a_foreign_ticket_does_nothing(cast: Cast, live_app: LiveApp) -> None:
    number = write_in(cast.mail, "Secret words").ticket.pk
    with open_socket(live_app, cast.jan) as jan, open_socket(live_app, cast.iga) as iga:
        for broken in ("[]", '{"open": "1"}', '{"open": true}', '{"open": -1}', '{"open": 99999999999999999999}'):
            jan.send(broken)
        jan.send(json.dumps({"open": number, "typing": True}))
        iga.send(json.dumps({"open": number}))
        assert hints(iga, "presence")[-1]["people"] == [{"id": cast.iga.pk, "name": "Iga Bober", "typing": False}]
        assert [person["id"] for person in presence.people(number)] == [cast.iga.pk]
    wait_until(lambda: not redis_client().hlen(redis_key("presence", number)), what="leaving")


def test_a_deactivated_agent_is_put_out(cast: Cast, live_app: LiveApp) -> None:
    with open_socket(live_app, cast.iga) as iga:
        # The subscription to Redis stands once a hint comes through.
        number = write_in(cast.mail).ticket.pk
        assert hints_of(iga, number)
        cast.iga.is_active = False
        cast.iga.save(update_fields=["is_active"])
        with pytest.raises(Exception, match="4401"):
            while True:
                iga.recv(timeout=WAIT_S)


@pytest.mark.parametrize("end", ["logout", "password"])
def test_the_socket_ends_with_its_session(cast: Cast, live_app: LiveApp, end: str) -> None:
    client = Client()
    client.force_login(cast.iga)
    number = write_in(cast.mail).ticket.pk
    with open_socket(live_app, None, cookie=client.cookies[settings.SESSION_COOKIE_NAME].value) as socket:
        actions.set_subject(Actor.agent(cast.marek), number, "Still signed in")
        hints(socket, "ticket")
        if end == "logout":
            client.logout()
        else:
            iga = User.objects.get(pk=cast.iga.pk)
            iga.set_password("another-good-one-2026")
            iga.save()
        with pytest.raises(ConnectionClosed) as closed:
            hints(socket, "never")
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401
