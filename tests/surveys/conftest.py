from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from channels_inbox.models import Delivery
from surveys import sending
from surveys.models import SurveyInvitation
from tests.cast import Cast, make_cast, write_in
from tests.services.standin import Standin
from tickets import work
from tickets.actions import reply, set_status
from tickets.actor import Actor
from tickets.models import Ticket

if TYPE_CHECKING:
    from tests.surveys.talking import Start


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def resolved(cast: Cast) -> Callable[..., Ticket]:
    """Makes a ticket: written by a customer, answered and resolved by Iga."""

    def make(**fields: object) -> Ticket:
        inbox = fields.pop("inbox", cast.mail)
        ticket = write_in(inbox, **fields).ticket  # type: ignore[arg-type]
        reply(Actor.agent(cast.iga), ticket.number, "It left today.", status="resolved")
        return Ticket.objects.get(pk=ticket.pk)

    return make


def run_surveys() -> int:
    """What the worker does after a resolution."""
    work.run_due()
    return sending.send_due()


def token_of(invitation: SurveyInvitation) -> str:
    """The secret part of the link, as only the customer's message carries it."""
    url: str = Delivery.objects.get(message=invitation.message).extra["survey"]["url"]
    return url.rstrip("/").rpartition("/")[2]


def resolve(cast: Cast, ticket: Ticket) -> None:
    set_status(Actor.agent(cast.iga), ticket.number, "resolved")


@pytest.fixture
def start(cast: Cast, client: Client, standin: Standin) -> Start:
    """Begins to talk with a customer by a channel, by its kind."""
    from tests.surveys.talking import talk  # it needs this file itself

    return lambda kind, **more: talk(kind, cast, client, standin, **more)
