"""Conditions and effects: what is met, what can't be, how it reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from customers import actions as customers
from tests.cast import Cast, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.calendars import OFFICE_WEEK
from tickets.models import Calendar, Ticket
from tickets.vocabulary import (
    BadCondition,
    BadEffect,
    Facts,
    all_effects,
    all_fields,
    as_query,
    check,
    check_effects,
    describe,
    describe_effect,
    matches,
)


def met(ticket: Ticket, field: str, op: str, value: Any, **facts: Any) -> bool:
    conditions = check({"match": "all", "items": [{"field": field, "op": op, "value": value}]})
    return matches(conditions, Facts(Ticket.objects.get(pk=ticket.pk), **facts))


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        ("any", ["zwrot"], True),  # in another form
        ("any", ["reklamacja", "ZWROTU"], True),
        ("all", ["zwrot", "kubek"], True),
        ("all", ["zwrot", "reklamacja"], False),
        ("none", ["reklamacja"], True),
        ("any", ["dwa kubki"], True),  # several words as they stand
        ("any", ["kubki dwa"], False),
        ("any", ["wrot"], False),
    ],
)
def test_words(cast: Cast, op: str, value: list[str], expected: bool) -> None:
    ticket = write_in(cast.mail, "Proszę o przyjęcie zwrotu: dwa kubki są pęknięte.").ticket
    assert met(ticket, "words", op, value) is expected


def test_what_is_known_of_the_customer(cast: Cast) -> None:
    ticket = write_in(cast.mail, envelope={"facts": [["Sklep", "Kraków"]]}).ticket
    customers.change_customer(ticket.customer, facts={"Segment": "VIP złoty", "Wartość": "12 500,50 zł"})
    assert met(ticket, "segment", "any", ["vip"]) and not met(ticket, "segment", "any", ["hurt"])
    assert met(ticket, "value", "min", "12500") and not met(ticket, "value", "max", 10_000)
    assert met(ticket, "fact", "any", {"name": "sklep", "values": ["krakow", "Łódź"]})
    assert not met(ticket, "fact", "any", {"name": "rozmiar", "values": ["41"]})
    assert met(ticket, "past_tickets", "max", 0)


def test_working_hours_and_waiting(cast: Cast) -> None:
    calendar = Calendar.objects.create(name="Office", week=OFFICE_WEEK)
    ticket = write_in(cast.mail, at=timezone.now() - timedelta(hours=5)).ticket
    monday, night = (datetime(2026, 11, 23, hour, tzinfo=ZoneInfo("Europe/Warsaw")) for hour in (10, 22))
    assert met(ticket, "hours", "any", [calendar.pk], at=monday)
    assert met(ticket, "hours", "none", [calendar.pk], at=night)
    assert met(ticket, "waiting", "min", "4,5") and not met(ticket, "waiting", "min", 6)
    actions.reply(Actor.agent(cast.iga), ticket.number, "Yes")
    assert not met(ticket, "waiting", "min", 0), "nobody waits any more"


def test_every_question_about_a_ticket_is_the_same_as_sql(cast: Cast) -> None:
    iga = Actor.agent(cast.iga)
    mail, chat = write_in(cast.mail).ticket, write_in(cast.chat, subject="Chat").ticket
    actions.set_priority(iga, mail.number, 4)
    actions.set_tags(iga, chat.number, ["vip"])
    actions.set_assignee(iga, chat.number, cast.iga)
    asked: list[tuple[str, str, Any]] = [
        ("channel", "any", ["email"]), ("channel", "none", ["email"]), ("inbox", "any", [cast.chat.pk]),
        ("team", "any", [cast.returns.pk]), ("assignee", "any", [0]), ("assignee", "none", [0]),
        ("assignee", "any", [cast.iga.pk, 0]), ("language", "any", ["en"]), ("priority", "any", [3, 4]),
        ("status", "none", ["new"]), ("tags", "any", ["vip"]), ("tags", "none", ["vip"]),
        ("reopened", "max", 0), ("unanswered", "is", True), ("unanswered", "is", False),
        ("words", "any", ["parcel", "nothing"]), ("words", "all", ["parcel", "nothing"]), ("words", "none", ["parcel"]),
        ("customer", "any", ["tomasz"]), ("customer", "none", ["tomasz"]), ("segment", "any", ["vip"]),
        ("segment", "none", ["vip"]), ("waiting", "min", 1), ("waiting", "max", 1), ("age", "min", 1), ("age", "max", 1),
        ("quiet", "min", 1), ("quiet", "max", 1),
    ]  # fmt: skip
    for field, op, value in asked:
        conditions = check({"match": "all", "items": [{"field": field, "op": op, "value": value}]}, for_views=True)
        by_sql = set(Ticket.objects.filter(as_query(conditions)).values_list("pk", flat=True))
        one_by_one = {t.pk for t in (mail, chat) if matches(conditions, Facts(Ticket.objects.get(pk=t.pk)))}
        assert by_sql == one_by_one, (field, op, value)
    # What apps above add is tested where it is.
    assert {name for name, _op, _value in asked} == {field.name for field in all_fields() if field.query} - {
        "needs",
        "follow_up_open",
    }


@pytest.mark.parametrize(
    "item",
    [
        {},
        "channel",
        {"field": "moon", "op": "any", "value": ["full"]},
        {"field": "channel", "op": "min", "value": ["email"]},
        {"field": "channel", "op": "any", "value": ["pigeon"]},
        {"field": "words", "op": "any", "value": ["", "\u202e "]},
        {"field": "value", "op": "min", "value": "much"},
        {"field": "value", "op": "min", "value": "inf"},
        {"field": "unanswered", "op": "is", "value": "yes"},
        {"field": "fact", "op": "any", "value": {"name": "", "values": ["x"]}},
        {"field": "fact", "op": "any", "value": "x"},
    ],
)
def test_conditions_that_can_not_be(cast: Cast, item: Any) -> None:
    good = {"field": "unanswered", "op": "is", "value": True}
    with pytest.raises(BadCondition) as refused:
        check({"match": "all", "items": [good, item]})
    assert refused.value.index == 1 and str(refused.value)


@pytest.mark.parametrize("given", [[], "team", [{"effect": "team", "value": 0}], [{"effect": "fly"}],
                                   [{"effect": "answer", "value": " "}], [{"effect": "add_tags", "value": []}]])  # fmt: skip
def test_effects_that_can_not_be(cast: Cast, given: Any) -> None:
    with pytest.raises(BadEffect):
        check_effects(given)


def test_they_read_as_sentences_in_both_languages(cast: Cast) -> None:
    item = {"field": "channel", "op": "any", "value": ["email", "webchat"]}
    with translation.override("en"):
        assert describe(item) == "channel is E-mail or Chat"
        assert describe({"field": "waiting", "op": "min", "value": 4}) == "customer waits at least 4 hours"
        assert describe_effect({"effect": "team", "value": cast.returns.pk}) == "set the team to Zwroty"
    for effect in all_effects():
        assert str(effect.label)
