"""Answers by WhatsApp: words, files, buttons, templates, the window, errors, and what was left uncertain."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels_inbox import deliver, inboxes, registry
from channels_inbox.adapters.whatsapp.demo import ACCOUNT, PHONE_ID, TEMPLATES, graph_says, picture
from channels_inbox.adapters.whatsapp.formatting import pieces, tail, whatsapp_text
from channels_inbox.adapters.whatsapp.templates import keep
from channels_inbox.contract import AdapterError
from channels_inbox.contract.demo import ApiAnswer, ApiCall
from channels_inbox.models import Connection, Delivery, DeliveryPart
from customers import actions as customers
from customers.models import Identity
from tests.cast import Cast, write_in
from tests.channels_inbox.hooked import Hooked, hooked
from tests.services.standin import Standin
from tickets.actions import Choices, reply
from tickets.actions.files import NewFile
from tickets.actions.reply import ReplyRefused
from tickets.actor import Actor
from tickets.hooks import reply_routes
from tickets.models import Message, Ticket


@pytest.fixture
def shop(cast: Cast, client: Client, standin: Standin) -> Hooked:
    """An inbox with its templates fetched, and a customer who just wrote."""
    shop = hooked("whatsapp", cast, client)
    assert inboxes.try_connection(shop.inbox) == (True, "Connected: +48 22 123 45 67 (Kubki i spółka).")
    shop.says("Dzień dobry, pytanie o kubek")
    standin.calls.clear()
    return shop


def answer(cast: Cast, text: str, **fields: Any) -> Delivery:
    message = reply(Actor.agent(cast.iga), Ticket.objects.get().number, text, **fields)
    delivery = Delivery.objects.get(message=message)
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def messages(standin: Standin) -> list[dict[str, Any]]:
    assert not standin.refusals
    return [call.json() for call in standin.of("whatsapp") if call.path.endswith("/messages")]


def file(name: str, content_type: str, content: bytes = b"%PDF-1.4") -> NewFile:
    return NewFile(name, content_type, content)


def later(hours: float) -> None:
    """The customer wrote this long ago."""
    Message.objects.update(sent_at=timezone.now() - timedelta(hours=hours))


@pytest.mark.django_db
def test_words_go_out_in_whatsapps_marks(shop: Hooked, cast: Cast, standin: Standin) -> None:
    delivery = answer(cast, "**Dzień dobry!** Kubek jest *w drodze*: [śledź](https://example.com/p/1)")
    [call] = standin.of("whatsapp")
    [body] = messages(standin)
    assert call.path == f"{PHONE_ID}/messages" and "token" not in str(call.query)
    assert body["text"]["body"] == "*Dzień dobry!* Kubek jest _w drodze_: śledź (https://example.com/p/1)"
    assert body["to"] == "+48601200300"
    assert body["context"] == {"message_id": Message.objects.order_by("pk")[0].external_id}
    assert body["biz_opaque_callback_data"] == f"{delivery.idempotency_key}:0"
    assert delivery.state == "sent" and delivery.external_id.startswith("wamid.")


@pytest.mark.django_db
def test_ticks_come_back(shop: Hooked, cast: Cast, standin: Standin) -> None:
    answer(cast, "Już sprawdzam")
    call = standin.of("whatsapp")[0]
    name = Delivery.objects.get().external_id
    sent, delivered, read = shop.demo.receipts(shop.target, call, ApiAnswer.of({"messages": [{"id": name}]}))
    for post, state in ((read, "read"), (delivered, "read"), (sent, "read")):
        shop.post(post)
        shop.work()
        assert Message.objects.order_by("pk")[1].state == state, "a late tick takes nothing back"


@pytest.mark.django_db
def test_one_file_carries_the_words(shop: Hooked, cast: Cast, standin: Standin) -> None:
    answer(cast, "Faktura", attachments=[file("faktura żółw.pdf", "application/pdf")])
    upload, sent = standin.of("whatsapp")
    assert upload.path == f"{PHONE_ID}/media"
    [body] = messages(standin)
    assert body["document"]["caption"] == "Faktura" and body["document"]["filename"] == "faktura żółw.pdf"
    assert sent.json() == body


@pytest.mark.django_db
def test_several_files_follow_the_words_each_once(shop: Hooked, cast: Cast, standin: Standin) -> None:
    files = [file("a.png", "image/png", picture()), file("cennik.csv", "text/csv", b"a;b")]
    answer(cast, "Oba", attachments=files)
    first, second, third = messages(standin)
    assert (first["type"], second["type"], third["type"]) == ("text", "image", "document")
    assert "context" in first and "context" not in second
    assert DeliveryPart.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content_type", "size", "sentence"),
    [("all.zip", "application/zip", 10, "doesn't take all.zip"), ("big.png", "image/png", 6_000_000, "5 MB at most")],
)
def test_what_whatsapp_refuses_is_said_before_it_does(
    shop: Hooked, cast: Cast, standin: Standin, name: str, content_type: str, size: int, sentence: str
) -> None:
    content = (b"PK\x03\x04" if name.endswith(".zip") else picture()) + b"x" * size
    delivery = answer(cast, "Proszę", attachments=[file(name, content_type, content)])
    assert delivery.state == "failed" and sentence in delivery.error
    assert not standin.of("whatsapp"), "not half of it was sent"


@pytest.mark.django_db
def test_buttons_and_the_tap_on_one(shop: Hooked, cast: Cast, standin: Standin) -> None:
    answer(cast, "Który kolor?", choices=Choices(quick_replies=["Biały", "Zielony", "Ten w kropki, duży"]))
    [body] = messages(standin)
    titles = [button["reply"]["title"] for button in body["interactive"]["action"]["buttons"]]
    assert titles == ["Biały", "Zielony", "Ten w kropki, duży"]


@pytest.mark.django_db
def test_a_long_text_with_buttons_has_them_under_its_end(shop: Hooked, cast: Cast, standin: Standin) -> None:
    answer(
        cast, "\n\n".join(f"Akapit {n}. " + "słowo " * 30 for n in range(12)), choices=Choices(quick_replies=["Tak"])
    )
    first, second = messages(standin)
    assert first["type"] == "text" and second["type"] == "interactive"
    assert second["interactive"]["body"]["text"].startswith("Akapit")


@pytest.mark.django_db
def test_the_window_says_how_long_it_is_open(shop: Hooked) -> None:
    [route] = [route for route in reply_routes(Ticket.objects.get()) if route.available]
    assert route.open_until == Message.objects.get().sent_at + timedelta(hours=24)
    assert {template.key for template in route.templates} == {
        "order_update/pl",
        "order_update/en",
        "how_was_it/pl",
        "how_was_it/en",
    }
    assert not route.templates_only


@pytest.mark.django_db
def test_after_a_day_only_templates_go(shop: Hooked, cast: Cast, standin: Standin) -> None:
    later(24.01)
    [route] = reply_routes(Ticket.objects.get())
    assert route.templates_only and route.available and "24 hours" in route.note
    with pytest.raises(ReplyRefused):
        reply(Actor.agent(cast.iga), Ticket.objects.get().number, "Wolne słowa")
    with pytest.raises(ReplyRefused):
        answer(cast, "", choices=Choices(template="order_update/pl", values=["Hanna"]))
    delivery = answer(cast, "", choices=Choices(template="order_update/pl", values=["Hanna", "48213"]))
    [body] = messages(standin)
    assert body["template"]["language"] == {"code": "pl"} and "context" not in body
    [component] = body["template"]["components"]
    assert [value["text"] for value in component["parameters"]] == ["Hanna", "48213"]
    assert "Dzień dobry, Hanna! Mamy wiadomość o zamówieniu 48213." in delivery.message.text


@pytest.mark.django_db
def test_named_values_are_named(shop: Hooked, cast: Cast, standin: Standin) -> None:
    answer(cast, "", choices=Choices(template="order_update/en", values=["Hanna", "48213"]))
    [body] = messages(standin)
    [component] = body["template"]["components"]
    assert [value["parameter_name"] for value in component["parameters"]] == ["first_name", "order"]


@pytest.mark.django_db
def test_without_templates_the_route_says_why(shop: Hooked) -> None:
    later(30)
    Connection.objects.update(state={})
    [route] = reply_routes(Ticket.objects.get())
    assert not route.available and "Save and test the connection" in route.note


@pytest.mark.django_db
def test_a_known_number_can_be_written_to_first_by_template(shop: Hooked, cast: Cast, standin: Standin) -> None:
    identity = customers.find_or_create("phone", "+48605700800", name="Jan")
    ticket = write_in(cast.mail, identity=identity).ticket
    [route] = [route for route in reply_routes(ticket) if route.channel == "whatsapp"]
    assert route.templates_only and "haven't written" in route.note
    choices = Choices(template="order_update/pl", values=["Jan", "1"])
    message = reply(Actor.agent(cast.iga), ticket.number, "", route_key=route.key, choices=choices)
    deliver.send(Delivery.objects.get(message=message).pk)
    assert messages(standin)[0]["to"] == "+48605700800"
    assert Identity.objects.filter(kind="whatsapp", customer=identity.customer).count() == 1, "Meta named them"


@pytest.mark.django_db
def test_who_hides_the_number_is_answered_by_id(cast: Cast, client: Client, standin: Standin) -> None:
    shop = hooked("whatsapp", cast, client)
    shop.says("Halo", person=2)
    answer(cast, "Dzień dobry")
    [body] = messages(standin)
    assert body["recipient"] == shop.demo.people[2].address and "to" not in body


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "status", "state", "sentence", "banner"),
    [
        (131026, 400, "failed", "another channel", False),
        (131047, 400, "failed", "template", False),
        (190, 401, "failed", "token", True),
        (131056, 400, "queued", "short time", False),
        (2, 503, "queued", "out of order", False),
    ],
)
def test_errors_stop_or_wait_and_say_what_to_do(
    shop: Hooked, cast: Cast, standin: Standin, code: int, status: int, state: str, sentence: str, banner: bool
) -> None:
    standin.answer_next("whatsapp", graph_says(code, "Their words", status))
    delivery = answer(cast, "Dzień dobry")
    assert (delivery.state, sentence in delivery.error) == (state, True), delivery.error
    assert bool(Connection.objects.get(inbox=shop.inbox).attention) is banner
    if state == "queued":
        Delivery.objects.update(due_at=timezone.now())
        deliver.sweep()
        assert Delivery.objects.get().state == "sent"


@pytest.mark.django_db
def test_a_state_with_our_key_settles_what_was_uncertain(shop: Hooked, cast: Cast, standin: Standin) -> None:
    standin.answer_next("whatsapp", None)
    delivery = answer(
        cast, "Dzień dobry", attachments=[file("a.png", "image/png", picture()), file("b.pdf", "application/pdf")]
    )
    assert delivery.state == "uncertain"
    call = ApiCall("POST", f"{PHONE_ID}/messages", body=standin.of("whatsapp")[0].body)
    taken = ApiAnswer.of({"messages": [{"id": "wamid.late"}]})
    shop.post(shop.demo.receipts(shop.target, call, taken)[0])
    shop.work()
    deliver.sweep()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.external_id, delivery.parts.count()) == ("sent", "wamid.late", 3)
    assert [body["type"] for body in messages(standin)] == ["text", "image", "document"], "the text left once"


@pytest.mark.django_db
def test_a_failed_state_says_why_on_the_message(shop: Hooked, cast: Cast, standin: Standin) -> None:
    delivery = answer(cast, "Dzień dobry")
    error = {"code": 131049, "title": "Not delivered", "error_data": {"details": "To keep a healthy ecosystem"}}
    status = {"id": delivery.external_id, "status": "failed", "timestamp": "1790000000", "errors": [error]}
    shop.post(shop.demo._post(shop.target, "48601200300", "statuses", [status]))  # type: ignore[attr-defined]
    shop.work()
    message = Message.objects.get(pk=delivery.message_id)
    assert message.state == "failed"
    assert "wstrzymała tę wiadomość" in message.state_detail, "our own words are in the inbox's language"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "answered", "sentence"),
    [
        (0, graph_says(190, "Session has expired", 401), "new one"),
        (0, graph_says(100, "Invalid appsecret_proof provided in the API argument"), "app secret isn't the one"),
        (0, graph_says(100, "Unsupported get request"), "phone number ID is wrong"),
        (1, graph_says(100, "Unsupported get request"), "account ID is wrong"),
        (1, ApiAnswer.of({"data": [{"id": "1"}]}), "another WhatsApp Business account"),
        (2, ApiAnswer.of({"data": []}), "No app is subscribed"),
    ],
)
def test_the_test_says_exactly_what_is_wrong(
    cast: Cast, client: Client, standin: Standin, number: int, answered: ApiAnswer, sentence: str
) -> None:
    shop = hooked("whatsapp", cast, client)
    good = [ApiAnswer.of({"id": PHONE_ID}), ApiAnswer.of({"data": [{"id": PHONE_ID}]})]
    for one in [*good[:number], answered]:
        standin.answer_next("whatsapp", one)
    works, said = inboxes.try_connection(shop.inbox)
    assert not works and sentence in said


@pytest.mark.django_db
def test_a_test_without_secrets_names_them(cast: Cast, client: Client) -> None:
    shop = hooked("whatsapp", cast, client)
    adapter = registry.adapter("whatsapp")
    for secrets in ({}, {"access_token": "x"}):
        with pytest.raises(AdapterError) as error:
            adapter.test_connection(shop.demo.settings, secrets)
        assert "Fill in" in error.value.message


@pytest.mark.django_db
def test_news_of_a_template_fetches_them_anew(
    shop: Hooked, standin: Standin, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    woken: list[tuple[Any, ...]] = []
    monkeypatch.setattr("channels_inbox.updates.wake", lambda *args: woken.append(args))
    value = {"event": "APPROVED", "message_template_name": "x", "message_template_language": "pl"}
    entry = {"id": ACCOUNT, "changes": [{"field": "message_template_status_update", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    shop.post(shop.demo.sign(shop.target, body))
    with django_capture_on_commit_callbacks(execute=True):
        shop.work()
    assert woken == [("channels_inbox.tasks.sync_inbox", shop.inbox.pk)]
    Connection.objects.update(state={"kept": 1})
    assert inboxes.sync(shop.inbox.pk)
    state = Connection.objects.get(inbox=shop.inbox).state
    assert len(state["templates"]) == len(TEMPLATES) and state["kept"] == 1


def component(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, **fields}


@pytest.mark.parametrize(
    ("components", "kept"),
    [
        ([component("BODY", text="Hi {{1}} and {{2}}")], True),
        ([component("HEADER", format="TEXT", text="News"), component("BODY", text="Hi")], True),
        ([component("HEADER", format="TEXT", text="News {{1}}"), component("BODY", text="Hi")], False),
        ([component("HEADER", format="IMAGE"), component("BODY", text="Hi")], False),
        (
            [component("BODY", text="Hi"), component("BUTTONS", buttons=[{"type": "URL", "url": "https://x/{{1}}"}])],
            False,
        ),
        ([component("BODY", text="Hi"), component("BUTTONS", buttons=[{"type": "COPY_CODE"}])], False),
        ([component("BODY", text="Hi"), component("BUTTONS", buttons=[{"type": "QUICK_REPLY"}])], True),
        ([component("CAROUSEL"), component("BODY", text="Hi")], False),
        ([component("FOOTER", text="Hi")], False),
    ],
)
def test_templates_that_need_more_than_words_are_left_out(components: list[dict[str, Any]], kept: bool) -> None:
    row = {"name": "n", "language": "pl", "status": "APPROVED", "category": "UTILITY", "components": components}
    assert (keep(row) is not None) is kept
    assert keep({**row, "status": "PAUSED"}) is None
    assert keep({**row, "category": "AUTHENTICATION"}) is None


def test_a_template_with_names_is_counted() -> None:
    row = {"name": "n", "language": "pl", "status": "APPROVED", "category": "UTILITY"}
    found = keep({**row, "components": [component("BODY", text="{{first_name}}, {{ order }} and {{first_name}}")]})
    assert found is not None
    assert (found["body"], found["fields"], found["named"]) == ("{{1}}, {{2}} and {{1}}", ["first_name", "order"], True)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**gruby** i *pochyły*", "*gruby* i _pochyły_"),
        ("__gruby__ i _pochyły_", "*gruby* i _pochyły_"),
        ("***oba***", "*_oba_*"),
        ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
        ("order_id_5 i 5*3*2", "order_id_5 i 5*3*2"),
        ("- raz\n- dwa\n> cytat", "- raz\n- dwa\n> cytat"),
        ("`**kod**` i **nie**", "`**kod**` i *nie*"),
        ("[https://a.example](https://a.example)", "https://a.example"),
        ("<https://a.example/x>", "https://a.example/x"),
        (r"\*nie\*", "*nie*"),
        ("** nie **", "** nie **"),
    ],
)
def test_markdown_becomes_whatsapps_marks(typed: str, shown: str) -> None:
    assert whatsapp_text(typed) == shown


def test_marks_are_found_fast_in_hostile_text() -> None:
    """No pattern may take more than a little per letter: agents paste what customers wrote."""
    for text in ("*a" * 20_000, "[" * 40_000, "**" * 20_000 + "a", "<https://" * 4_000, "`" * 40_000):
        whatsapp_text(text)


def test_long_texts_are_cut_where_it_reads_well() -> None:
    assert pieces("raz dwa trzy", 8) == ["raz dwa", "trzy"]
    assert pieces("a" * 10, 4) == ["aaaa", "aaaa", "aa"]
    assert pieces("  ", 4) == []
    assert tail("jeden\n\ndwa", 5) == ("jeden", "dwa")
    assert tail("krótki", 100) == ("", "krótki")


@pytest.mark.django_db
def test_templates_are_there_once_the_inbox_is_saved_and_every_day(
    shop: Hooked,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    woken: list[tuple[Any, ...]] = []
    monkeypatch.setattr("channels_inbox.inboxes.wake", lambda *args: woken.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        inboxes.save_inbox(cast.iga, shop.inbox, {}, {})
    assert woken == [("channels_inbox.tasks.sync_inbox", shop.inbox.pk)]

    Connection.objects.update(state={})
    assert inboxes.sync_all() == 1
    state = Connection.objects.get(inbox=shop.inbox).state
    assert {one["name"] for one in state["templates"]} == {"order_update", "how_was_it"}
