"""A conversation that we begin: by an approved template, in the language that is meant."""

from __future__ import annotations

from django.test import Client

from channels_inbox import inboxes
from tests.cast import Cast
from tests.channels_inbox.hooked import hooked
from tests.services.standin import Standin


def test_a_new_ticket_tells_a_templates_languages_apart(cast: Cast, client: Client, standin: Standin) -> None:
    inboxes.try_connection(hooked("whatsapp", cast, client).inbox)
    client.force_login(cast.iga)
    page = client.get("/inbox/new/").content.decode()
    assert "order_update (pl)" in page and "order_update (en)" in page
