"""SLA policies in their order, on their pages: whom each is for, targets, escalation steps; every change recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry
from automation.models import EscalationStep
from tests.cast import Cast, customer, write_in
from tickets import actions, sla
from tickets.actor import Actor
from tickets.models import Calendar, Priority, SLAPolicy, Ticket
from tickets.policy import in_order

TIMES = {"first_4": "30 min", "resolution_4": "4 h", "first_3": "2h", "resolution_3": "1 d"}
TIMES |= {"first_2": "1h 30m", "resolution_2": "2 dni", "first_1": "8 godz.", "resolution_1": "120:00"}


def only(field: str, *values: Any) -> str:
    return json.dumps({"match": "all", "items": [{"field": field, "op": "any", "value": list(values)}]})


def filled(client: Client, url: str, **changed: Any) -> dict[str, Any]:
    """What the browser would send from this page, with these changes."""
    context = client.get(url).context
    values: dict[str, Any] = {}
    for form in (context["form"], context["steps"].management_form, *context["steps"].forms):
        for field in form:
            value = field.value()
            if isinstance(value, dict) or (isinstance(value, list) and field.name != "paused_in"):
                value = json.dumps(value)
            if value is not None and value is not False:
                values[field.html_name] = field.field.prepare_value(value) if isinstance(value, int) else value
    return values | changed


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ada)
    return client


def step(percent: Any, *effects: dict[str, Any], clock: str = "first_response", n: int = 0) -> dict[str, Any]:
    found = {"percent": percent, "clock": clock, "effects": json.dumps(list(effects))}
    return {f"steps-{n}-{name}": value for name, value in found.items()}


def first_due_s(ticket: Ticket) -> float:
    ticket.refresh_from_db()
    assert ticket.first_response_due_at is not None
    return (ticket.first_response_due_at - ticket.created_at).total_seconds()


def test_a_changed_policy_reaches_open_tickets(cast: Cast, ada: Client) -> None:
    numbers = [write_in(cast.mail, subject=f"T{n}").ticket.number for n in range(3)]
    done = numbers.pop()
    actions.set_status(Actor.agent(cast.iga), done, "resolved")
    before = {t.number: t for t in Ticket.objects.all()}
    url = f"/settings/sla/{SLAPolicy.objects.get().pk}/"
    assert ada.post(url, filled(ada, url, **TIMES))["Location"] == "/settings/sla/"
    policy = SLAPolicy.objects.get()
    assert (policy.changed_by, policy.rebuild_after) == (cast.ada, 0)
    assert actions.rebuild_deadlines() == 2
    for number in numbers:
        ticket = Ticket.objects.get(pk=number)
        assert ticket.first_response_due_at is not None and ticket.resolution_due_at is not None
        assert (ticket.first_response_due_at - ticket.created_at).total_seconds() == 90 * 60
        assert (ticket.resolution_due_at - ticket.created_at).total_seconds() == 2 * 86400
        assert ticket.version == before[number].version + 1
    assert Ticket.objects.get(pk=done).version == before[done].version
    policy.refresh_from_db()
    assert policy.rebuild_after is None
    assert actions.rebuild_deadlines() == 0
    assert [entry.what for entry in AuditEntry.objects.all()] == ["sla_policy"]
    ada.post(url, filled(ada, url))
    assert AuditEntry.objects.count() == 1, "saved as it was: nothing changed"


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"resolution_4": "10 min", "first_1": "soon"}, {"resolution_4", "first_1"}),
        ({"name": "  "}, {"name"}),
        ({"name": "Chats"}, {"name"}),
        ({"conditions": only("channel", "pigeon")}, {"conditions"}),
        ({"chat_2": "0"}, {"chat_2"}),
    ],
)
def test_a_policy_that_can_not_be(ada: Client, values: dict[str, str], where: set[str]) -> None:
    SLAPolicy.objects.create(name="Chats")
    url = f"/settings/sla/{SLAPolicy.objects.get(name='Standard').pk}/"
    response = ada.post(url, filled(ada, url, **values))
    assert response.status_code == 422 and set(response.context["form"].errors) == where
    assert not AuditEntry.objects.exists()


def test_policies_in_order(cast: Cast, ada: Client) -> None:
    standard = SLAPolicy.objects.get()
    chat = TIMES | {"name": "Chats", "conditions": only("channel", "webchat"), "chat_2": "60"}
    assert ada.post("/settings/sla/new/", filled(ada, "/settings/sla/new/", **chat)).status_code == 302
    assert [p.name for p in in_order()] == ["Chats", "Standard"], "before the one for every ticket"
    ticket = write_in(cast.chat).ticket
    mail = write_in(cast.mail, identity=customer("ela@example.com")).ticket
    assert first_due_s(ticket) == 60
    assert first_due_s(mail) == 8 * 3600
    page = ada.get("/settings/sla/").content.decode()
    assert "For channel is Chat" in page and "For every ticket" in page and "never reached" not in page
    ada.post(f"/settings/sla/{standard.pk}/move/", {"to": "up"})
    assert [p.name for p in in_order()] == ["Standard", "Chats"]
    assert "never reached" in ada.get("/settings/sla/").content.decode()
    actions.rebuild_deadlines()
    assert first_due_s(ticket) == 8 * 3600
    ada.post(f"/settings/sla/{standard.pk}/move/", {"to": "up"})
    assert [entry.after.get("order") for entry in AuditEntry.objects.order_by("-pk")[:1]] == [["Standard", "Chats"]]


def test_what_moves_a_ticket_moves_it_under_another_policy(cast: Cast, ada: Client) -> None:
    chosen = SLAPolicy.objects.create(name="VIP", position=0)
    SLAPolicy.objects.filter(name="Standard").update(position=9)
    for priority in Priority:
        chosen.targets.create(priority=priority, first_response_minutes=5, resolution_minutes=60)
    iga = Actor.agent(cast.iga)
    ticket = write_in(cast.mail).ticket

    def minutes() -> float:
        return first_due_s(ticket) / 60

    SLAPolicy.objects.filter(pk=chosen.pk).update(conditions=json.loads(only("tags", "vip")))
    actions.set_tags(iga, ticket.number, ["vip"])
    assert minutes() == 5
    actions.set_tags(iga, ticket.number, [])
    assert minutes() == 480
    SLAPolicy.objects.filter(pk=chosen.pk).update(conditions=json.loads(only("team", cast.delivery.pk)))
    actions.set_team(iga, ticket.number, cast.delivery)
    assert minutes() == 5
    actions.set_team(iga, ticket.number, cast.returns)
    actions.set_policy(iga, ticket.number, chosen.pk)
    assert minutes() == 5, "a rule's choice stands above the order"
    SLAPolicy.objects.filter(pk=chosen.pk).update(is_active=False, rebuild_after=0)
    actions.rebuild_deadlines()
    assert minutes() == 480, "what is off promises nothing"


def test_a_policy_goes_when_it_is_off_and_never_the_last_for_all(cast: Cast, ada: Client) -> None:
    standard = SLAPolicy.objects.get()
    ada.post(f"/settings/sla/{standard.pk}/delete/")
    assert SLAPolicy.objects.exists()
    other = SLAPolicy.objects.create(name="Chats", conditions=json.loads(only("channel", "webchat")), position=1)
    ada.post(f"/settings/sla/{other.pk}/delete/")
    assert SLAPolicy.objects.count() == 2, "in force"
    ada.post(f"/settings/sla/{standard.pk}/delete/")
    assert SLAPolicy.objects.count() == 2, "the last for every ticket"
    url = f"/settings/sla/{other.pk}/"
    values = filled(ada, url, **TIMES)
    values.pop("is_active")
    ada.post(url, values)
    assert not SLAPolicy.objects.get(pk=other.pk).is_active
    ada.post(f"{url}delete/")
    assert SLAPolicy.objects.get() == standard
    values = filled(ada, f"/settings/sla/{standard.pk}/")
    values.pop("is_active")
    ada.post(f"/settings/sla/{standard.pk}/", values)
    assert "promised nothing" in ada.get("/settings/sla/").content.decode()


def test_escalation_steps_on_the_policys_page(cast: Cast, ada: Client) -> None:
    url = f"/settings/sla/{SLAPolicy.objects.get().pk}/"
    urgent = {"effect": "priority", "value": Priority.URGENT}
    assert ada.post(url, filled(ada, url, **step(80, urgent))).status_code == 302
    known = EscalationStep.objects.get()
    assert (known.percent, known.clock, known.effects) == (80, "first_response", [urgent])
    assert AuditEntry.objects.get().what == "escalation"
    high = {"effect": "priority", "value": Priority.HIGH}
    ada.post(url, filled(ada, url, **step(80, high), **step(100, urgent, clock="resolution", n=1)))
    assert [(s.pk == known.pk, s.percent, s.effects) for s in EscalationStep.objects.order_by("pk")] == [
        (True, 80, [high]),
        (False, 100, [urgent]),
    ]
    ada.post(url, filled(ada, url, **{"steps-0-DELETE": "on"}))
    assert EscalationStep.objects.get(removed_at=None).percent == 100
    ada.post(url, filled(ada, url, **{"steps-0-percent": "120"}))
    assert EscalationStep.objects.get(removed_at=None).percent == 120
    assert EscalationStep.objects.count() == 3, "another point is another step"
    assert "escalation step" in ada.get("/settings/sla/").content.decode()


@pytest.mark.parametrize(
    ("values", "where"),
    [
        (step(0, {"effect": "priority", "value": 4}), {"percent"}),
        (step(301, {"effect": "priority", "value": 4}), {"percent"}),
        (step("", {"effect": "priority", "value": 4}), {"percent"}),
        (step(80), {"effects"}),
        (step(80, {"effect": "priority", "value": 9}), {"effects"}),
        (step(80, {"effect": "policy", "value": 1}), {"effects"}),
        (step(80, {"effect": "priority", "value": 4}, clock="lunch"), {"clock"}),
    ],
)
def test_a_step_that_can_not_be(ada: Client, values: dict[str, Any], where: set[str]) -> None:
    url = f"/settings/sla/{SLAPolicy.objects.get().pk}/"
    response = ada.post(url, filled(ada, url, **values))
    assert response.status_code == 422 and set(response.context["steps"].forms[0].errors) == where
    assert not EscalationStep.objects.exists()


def test_hours_in_use_by_a_policy(cast: Cast, ada: Client) -> None:
    calendar = Calendar.objects.create(name="Office", week=[[[480, 960]]] * 7)
    url = f"/settings/sla/{SLAPolicy.objects.get().pk}/"
    ada.post(url, filled(ada, url, calendar=calendar.pk, paused_in=["pending"]))
    policy = SLAPolicy.objects.get()
    assert (policy.calendar, policy.paused_in) == (calendar, ["pending"])
    assert sla.load().policies[0].hours is not None
