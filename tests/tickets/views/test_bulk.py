"""One change for many tickets: each by its action and on its own, never past the one door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.cast import Cast, customer, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.models import Macro, MacroUse, Message, Ticket, TicketEvent

Enter = Callable[[User], Client]


@pytest.fixture
def numbers(cast: Cast) -> list[int]:
    people = [customer(f"{name}@example.com", name.title()) for name in ("anna", "bruno", "cela")]
    return [write_in(cast.mail, "Hello", identity=one).ticket.pk for one in people]


def ask(client: Client, numbers: list[int], **wanted: Any) -> Any:
    return client.post("/inbox/bulk/", {"n": ",".join(map(str, numbers)), **wanted})


def test_each_kind_of_change_goes_through_its_action_as_the_agent(cast: Cast, enter: Enter, numbers: list[int]) -> None:
    iga = enter(cast.iga)
    for wanted in (
        {"status": "pending"},
        {"priority": "4"},
        {"assignee": "me"},
        {"add_tag": "Parcel, lost"},
        {"spam": "1"},
    ):
        data = ask(iga, numbers, **wanted).json()
        assert sorted(data["changed"]) == numbers and data["failed"] == [] and data["told"] == "3 tickets changed."
        assert {hint["ticket"] for hint in data["changes"]} == set(numbers)
    for ticket in Ticket.objects.all():
        assert (ticket.status, ticket.priority, ticket.assignee, ticket.is_spam) == ("pending", 4, cast.iga, True)
        assert {tag.name for tag in ticket.tags.all()} == {"parcel", "lost"}
    assert TicketEvent.objects.filter(kind="status_changed", actor=cast.iga).count() == 3


def test_what_was_so_already_is_told_apart(cast: Cast, enter: Enter, numbers: list[int]) -> None:
    actions.set_status(Actor.agent(cast.iga), numbers[0], "pending")
    data = ask(enter(cast.iga), numbers, status="pending").json()
    assert sorted(data["changed"]) == numbers[1:]
    assert data["told"] == "2 tickets changed. 1 was so already."


def test_one_that_fails_stops_no_other_and_says_why(cast: Cast, enter: Enter, numbers: list[int]) -> None:
    actions.set_tags(Actor.agent(cast.iga), numbers[1], [f"t{n}" for n in range(30)])
    data = ask(enter(cast.iga), [*numbers, 999_999], add_tag="one more").json()
    assert sorted(data["changed"]) == [numbers[0], numbers[2]] and data["failed"] == [numbers[1], 999_999]
    assert f"#{numbers[1]}: A ticket takes 30 tags at most." in data["told"]
    assert "#999999: You can no longer see this ticket." in data["told"]


def test_tickets_of_others_are_not_touched(cast: Cast, enter: Enter, numbers: list[int]) -> None:
    mine = actions.set_assignee(Actor.agent(cast.ada), numbers[0], cast.jan).pk
    data = ask(enter(cast.jan), numbers, priority="4").json()
    assert data["changed"] == [mine] and data["failed"] == numbers[1:]
    assert not Ticket.objects.filter(pk__in=numbers[1:], priority=4).exists()
    assert all(hint["type"] == "gone" for hint in data["changes"] if hint["ticket"] in numbers[1:])


def test_given_away_they_are_let_go(cast: Cast, enter: Enter, numbers: list[int]) -> None:
    data = ask(enter(cast.iga), numbers, team=cast.delivery.pk).json()
    assert sorted(data["changed"]) == numbers and {hint["type"] for hint in data["changes"]} == {"gone"}


def test_a_macro_does_what_it_does_and_answers_nobody(cast: Cast, enter: Enter, numbers: list[int]) -> None:
    macro = Macro.objects.create(
        name="Refund", effects=[{"effect": "priority", "value": 4}, {"effect": "answer", "value": "Dear {name}"}]
    )
    private = Macro.objects.create(name="His", owner=cast.jan, effects=[{"effect": "priority", "value": 1}])
    Macro.objects.create(name="Words only", effects=[{"effect": "answer", "value": "Hello"}])
    iga = enter(cast.iga)
    assert sorted(ask(iga, numbers, macro=macro.pk).json()["changed"]) == numbers
    assert {ticket.priority for ticket in Ticket.objects.all()} == {4} and MacroUse.objects.count() == 3
    assert not Message.objects.exclude(kind="inbound").exists()
    assert [step["effect"] for step in MacroUse.objects.first().did] == ["priority"]  # type: ignore[union-attr]
    assert ask(iga, numbers, macro=private.pk).status_code == 404
    bar = iga.get("/inbox/bulk/").content.decode()
    assert "Refund" in bar and "His" not in bar and "Words only" not in bar


def test_a_step_of_a_macro_that_can_not_be_done_is_told(cast: Cast, enter: Enter, numbers: list[int]) -> None:
    gone = [{"effect": "team", "value": 999_999}, {"effect": "priority", "value": 4}]
    macro = Macro.objects.create(name="Old", effects=gone)
    data = ask(enter(cast.iga), numbers[:1], macro=macro.pk).json()
    assert data["failed"] == numbers[:1] and "This team no longer exists." in data["told"]
    assert Ticket.objects.get(pk=numbers[0]).priority == 4, "the other step was done"
    assert [hint["ticket"] for hint in data["changes"]] == numbers[:1], "and the page is told of it"


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"n": ""}, 422),
        ({"n": "x,²"}, 422),
        ({"n": ",".join(str(n) for n in range(1, 102))}, 422),
        ({"status": "lost"}, 422),
        ({"status": "new"}, 422),
        ({"priority": "9"}, 422),
        ({"add_tag": " , "}, 422),
        ({"nothing": "1"}, 422),
        ({"team": "999999"}, 404),
        ({"assignee": "x"}, 404),
        ({"macro": "999999"}, 404),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_done(
    cast: Cast, enter: Enter, numbers: list[int], wanted: dict[str, str], status: int
) -> None:
    asked = {"n": ",".join(map(str, numbers))} | ({"priority": "4"} if "n" in wanted else {}) | wanted
    assert enter(cast.iga).post("/inbox/bulk/", asked).status_code == status
    assert not Ticket.objects.filter(priority=4).exists()
