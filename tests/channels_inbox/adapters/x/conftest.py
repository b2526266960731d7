from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from channels_inbox.contract.demo import HookPost
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked

ACCOUNT, KASIA, MICHAL = "1455500012", "2900700001", "2900700002"
EVENTS: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures/events.json").read_text())


@pytest.fixture
def x(cast: Cast, client: Client) -> Hooked:
    return hooked("x", cast, client, language="en")


@pytest.fixture
def signed(x: Hooked) -> Callable[[Any], HookPost]:
    return lambda body: x.demo.sign(x.target, json.dumps(body).encode())


@pytest.fixture
def take(x: Hooked, signed: Callable[[Any], HookPost]) -> Callable[..., None]:
    """These webhooks are posted and worked off."""

    def take(*bodies: Any) -> None:
        assert set(x.post(*(signed(body) for body in bodies))) == {200}
        x.work()

    return take


def post(number: int, author: str, text: str, **more: Any) -> dict[str, Any]:
    """A post as Account Activity sends it."""
    return {
        "for_user_id": ACCOUNT,
        "tweet_create_events": [
            {
                "id_str": str(number),
                "text": text,
                "created_at": "Mon Sep 21 13:33:20 +0000 2026",
                "user": {"id_str": author, "name": f"N{author[-1]}", "screen_name": f"n{author[-1]}"},
                "entities": {"urls": []},
                **more,
            }
        ],
    }


def reply_to(number: int, author: str) -> dict[str, str]:
    return {"in_reply_to_status_id_str": str(number), "in_reply_to_user_id_str": author}
