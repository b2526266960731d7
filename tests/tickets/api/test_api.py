"""The API: the same actions, the same doors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ApiToken, User
from tests.cast import Cast, customer, write_in
from tickets import actions, hooks
from tickets.actor import Actor


def client(user: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {ApiToken.issue(user)}"})


def send(api: Client, method: str, url: str, data: dict[str, Any]) -> Any:
    return api.generic(method, url, __import__("json").dumps(data), content_type="application/json")


def test_without_a_good_token_nothing_is_told(cast: Cast) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Token x"}):
        answer = Client(headers=headers).get("/api/v1/tickets/")
        assert answer.status_code == 401 and "Bearer" in answer["WWW-Authenticate"]


def test_a_ticket_from_words_to_answer_to_resolution(cast: Cast) -> None:
    api = client(cast.iga)
    made = send(
        api,
        "POST",
        "/api/v1/tickets/",
        {
            "inbox": "support",
            "address": "Anna@Example.com",
            "name": "Anna",
            "subject": "Zwrot",
            "text": "Proszę o zwrot",
        },
    )
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    assert made.json()["routes"][0]["address"] == "anna@example.com"
    answer = send(api, "POST", "/api/v1/messages/", {"ticket": number, "text": "Zwracamy", "status": "resolved"})
    assert answer.status_code == 201 and answer.json()["state"] == "queued"
    again = api.get(f"/api/v1/tickets/{number}/").json()
    assert again["status"] == "resolved" and again["assignee"] == "iga@shop.example"
    texts = [m["text"] for m in api.get(f"/api/v1/messages/?ticket={number}").json()["results"]]
    assert texts == ["Zwracamy", "Proszę o zwrot"]


def test_changes_go_through_the_actions(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    api = client(cast.iga)
    answer = send(
        api,
        "PATCH",
        f"/api/v1/tickets/{ticket.number}/",
        {"priority": "urgent", "tags": ["VIP", "zwrot"], "assignee": "iga@shop.example", "status": "on_hold"},
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["priority"] == "urgent" and answer.json()["tags"] == ["vip", "zwrot"]
    kinds = set(ticket.events.values_list("kind", flat=True))
    assert {"priority_changed", "tags_changed", "assigned", "status_changed"} <= kinds


def test_an_outsider_sees_nothing_of_it(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    api = client(cast.jan)
    assert api.get(f"/api/v1/tickets/{ticket.number}/").status_code == 404
    assert api.get("/api/v1/tickets/").json()["results"] == []
    assert api.get("/api/v1/messages/").json()["results"] == []
    assert send(api, "POST", "/api/v1/messages/", {"ticket": ticket.number, "text": "Hi"}).status_code == 404
    assert api.get(f"/api/v1/customers/{ticket.customer.public_id}/").status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {"address": "nobody", "text": "x", "inbox": "support"},
        {"address": "a@b.example", "inbox": "none", "text": "x"},
        {},
    ],
)
def test_bad_input_gets_a_sentence(cast: Cast, data: dict[str, Any]) -> None:
    answer = send(client(cast.iga), "POST", "/api/v1/tickets/", data)
    assert answer.status_code == 400 and answer.json()


def test_search_on_every_list(cast: Cast) -> None:
    write_in(cast.mail, "Pęknięty kubek", identity=customer("ewa@example.com", "Ewa Lis"))
    write_in(cast.mail, "Invoice please", identity=customer("bob@example.com", "Bob"))
    api = client(cast.ada)
    for url in ("/api/v1/tickets/?search=kubki", "/api/v1/messages/?search=kubek", "/api/v1/customers/?search=ewa"):
        assert len(api.get(url).json()["results"]) == 1, url


def test_customers_are_added_and_changed(cast: Cast) -> None:
    api = client(cast.marek)
    new = {
        "name": "Ola",
        "identities": [{"kind": "email", "address": "OLA@example.com"}, {"kind": "phone", "address": "601 100 200"}],
    }
    made = send(api, "POST", "/api/v1/customers/", new)
    assert made.status_code == 201, made.content
    assert [i["address"] for i in made.json()["identities"]] == ["ola@example.com", "+48601100200"]
    assert send(api, "POST", "/api/v1/customers/", new).status_code == 400
    changed = send(
        api,
        "PATCH",
        f"/api/v1/customers/{made.json()['id']}/",
        {"language": "pl", "facts": {"order": "48213"}, "preferred_channel": "webchat"},
    )
    assert changed.json()["preferred_channel"] == "webchat"
    nowhere = send(api, "PATCH", f"/api/v1/customers/{made.json()['id']}/", {"preferred_channel": "raven"})
    assert nowhere.status_code == 400
    assert changed.json()["language"] == "pl" and changed.json()["facts"] == {"order": "48213"}


def test_the_same_request_twice_is_one_message(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    api = client(cast.iga)
    body = {"ticket": ticket.number, "text": "Hello", "client_id": "k1"}
    first, second = (send(api, "POST", "/api/v1/messages/", body).json()["id"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "path",
    ["tickets/", "tickets/?search=kubek", "messages/", "messages/?search=kubek", "customers/", "customers/?search=kim"],
)
def test_lists_cost_the_same_however_long(cast: Cast, path: str) -> None:
    def fill(people: range) -> None:
        for n in people:
            ticket = write_in(cast.mail, "Zielony kubek", identity=customer(f"c{n}@example.com", f"Kim {n}")).ticket
            actions.set_tags(Actor.agent(cast.iga), ticket.number, [f"tag-{n}"])
            actions.reply(Actor.agent(cast.iga), ticket.number, f"Kubek {n}")

    def cost(rows: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(api.get(f"/api/v1/{path}").json()["results"]) == rows
            return len(queries)

    api = client(cast.iga)
    fill(range(2))
    each = 2 if path.startswith("messages") else 1
    cost(2 * each)
    few = cost(2 * each)
    fill(range(2, 14))
    assert cost(14 * each) == few < 12


def test_the_schema_describes_it_all(cast: Cast) -> None:
    schema = client(cast.ada).get("/api/v1/schema/?format=json").json()
    assert {"/api/v1/tickets/", "/api/v1/messages/", "/api/v1/customers/"} <= set(schema["paths"])


def test_a_route_says_what_a_message_by_it_needs(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    received = write_in(cast.mail)
    ticket, identity = received.ticket, received.message.identity
    assert identity is not None
    template = hooks.Template("pickup", "pl", "Hello {{1}}", ("Name",))
    until = timezone.now() + timedelta(hours=1)
    routes = [
        hooks.Route("email", cast.mail, identity, variant="public", label="public", public=True, open_until=until),
        hooks.Route("email", cast.mail, identity, templates_only=True, templates=(template,)),
    ]
    monkeypatch.setattr(hooks, "reply_routes", lambda ticket: routes)
    api = client(cast.iga)
    public, late = api.get(f"/api/v1/tickets/{ticket.number}/").json()["routes"]
    assert (public["variant"], public["label"], public["public"]) == ("public", "public", True)
    assert public["open_until"] is not None and late["open_until"] is None and late["templates_only"]
    assert late["templates"] == [
        {"key": "pickup/pl", "name": "pickup", "language": "pl", "body": "Hello {{1}}", "values": ["Name"]}
    ]
    answer = {"ticket": ticket.number, "text": "Hello", "route": public["key"]}
    assert send(api, "POST", "/api/v1/messages/", answer).status_code == 400
    sent = send(api, "POST", "/api/v1/messages/", answer | {"public": True})
    assert sent.status_code == 201 and sent.json()["public"] is True
    answer = {"ticket": ticket.number, "route": late["key"], "template": "pickup/pl", "values": ["Anna"]}
    sent = send(api, "POST", "/api/v1/messages/", answer).json()
    assert (sent["text"], sent["template"]) == ("Hello Anna", "pickup/pl")
    assert send(api, "POST", "/api/v1/messages/", {"ticket": ticket.number}).status_code == 400
    assert send(api, "POST", "/api/v1/messages/", {"ticket": ticket.number, "kind": "note"}).status_code == 400


def test_a_message_tells_what_happened_to_it(cast: Cast) -> None:
    coming = [actions.ComingFile("late.pdf")]
    received = write_in(cast.mail, envelope={"facts": [["Stars", "2"]], "public": True}, coming=coming)
    api, url = client(cast.iga), f"/api/v1/messages/{received.message.public_id}/"
    plain = api.get(url).json()
    assert plain["public"] and plain["facts"] == [{"label": "Stars", "value": "2"}]
    assert plain["edited"] is None and plain["removed"] is None and plain["reactions"] == []
    assert (plain["attachments"][0]["state"], plain["attachments"][0]["url"]) == ("waiting", None)
    actions.edit_received(received.message, "Changed")
    actions.react(received.message, "1", "👍")
    changed = api.get(url).json()
    assert changed["edited"] and changed["reactions"] == [{"address": "1", "emoji": "👍"}]
    received.message.refresh_from_db()
    actions.remove_received(received.message)
    assert api.get(url).json()["removed"] and api.get(url).json()["text"] == ""


def test_a_call_that_is_owed_is_settled(cast: Cast) -> None:
    due = timezone.now() + timedelta(hours=1)
    number = write_in(cast.mail, callback_due_at=due).ticket.number
    api, url = client(cast.iga), f"/api/v1/tickets/{number}/"
    assert api.get(url).json()["callback_due_at"] is not None
    assert send(api, "PATCH", url, {"callback": "no_answer"}).status_code == 400
    later = (due + timedelta(hours=1)).isoformat()
    moved = send(api, "PATCH", url, {"callback": "no_answer", "callback_again_at": later})
    assert moved.status_code == 200, moved.content
    assert send(api, "PATCH", url, {"callback": "reached"}).json()["callback_due_at"] is None
