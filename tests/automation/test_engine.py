"""Rules at work: in order, once for each event, never in circles, with a trace."""

from __future__ import annotations

from typing import Any

import pytest

from automation import engine
from automation.models import Rule, RuleRun
from tests.cast import Cast, customer, write_in
from tickets import actions, work
from tickets.actor import Actor
from tickets.models import PendingWork, Priority, Ticket


def rule(name: str, *effects: dict[str, Any], kind: str = "routing", **fields: Any) -> Rule:
    items = fields.pop("items", [])
    return Rule.objects.create(
        name=name,
        kind=kind,
        effects=list(effects),
        conditions={"match": fields.pop("match", "all"), "items": items},
        position=Rule.objects.count(),
        **fields,
    )


def do(effect: str, value: Any) -> dict[str, Any]:
    return {"effect": effect, "value": value}


def words(*wanted: str) -> dict[str, Any]:
    return {"field": "words", "op": "any", "value": list(wanted)}


def test_a_new_ticket_is_routed_in_order_until_a_rule_says_enough(cast: Cast) -> None:
    rule("Returns", do("team", cast.delivery.pk), do("add_tags", ["zwrot"]), items=[words("zwrot")], stops=True)
    rule("Everything", do("priority", Priority.HIGH))
    returned = write_in(cast.mail, "Chcę zgłosić zwroty dwóch kubków").ticket
    other = write_in(cast.mail, "Gdzie jest paczka?", identity=customer("ela@example.com")).ticket
    work.run_due()
    returned.refresh_from_db()
    other.refresh_from_db()
    assert (returned.team, returned.priority) == (cast.delivery, Priority.NORMAL)
    assert set(returned.tags.values_list("name", flat=True)) == {"zwrot"}
    assert other.priority == Priority.HIGH
    run = RuleRun.objects.get(ticket=returned)
    assert (
        run.rule_name == "Returns"
        and run.why[0]["field"] == "words"
        and [d["changed"] for d in run.did] == [True, True]
    )
    assert returned.events.get(kind="rule_ran").data["name"] == "Returns"


def test_an_event_is_looked_at_once_however_often_it_comes(cast: Cast) -> None:
    rule("Hello", do("note", "Nowy klient {first_name}"), kind="event", triggers=["received"])
    ticket = write_in(cast.mail).ticket
    pending = PendingWork.objects.filter(consumer="automation", event__kind="received").get()
    work.run_due()
    assert ticket.messages.get(kind="note").text == "Nowy klient Tomasz"
    with pytest.raises(Exception, match="rule_once_per_event"):
        engine.on_event(pending.event)


def test_a_rule_that_would_run_in_circles_is_stopped_with_a_record(cast: Cast) -> None:
    rule("Up", do("priority", Priority.URGENT), kind="event", triggers=["priority_changed"],
         items=[{"field": "priority", "op": "any", "value": [Priority.HIGH]}])  # fmt: skip
    rule("Down", do("priority", Priority.HIGH), kind="event", triggers=["priority_changed"],
         items=[{"field": "priority", "op": "any", "value": [Priority.URGENT]}])  # fmt: skip
    number = write_in(cast.mail).ticket.number
    actions.set_priority(Actor.agent(cast.iga), number, Priority.HIGH)
    for _round in range(20):
        work.run_due()
    assert not PendingWork.objects.filter(consumer="automation").exists()
    outcomes = list(RuleRun.objects.order_by("pk").values_list("outcome", flat=True))
    assert "loop" in outcomes and len(outcomes) < 10


def test_what_no_human_wrote_sets_nothing_off(cast: Cast) -> None:
    rule("Thanks", do("answer", "Dziękujemy, {first_name}"), kind="event", triggers=["received", "replied"])
    first = write_in(cast.mail)
    work.run_due()
    assert first.ticket.messages.filter(kind="outbound", automatic=True).count() == 1
    write_in(cast.mail, "I am away", identity=first.message.identity, ticket_number=first.ticket.number, automatic=True)
    for _round in range(5):
        work.run_due()
    assert first.ticket.messages.filter(kind="outbound").count() == 1
    assert Ticket.objects.get(pk=first.ticket.pk).first_response_at is None, "a rule's answer stops no human clock"


def test_a_step_that_can_not_be_done_is_told_and_the_others_go_on(cast: Cast) -> None:
    rule("Gone", do("team", 10**9), do("priority", Priority.URGENT))
    ticket = write_in(cast.mail).ticket
    work.run_due()
    run = RuleRun.objects.get(ticket=ticket)
    assert run.did[0]["error"] and run.did[1]["changed"]


def test_spam_is_left_alone(cast: Cast) -> None:
    rule("All", do("priority", Priority.URGENT))
    ticket = write_in(cast.mail).ticket
    actions.set_spam(Actor.agent(cast.iga), ticket.number, True)
    work.run_due()
    assert not RuleRun.objects.exists()
