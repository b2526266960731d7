"""Rules on their pages: made, put in order, switched, tried without doing anything, and recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from automation import engine
from automation.models import Rule, RuleRun
from automation.rules import move_rule
from tests.automation.test_engine import do, rule, words
from tests.cast import Cast, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.models import Calendar, PendingWork, Status, Ticket


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def sent(effects: Any = None, *items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    effects = [do("add_tags", ["parcel"])] if effects is None else effects
    return {
        "name": "Parcels",
        "is_active": "on",
        "conditions": json.dumps({"match": "all", "items": list(items)}),
        "effects": json.dumps(effects),
    } | fields


def test_a_rule_is_made_read_as_a_sentence_and_recorded(cast: Cast) -> None:
    marek = signed_in(cast.marek)
    made = marek.post("/settings/rules/new/?kind=routing", sent(None, words("paczka"), stops="on"))
    parcels = Rule.objects.get()
    assert made.status_code == 302 and made["Location"] == f"/settings/rules/?kind=routing#rule-{parcels.pk}"
    assert parcels.stops and parcels.is_active and parcels.changed_by == cast.marek
    page = marek.get("/settings/rules/").content.decode()
    assert "words in subject or message contain any of “paczka”" in page and "add the tags parcel" in page
    entry = AuditEntry.objects.get(what="rule")
    assert entry.actor == cast.marek and entry.before == {} and entry.after["then"] == "add the tags parcel"
    changed = marek.post(f"/settings/rules/{parcels.pk}/", sent([do("priority", 4)], words("paczka")))
    assert changed.status_code == 302
    entry = AuditEntry.objects.filter(what="rule").latest("pk")
    assert entry.before["then"] == "add the tags parcel" and entry.after["then"] == "set the priority to Urgent"
    assert "name" not in entry.after, "only what differs"


@pytest.mark.parametrize(
    ("kind", "fields", "wrong"),
    [
        ("routing", {"name": "\u202e "}, "name"),
        ("routing", {"effects": "[]"}, "effects"),
        (
            "routing",
            {"conditions": '{"match": "all", "items": [{"field": "words", "op": "any", "value": []}]}'},
            "conditions",
        ),
        ("event", {}, "triggers"),
        ("time", {"anchor": "customer_waits"}, "after_minutes"),
        ("time", {"anchor": "customer_waits", "after_minutes": "soon"}, "after_minutes"),
    ],
)
def test_what_can_not_be_gets_a_sentence_and_keeps_what_was_typed(
    cast: Cast, kind: str, fields: dict[str, Any], wrong: str
) -> None:
    answer = signed_in(cast.ada).post(f"/settings/rules/new/?kind={kind}", sent() | fields)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {wrong}
    assert "parcel" in answer.content.decode() or wrong == "effects"
    assert not Rule.objects.exists()


def test_event_and_time_rules_say_when(cast: Cast) -> None:
    ada = signed_in(cast.ada)
    office = Calendar.objects.create(name="Office", week=[[[480, 960]]] * 7)
    ada.post("/settings/rules/new/?kind=event", sent(triggers=["received", "rated"]))
    ada.post(
        "/settings/rules/new/?kind=time",
        sent(anchor="customer_waits", after_minutes="3 days", calendar=office.pk),
    )
    assert Rule.objects.get(kind="time").after_minutes == 3 * 1440
    assert "the customer writes or the customer rates" in ada.get("/settings/rules/?kind=event").content.decode()
    assert "the customer has waited for 3 d (Office)" in ada.get("/settings/rules/?kind=time").content.decode()


def test_order_switch_copy_and_delete(cast: Cast) -> None:
    ada = signed_in(cast.ada)
    first, second, third = (rule(name, do("add_tags", [name])) for name in ("a", "b", "c"))
    ada.post(f"/settings/rules/{third.pk}/move/", {"place": "0"})
    assert list(Rule.objects.values_list("name", flat=True)) == ["c", "a", "b"]
    assert [one.name for one in ada.get("/settings/rules/").context["rules"]] == ["c", "a", "b"]
    move_rule(cast.ada, third.pk, 99)
    assert list(Rule.objects.values_list("name", flat=True)) == ["a", "b", "c"]
    ada.post(f"/settings/rules/{first.pk}/switch/", {"on": "0"})
    first.refresh_from_db()
    assert not first.is_active
    page = ada.get(f"/settings/rules/new/?kind=routing&from={second.pk}")
    assert page.context["form"].instance.pk is None and "Copy of b" in page.content.decode()
    ada.post(f"/settings/rules/new/?kind=routing&from={second.pk}", sent(name="Copy of b"))
    assert list(Rule.objects.values_list("name", flat=True)) == ["a", "b", "c", "Copy of b"]
    ada.post(f"/settings/rules/{second.pk}/delete/")
    assert not Rule.objects.filter(pk=second.pk).exists()
    said = list(AuditEntry.objects.filter(what="rule").order_by("pk").values_list("before", "after"))
    assert said[:3] == [
        ({"place": 3}, {"place": 1}), ({"place": 1}, {"place": 3}), ({"active": True}, {"active": False}),
    ]  # fmt: skip
    assert said[-1][0]["name"] == "b" and said[-1][1] == {}


def test_a_rule_is_tried_on_what_came_in_and_does_nothing(cast: Cast) -> None:
    first = write_in(cast.mail, "Gdzie jest paczka?", subject="Pytanie")
    later = {"identity": first.message.identity, "subject": "Pytanie"}
    write_in(cast.mail, "Doszła, teraz zwrot", ticket_number=first.ticket.number, **later)
    other = write_in(cast.chat, "Chcę zwrotu", subject="Zwrot").ticket
    write_in(cast.chat, "Gdzie jest paczka?", ticket_number=other.number, **later)
    versions = list(Ticket.objects.order_by("pk").values_list("version", flat=True))
    answer = signed_in(cast.marek).post("/settings/rules/try/", {"kind": "routing", **sent(None, words("paczka"))})
    tried = answer.context["tried"]
    assert tried.looked_at == 2
    assert {one.ticket.pk for one in tried.touched} == {first.ticket.pk}, "the words that it came in with"
    assert tried.touched[0].why == ["words in subject or message contain any of “paczka”"]
    assert versions == list(Ticket.objects.order_by("pk").values_list("version", flat=True))
    assert not Rule.objects.exists() and not RuleRun.objects.exists()


def test_an_event_rule_is_tried_on_what_happened(cast: Cast) -> None:
    touched, other = write_in(cast.mail).ticket, write_in(cast.chat, subject="Chat").ticket
    actions.set_status(Actor.agent(cast.iga), touched.number, Status.RESOLVED)
    actions.set_status(Actor.agent(cast.iga), other.number, Status.OPEN)
    actions.set_status(Actor.agent(cast.iga), other.number, Status.RESOLVED)
    was_new = {"field": "old_status", "op": "any", "value": ["new"]}
    now_resolved = {"field": "status", "op": "any", "value": ["resolved"]}
    ada = signed_in(cast.ada)
    answer = ada.post(
        "/settings/rules/try/", {"kind": "event", "triggers": ["status_changed"]} | sent(None, was_new, now_resolved)
    )
    assert {one.ticket.pk for one in answer.context["tried"].touched} == {touched.pk, other.pk}
    answer = ada.post("/settings/rules/try/", {"kind": "event", "triggers": ["rated"]} | sent(None, now_resolved))
    assert answer.context["tried"].touched == []
    unfinished = ada.post("/settings/rules/try/", {"kind": "event"} | sent(None, now_resolved))
    assert unfinished.status_code == 422 and "Choose at least one." in unfinished.content.decode()


def test_a_run_says_why_on_the_ticket_to_those_who_see_it(cast: Cast) -> None:
    rule("Parcels", do("add_tags", ["parcel"]), items=[words("parcel")])
    ticket = write_in(cast.mail).ticket
    for row in PendingWork.objects.filter(consumer="automation"):
        engine.on_event(row.event)
    run = RuleRun.objects.get()
    page = signed_in(cast.iga).get(f"/inbox/{ticket.number}/").content.decode()
    assert "Rule applied: Parcels" in page and f"/rule-runs/{run.pk}/" in page
    trace = signed_in(cast.iga).get(f"/rule-runs/{run.pk}/").content.decode()
    assert "contain any of “parcel”" in trace and "add the tags parcel" in trace
    assert "/settings/rules/" not in trace, "agents don't change rules"
    assert signed_in(cast.jan).get(f"/rule-runs/{run.pk}/").status_code == 404


def test_a_rule_in_circles_is_told_on_the_ticket_and_on_its_page(cast: Cast) -> None:
    a = rule("A", do("priority", 4), kind="event", triggers=["tags_changed"])
    ticket = write_in(cast.mail).ticket
    actions.set_tags(Actor.agent(cast.iga), ticket.number, ["x"])
    event = ticket.events.get(kind="tags_changed")
    event.data["chain"] = [a.pk]
    event.save()
    engine.on_event(event)
    assert RuleRun.objects.get().outcome == RuleRun.Outcome.LOOP
    assert "Rule stopped: A" in signed_in(cast.iga).get(f"/inbox/{ticket.number}/").content.decode()
    page = signed_in(cast.ada).get(f"/settings/rules/{a.pk}/").content.decode()
    assert (
        "Stopped 1 time" in page
        and "Stopped 1 time" in signed_in(cast.ada).get("/settings/rules/?kind=event").content.decode()
    )
