from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from channels_inbox.contract.demo import HookPost
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked

OLA = 5180010001


@pytest.fixture
def telegram(cast: Cast, client: Client) -> Hooked:
    return hooked("telegram", cast, client, language="en")


@pytest.fixture
def update(telegram: Hooked) -> Callable[..., HookPost]:
    """An update about a private chat with Ola; `more` goes into the message (or what else `kind` has)."""
    numbers = iter(range(700, 900))

    def make(kind: str = "message", **more: Any) -> HookPost:
        number = next(numbers)
        body = {
            "message_id": number,
            "from": {"id": OLA, "is_bot": False, "first_name": "Ola", "last_name": "Wrona", "language_code": "pl-PL"},
            "chat": {"id": OLA, "first_name": "Ola", "last_name": "Wrona", "type": "private"},
            "date": 1790000000 + number,
        }
        return telegram.demo.sign(telegram.target, json.dumps({"update_id": number, kind: body | more}).encode())

    return make
