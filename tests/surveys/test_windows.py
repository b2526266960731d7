"""The messaging window of the customer's channel is closed: a chosen template, another channel they agreed to, or nobody is
asked, and the ticket says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation

from accounts.models import AuditEntry
from channels_inbox import registry
from channels_inbox.models import Connection
from customers import consents
from customers.actions import claim_address, record_consent
from customers.models import Customer
from surveys import panel
from surveys.models import Detour, NotSent, State, Survey, SurveyAnswer, WindowTemplate
from tests.cast import Cast
from tests.services.standin import Standin
from tests.surveys.conftest import run_surveys, token_of
from tests.surveys.talking import Talk, invitation, talk
from tickets.models import Message, Status, Ticket

Start = Callable[..., Talk]
KEY = "how_was_it/pl"


@pytest.fixture
def start(cast: Cast, client: Client, standin: Standin) -> Start:
    """A customer wrote and was answered; the question comes more than a day later."""
    Survey.objects.update(delay_minutes=25 * 60)

    def make(kind: str, **more: Any) -> Talk:
        channel = talk(kind, cast, client, standin, **more)
        connection = Connection.objects.get(inbox=channel.channel.inbox)
        adapter: Any = registry.adapter(kind)
        if hasattr(adapter, "sync"):
            connection.state = adapter.sync(connection)
            connection.save()
        channel.say("Gdzie paczka?")
        channel.answer(Ticket.objects.latest("pk"), "Już jedzie.", status="resolved")
        run_surveys()
        return channel

    return make


def a_day_later() -> Any:
    return time_machine.travel(timezone.now() + timedelta(hours=26))


def shown() -> str:
    with translation.override("en"):
        return render_to_string("surveys/panel.html", panel.context(Ticket.objects.latest("pk")))


def test_a_chosen_template_asks_and_a_number_answers(start: Start) -> None:
    whatsapp = start("whatsapp")
    WindowTemplate.objects.create(inbox=whatsapp.channel.inbox, language="pl", template=KEY)
    with a_day_later():
        assert run_surveys() == 1
        whatsapp.send()
        sent = whatsapp.bodies()[-1]["template"]
        assert sent["name"] == "how_was_it" and sent["language"] == {"code": "pl"}
        url = f"/s/{token_of(invitation())}/"
        assert [url in value["text"] for value in sent["components"][0]["parameters"]] == [False, True]
        message = invitation().message
        assert message is not None and message.automatic and url not in message.text
        assert invitation().detour == Detour.TEMPLATE
        assert "approved template" in shown()
        # Their answer opens the window, though it becomes no message.
        whatsapp.say("5 super")
        assert SurveyAnswer.objects.get().via == "whatsapp"
        assert "Twoja odpowiedź: 5" in whatsapp.last.text
    assert Ticket.objects.get().status == Status.RESOLVED


@pytest.mark.parametrize("chosen", ["", "gone/pl", "how_was_it/en"])
def test_without_a_template_nobody_is_asked_by_a_strange_address(start: Start, cast: Cast, chosen: str) -> None:
    whatsapp = start("whatsapp")
    if chosen:
        language = "en" if chosen.endswith("en") else "pl"
        WindowTemplate.objects.create(inbox=whatsapp.channel.inbox, language=language, template=chosen)
    claim_address(Customer.objects.get(), "email", "typed@example.com")
    with a_day_later():
        assert run_surveys() == 0
    assert (invitation().state, invitation().reason) == (State.NOT_SENT, NotSent.WINDOW_CLOSED)
    assert "no approved template is chosen" in shown()


@pytest.mark.parametrize("how", ["prefers", "said yes"])
def test_another_channel_that_they_agreed_to(start: Start, cast: Cast, how: str) -> None:
    start("whatsapp")
    customer = Customer.objects.get()
    claim_address(customer, "email", "hanna@example.com")
    if how == "prefers":
        Customer.objects.update(preferred_channel="email")
    else:
        source = consents.source("email", "hanna@example.com")
        record_consent(customer, consents.MESSAGES, True, words="Tak, piszcie", source=source)
    with a_day_later():
        assert run_surveys() == 1
    assert (invitation().sent_channel, invitation().detour) == ("email", Detour.ELSEWHERE)
    assert "By another channel" in shown()


@pytest.mark.parametrize("kind", ["messenger", "instagram"])
def test_the_days_of_a_human_agent_are_for_people_only(start: Start, kind: str) -> None:
    start(kind)
    for days in (0, 9):
        with time_machine.travel(timezone.now() + timedelta(days=days, hours=26)):
            run_surveys()
    assert (invitation().state, invitation().reason) == (State.NOT_SENT, NotSent.WINDOW_CLOSED)
    assert not Message.objects.filter(automatic=True).exists()


def test_an_open_window_needs_no_template(start: Start) -> None:
    whatsapp = start("whatsapp")
    WindowTemplate.objects.create(inbox=whatsapp.channel.inbox, language="pl", template=KEY)
    Survey.objects.update(delay_minutes=0)
    whatsapp.ask(words="Jeszcze jedno")
    assert whatsapp.buttons()
    assert invitation().detour == ""


def test_templates_are_chosen_in_the_settings(start: Start, cast: Cast, client: Client) -> None:
    inbox = start("whatsapp").channel.inbox
    start("messenger")
    client.force_login(cast.marek)
    page = client.get("/settings/surveys/", headers={"Accept-Language": "en"}).content.decode()
    assert "When a messaging window is closed" in page
    assert f'name="template_{inbox.pk}_pl"' in page
    assert page.count('name="template_') == 2, "only channels that have templates"
    assert "order_update (pl)" in page and "how_was_it (pl)" in page
    sent = client.post("/settings/surveys/", {"form": "window", f"template_{inbox.pk}_pl": KEY})
    assert sent.status_code == 302
    assert [(row.inbox, row.language, row.template) for row in WindowTemplate.objects.all()] == [(inbox, "pl", KEY)]
    assert AuditEntry.objects.filter(what="survey_settings").count() == 1
    refused = client.post("/settings/surveys/", {"form": "window", f"template_{inbox.pk}_pl": "nonsense/pl"})
    assert refused.status_code == 422
    client.post("/settings/surveys/", {"form": "window"})
    assert not WindowTemplate.objects.exists()
