"""An action within another's change of the same ticket: one version step, and the same end and history as one by one."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.cast import Cast, customer, make_cast, make_policy, write_in
from tickets import actions, counts, events
from tickets.actions.change import changing
from tickets.actor import SYSTEM, Actor
from tickets.models import CountBase, CountDelta, PendingWork, Priority, Ticket
from tickets.vocabulary import Facts, apply_effects

# Counted by the database, by the clock or by how often the row was written.
OWN = {"number", "version", "changed_at", "created_at", "customer_id", "search", "message_count"}


@pytest.fixture
def cast(db: None) -> Cast:
    make_policy()
    return make_cast()


def random_steps(cast: Cast, dice: random.Random) -> list[dict[str, Any]]:
    """Some that change nothing, some that can't be done, some that hang on those before."""
    choices: list[tuple[str, Any]] = [
        ("team", cast.delivery.pk), ("team", cast.returns.pk), ("team", 10**9),
        ("assignee", cast.iga.pk), ("assignee", 0), ("assignee", 10**9),
        ("priority", Priority.URGENT), ("priority", Priority.LOW), ("policy", 10**9),
        ("status", "open"), ("status", "resolved"), ("status", "pending"),
        ("add_tags", ["zwrot", "Pilne"]), ("add_tags", [f"t{n}" for n in range(29)]), ("remove_tags", ["zwrot"]),
        ("note", "Uwaga {number}"), ("answer", "Dzień dobry"),
    ]  # fmt: skip
    return [{"effect": effect, "value": value} for effect, value in dice.choices(choices, k=dice.randint(1, 8))]


def standing(ticket: Ticket) -> dict[str, Any]:
    ticket = Ticket.objects.get(pk=ticket.pk)
    found = {
        field.attname: getattr(ticket, field.attname)
        for field in Ticket._meta.concrete_fields
        if field.attname not in OWN
    }
    # How far ahead, not at which moment.
    for name in [name for name, value in found.items() if hasattr(value, "isoformat")]:
        found[name] = round((found[name] - ticket.created_at).total_seconds() / 60)
    return found | {"tags": set(ticket.tags.values_list("name", flat=True))}


def history(ticket: Ticket) -> list[tuple[str, str, dict[str, Any]]]:
    rows = ticket.events.order_by("pk").values_list("kind", "actor_kind", "data")
    return [(kind, actor, {k: v for k, v in data.items() if k != "message"}) for kind, actor, data in rows]


def said(ticket: Ticket) -> list[tuple[str, str]]:
    rows = ticket.messages.order_by("pk").values_list("kind", "text")
    return [(kind, text.replace(str(ticket.number), "N")) for kind, text in rows]


@pytest.mark.parametrize("seed", range(25))
def test_the_same_end_and_history_as_one_by_one(cast: Cast, seed: int) -> None:
    dice, actor = random.Random(seed), Actor("rule")
    steps = random_steps(cast, dice)
    alone = write_in(cast.mail, identity=customer("a@example.com", "Ala")).ticket
    joined = write_in(cast.mail, identity=customer("b@example.com", "Ala")).ticket
    one_by_one = [apply_effects([step], actor, Facts(Ticket.objects.get(pk=alone.pk)))[0] for step in steps]
    before = Ticket.objects.get(pk=joined.pk).version
    together = apply_effects(steps, actor, Facts(Ticket.objects.get(pk=joined.pk)))
    assert together == one_by_one
    assert standing(joined) == standing(alone)
    assert history(joined) == history(alone)
    assert said(joined) == said(alone)
    kinds = [
        (work.consumer, work.event.kind) for work in PendingWork.objects.filter(event__ticket=joined).order_by("pk")
    ]
    assert kinds == [
        (work.consumer, work.event.kind) for work in PendingWork.objects.filter(event__ticket=alone).order_by("pk")
    ]
    after = Ticket.objects.get(pk=joined.pk)
    assert after.version - before == (1 if any(one.changed for one in together) else 0)
    assert set(joined.messages.exclude(kind="inbound").values_list("version", flat=True)) <= {after.version}
    assert counts.recount() == 0, "the kept counts are those of the tickets"
    assert CountBase.objects.exists() or CountDelta.objects.exists()


def test_one_push_for_all_of_it(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    ticket, told = write_in(cast.mail).ticket, []

    def hear(change: Any, **_told: Any) -> None:
        told.append([event.kind for event in change.events])

    events.ticket_changed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True), changing(ticket.number, SYSTEM):
            actions.set_priority(SYSTEM, ticket.number, Priority.HIGH)
            actions.add_tags(SYSTEM, ticket.number, ["x"])
    finally:
        events.ticket_changed.disconnect(hear)
    assert told == [["priority_changed", "tags_changed"]]


def test_whoever_asks_the_database_meanwhile_finds_what_was_done(cast: Cast) -> None:
    number = write_in(cast.mail).ticket.number
    with changing(number, SYSTEM) as change:
        given = actions.set_priority(SYSTEM, number, Priority.URGENT)
        assert given is change.ticket
        assert Ticket.objects.get(pk=number).priority == Priority.URGENT
        due = change.ticket.resolution_due_at
    ticket = Ticket.objects.get(pk=number)
    assert ticket.resolution_due_at is not None and due is not None and ticket.resolution_due_at < due


def test_a_part_that_fails_is_taken_back_alone(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    with changing(ticket.number, SYSTEM) as change:
        actions.set_assignee(SYSTEM, ticket.number, cast.iga)
        with pytest.raises(RuntimeError), changing(ticket.number, SYSTEM) as part:
            actions.set_assignee(SYSTEM, ticket.number, cast.jan)
            actions.add_note(SYSTEM, ticket.number, "never")
            part.ticket.subject = "never"
            raise RuntimeError
        assert change.ticket.assignee == cast.iga and change.ticket.message_count == 1
        actions.set_priority(SYSTEM, ticket.number, Priority.HIGH)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.assignee, ticket.priority, ticket.message_count) == (cast.iga, Priority.HIGH, 1)
    assert ticket.subject == "Order 48213" and not ticket.messages.filter(kind="note").exists()
    assert [e.data["new"] for e in ticket.events.filter(kind="assigned")] == [cast.iga.pk]


def test_a_part_that_does_nothing_leaves_no_trace(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    before = Ticket.objects.get(pk=ticket.pk)
    with changing(ticket.number, SYSTEM), changing(ticket.number, SYSTEM) as part:
        part.ticket.subject = "never"
    after = Ticket.objects.get(pk=ticket.pk)
    assert (after.version, after.subject) == (before.version, before.subject)


def test_after_an_error_the_next_change_begins_anew(cast: Cast) -> None:
    number = write_in(cast.mail).ticket.number
    with pytest.raises(RuntimeError), changing(number, SYSTEM):
        actions.set_priority(SYSTEM, number, Priority.URGENT)
        raise RuntimeError
    assert Ticket.objects.get(pk=number).priority == Priority.NORMAL
    actions.set_priority(SYSTEM, number, Priority.HIGH)
    assert Ticket.objects.get(pk=number).priority == Priority.HIGH
