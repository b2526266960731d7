from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from channels_inbox.models import Connection
from channels_inbox.providers import twilio_demo
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def voice(cast: Cast, client: Client) -> Hooked:
    return hooked("voice", cast, client)


def fields(name: str) -> dict[str, str]:
    """A form of fixtures/."""
    lines = (FIXTURES / f"{name}.txt").read_text("utf-8").splitlines()
    return {pair[0]: pair[2] for pair in (line.partition("=") for line in lines)}


def told(voice: Hooked, form: dict[str, str], query: str = "") -> ElementTree.Element:
    """What Twilio is told to do after this call of the webhook."""
    response = voice.call(twilio_demo.post(voice.target, form, query))
    assert response.status_code == 200 and response.headers["Content-Type"].startswith("text/xml")
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own document)


def verbs(document: ElementTree.Element) -> list[str]:
    return [element.tag for element in document]


def settings(voice: Hooked, **values: Any) -> None:
    connection = Connection.objects.get(inbox=voice.inbox)
    connection.settings |= values
    connection.save()
