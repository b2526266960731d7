from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def sms(cast: Cast, client: Client) -> Hooked:
    return hooked("sms", cast, client, language="en")


def fields(name: str) -> dict[str, str]:
    """A form of fixtures/."""
    lines = (FIXTURES / f"{name}.txt").read_text("utf-8").splitlines()
    return {pair[0]: pair[2] for pair in (line.partition("=") for line in lines)}
