"""Macros: who may use and change them, what they do as the agent, what is left on the ticket."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry, Team, User
from tests.cast import Cast, customer, write_in
from tickets import macros
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Macro, MacroUse, Message, MessageKind, SLAPolicy, Status, Ticket
from tickets.vocabulary import Facts, apply_effects
from tickets.vocabulary.effects import fill_in
from tickets.vocabulary.forms import effects_schema

Enter = Callable[[User], Client]
REFUND = [
    {"effect": "priority", "value": 4},
    {"effect": "add_tags", "value": ["refund"]},
    {"effect": "take", "value": "me"},
    {"effect": "note", "value": "Refund of #{number}"},
    {"effect": "answer", "value": "Dear {first_name}, it is on its way. {agent}"},
]


@pytest.fixture
def enter(client: Client) -> Enter:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return write_in(cast.mail, identity=customer("anna@example.com", "Anna Nowak")).ticket


def make(name: str = "Refund", effects: Any = None, **fields: Any) -> Macro:
    return Macro.objects.create(name=name, effects=REFUND if effects is None else effects, **fields)


def test_it_does_its_steps_as_the_agent_and_its_answer_is_only_a_draft(cast: Cast, ticket: Ticket) -> None:
    applied = macros.apply(cast.iga, make(), ticket)
    after = Ticket.objects.get(pk=ticket.pk)
    assert (after.priority, after.assignee, list(after.tags.values_list("name", flat=True))) == (
        4,
        cast.iga,
        ["refund"],
    )
    note = Message.objects.get(ticket=ticket, kind=MessageKind.NOTE)
    assert (note.text, note.author) == (f"Refund of #{ticket.number}", cast.iga)
    assert applied.notes == [note]
    assert applied.text == "Dear Anna, it is on its way. Iga Bober"
    assert not Message.objects.filter(ticket=ticket, kind=MessageKind.OUTBOUND).exists(), "nothing was sent"
    trace = ticket.events.get(kind=Kind.MACRO_APPLIED)
    assert (trace.actor, trace.data["name"], trace.data["use"]) == (cast.iga, "Refund", applied.use.pk)
    assert [step["changed"] for step in applied.use.did] == [True] * 5


def test_what_can_not_be_done_is_told_and_does_not_stop_the_rest(cast: Cast, ticket: Ticket, enter: Enter) -> None:
    gone = Team.objects.create(name="Gone")
    macro = make(effects=[{"effect": "team", "value": gone.pk}, {"effect": "status", "value": Status.PENDING}])
    gone.delete()
    answer = enter(cast.iga).post(f"/inbox/{ticket.pk}/macros/{macro.pk}/").json()
    assert "This team no longer exists." in answer["told"]
    assert Ticket.objects.get(pk=ticket.pk).status == Status.PENDING
    page = enter(cast.iga).get(f"/macro-uses/{MacroUse.objects.get().pk}/").content.decode()
    assert "This team no longer exists." in page and "set the status to Pending" in page


def test_only_its_text_changes_nothing_and_counts_as_a_use(cast: Cast, ticket: Ticket, enter: Enter) -> None:
    macro = make()
    answer = enter(cast.iga).post(f"/inbox/{ticket.pk}/macros/{macro.pk}/", {"text": "1"}).json()
    assert answer["text"].startswith("Dear Anna")
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version
    assert not ticket.events.filter(kind=Kind.MACRO_APPLIED).exists()
    assert "Used 1 time in 30 days" in enter(cast.ada).get("/settings/macros/").content.decode()


def test_a_macro_that_moves_the_ticket_out_of_sight_says_so(cast: Cast, ticket: Ticket, enter: Enter) -> None:
    macro = make(effects=[{"effect": "team", "value": cast.delivery.pk}, {"effect": "priority", "value": 4}])
    answer = enter(cast.iga).post(f"/inbox/{ticket.pk}/macros/{macro.pk}/").json()
    assert answer["changes"] == [{"type": "gone", "ticket": ticket.pk}]
    assert Ticket.objects.get(pk=ticket.pk).priority == 4


def test_who_may_use_which(cast: Cast, ticket: Ticket, enter: Enter) -> None:
    everybodys, teams = make("All"), make("Delivery's", team=cast.delivery)
    own, others = make("Iga's", owner=cast.iga), make("Marek's", owner=cast.marek)

    def names(user: User) -> set[str]:
        return {macro.name for macro in macros.usable_macros(user)}

    assert names(cast.iga) == {"All", "Iga's"}
    assert names(cast.jan) == {"All", "Delivery's"}
    assert names(cast.ada) == {"All", "Delivery's"}
    for macro, status in ((everybodys, 200), (own, 200), (teams, 404), (others, 404)):
        assert enter(cast.iga).post(f"/inbox/{ticket.pk}/macros/{macro.pk}/").status_code == status


def test_the_list_has_the_newest_used_first_and_finds_names(cast: Cast, ticket: Ticket) -> None:
    old, new, never = (
        make("Zwrot pieniędzy"),
        make("Ask for a photo"),
        make("Close", [{"effect": "take", "value": "me"}]),
    )
    macros.apply(cast.iga, old, ticket, only_text=True)
    MacroUse.objects.update(at=timezone.now() - timedelta(days=1))
    macros.apply(cast.iga, new, ticket, only_text=True)
    macros.apply(cast.jan, never, ticket, only_text=True)

    def found(words: str = "", **options: Any) -> list[str]:
        return [offer.macro.name for offer in macros.offers(cast.iga, ticket, words, **options)]

    assert found() == ["Ask for a photo", "Zwrot pieniędzy", "Close"]
    assert found("PIENIEDZY zwr") == ["Zwrot pieniędzy"]
    assert found(with_text=True) == ["Ask for a photo", "Zwrot pieniędzy"]
    offer = macros.offers(cast.iga, ticket, "ask")[0]
    assert offer.text == "Dear Anna, it is on its way. Iga Bober"
    assert offer.steps[:2] == ["set the priority to Urgent", "add the tags refund"]


def test_the_list_costs_the_same_however_many_macros_there_are(cast: Cast, ticket: Ticket, enter: Enter) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert enter(cast.iga).get(f"/inbox/{ticket.pk}/macros/").status_code == 200
            assert enter(cast.iga).get("/settings/macros/").status_code == 200
        return len(queries)

    effects = [{"effect": "team", "value": cast.returns.pk}, {"effect": "assignee", "value": cast.iga.pk}]
    make("First", effects, team=cast.returns)
    cost()
    one = cost()
    for n in range(12):
        make(f"Macro {n}", effects, team=cast.returns)
    assert cost() == one


def test_marks_are_filled_in_once(cast: Cast, ticket: Ticket) -> None:
    ticket.customer.name = "{subject} Bobby"
    assert fill_in("Hi {name} #{number} {other}", ticket) == f"Hi {{subject}} Bobby #{ticket.number} {{other}}"
    assert fill_in("{agent}", ticket) == ""
    assert fill_in("{agent}", ticket, cast.iga) == "Iga Bober"


def sent(**fields: Any) -> dict[str, Any]:
    return {"name": "Refund", "audience": "all", "effects": '[{"effect": "priority", "value": 4}]'} | fields


def test_managers_keep_shared_ones_with_a_record_and_agents_their_own(cast: Cast, enter: Enter) -> None:
    assert enter(cast.marek).post("/settings/macros/new/", sent(audience=str(cast.returns.pk))).status_code == 302
    shared = Macro.objects.get()
    assert (shared.owner, shared.team, shared.changed_by) == (None, cast.returns, cast.marek)
    entry = AuditEntry.objects.get(what="macro")
    assert (entry.actor, entry.after["then"], entry.after["team"]) == (
        cast.marek,
        "set the priority to Urgent",
        "Zwroty",
    )
    # An agent's is their own, whatever is sent; it leaves no record.
    assert enter(cast.iga).post("/settings/macros/new/", sent(audience="all")).status_code == 422
    assert enter(cast.iga).post("/settings/macros/new/", sent(audience="me", name="Mine")).status_code == 302
    own = Macro.objects.get(name="Mine")
    assert own.owner == cast.iga and AuditEntry.objects.count() == 1
    # Nobody else changes it, nor an agent what is shared.
    for user, macro in ((cast.ada, own), (cast.iga, shared)):
        assert enter(user).get(f"/settings/macros/{macro.pk}/").status_code == 404
        assert enter(user).post(f"/settings/macros/{macro.pk}/delete/").status_code == 404
    assert enter(cast.ada).post(f"/settings/macros/{shared.pk}/delete/").status_code == 302
    assert AuditEntry.objects.filter(what="macro", after={}).count() == 1


def test_agents_macros_hold_only_what_agents_may_do(cast: Cast, enter: Enter) -> None:
    policy = json.dumps([{"effect": "policy", "value": SLAPolicy.objects.get().pk}])
    answer = enter(cast.iga).post("/settings/macros/new/", sent(audience="me", effects=policy))
    assert answer.status_code == 422 and not Macro.objects.exists()
    page = enter(cast.iga).get("/settings/macros/new/").content.decode()
    assert "promise by the SLA policy" not in page and "whoever does this" in page
    assert "promise by the SLA policy" in enter(cast.marek).get("/settings/macros/new/").content.decode()
    assert "take" not in {effect["name"] for effect in effects_schema()["effects"]}, (
        "rules have nobody to take a ticket"
    )


@pytest.mark.parametrize(
    ("field", "value"), [("name", " \u202e"), ("effects", "[]"), ("effects", "{"), ("audience", "7777")]
)
def test_what_can_not_be_kept_is_told_beside_its_field(cast: Cast, enter: Enter, field: str, value: str) -> None:
    answer = enter(cast.marek).post("/settings/macros/new/", sent(**{field: value}))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]


def test_they_are_duplicated_and_put_in_order(cast: Cast, enter: Enter) -> None:
    first, _second, third = (make(name, position=n) for n, name in enumerate(["A", "B", "C"]))
    make("Iga's", owner=cast.iga)
    assert enter(cast.marek).post(f"/settings/macros/{third.pk}/move/", {"place": "0"}).status_code == 302
    assert [macro.name for macro in macros.usable_macros(cast.marek)] == ["C", "A", "B"]
    page = enter(cast.iga).get(f"/settings/macros/new/?from={first.pk}").content.decode()
    assert 'value="Copy of A"' in page
    assert enter(cast.iga).get("/settings/macros/new/?from=nothing").status_code == 200
    enter(cast.marek).post("/settings/macros/new/", sent(name="D"))
    assert Macro.objects.get(name="D").position == 3


def test_a_rule_takes_no_ticket(cast: Cast, ticket: Ticket) -> None:
    done = apply_effects([{"effect": "take", "value": "me"}], Actor.rule(1), Facts(ticket))
    assert done[0].error and Ticket.objects.get(pk=ticket.pk).assignee is None


def test_a_customers_name_in_a_note_mentions_nobody(cast: Cast) -> None:
    sly = customer("sly@example.com", f"Ola @{cast.iga}")
    ticket = write_in(cast.mail, identity=sly).ticket
    note = {"effect": "note", "value": "{name} called. @Marek Manager"}
    (written,) = macros.apply(cast.ada, make(effects=[note]), ticket).notes
    assert f"@{cast.iga}" in written.text and written.envelope == {"mentions": ["Marek Manager"]}
