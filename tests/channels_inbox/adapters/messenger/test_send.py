"""Answers by Messenger: in their windows, in their calls, and known again when Meta tells of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels_inbox import deliver, registry
from channels_inbox.contract import AdapterError
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Connection, Delivery
from channels_inbox.providers import meta_demo, meta_sending
from channels_inbox.routes import reply_routes
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.meta_posts import PAGE, event, now_ms, take
from tests.services.standin import Standin
from tickets import actions
from tickets.actions.files import NewFile
from tickets.actor import SYSTEM, Actor
from tickets.models import Message, MessageKind, Ticket

KAROLINA = "7000000000000001"


@pytest.fixture
def inbox(cast: Cast, client: Client, standin: Standin) -> Hooked:
    made = hooked("messenger", cast, client)
    made.says("Gdzie paczka?")
    return made


def answer(cast: Cast, text: str = "Jutro", **fields: Any) -> Delivery:
    message = actions.reply(Actor.agent(cast.iga), Ticket.objects.get().number, text, **fields)
    return Delivery.objects.get(message=message)


def sent(delivery: Delivery) -> Delivery:
    deliver.send(delivery.pk)
    return Delivery.objects.select_related("message").get(pk=delivery.pk)


def bodies(standin: Standin) -> list[dict[str, Any]]:
    return [call.json() for call in standin.messages("messenger")]


def test_within_a_day_it_is_a_response_with_our_mark(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    delivery = sent(answer(cast))
    [body] = bodies(standin)
    assert body == {
        "recipient": {"id": KAROLINA},
        "messaging_type": "RESPONSE",
        "message": {"text": "Jutro", "metadata": f"helpdesk:{delivery.idempotency_key}:0"},
    }
    [call] = standin.messages("messenger")
    assert call.path == f"{PAGE}/messages" and meta_demo.TOKEN not in str(call.query)


def test_after_a_day_it_is_a_human_agents_and_after_a_week_it_is_not(
    inbox: Hooked, cast: Cast, standin: Standin, time_machine: Any
) -> None:
    said_at = Message.objects.get().sent_at
    [route] = reply_routes(Ticket.objects.get())
    assert not route.label and route.open_until == said_at + timedelta(hours=24)
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    [route] = reply_routes(Ticket.objects.get())
    assert route.available and route.label and "day ago" in route.note
    assert route.open_until == said_at + timedelta(days=7)
    sent(answer(cast))
    assert bodies(standin)[0]["messaging_type"] == "MESSAGE_TAG" and bodies(standin)[0]["tag"] == "HUMAN_AGENT"
    late = answer(cast, "Jeszcze jedno")
    time_machine.move_to(timezone.now() + timedelta(days=6))
    [route] = reply_routes(Ticket.objects.get())
    assert not route.available and route.note
    failed = sent(late)
    assert failed.state == "failed" and "too long ago" in failed.error and len(bodies(standin)) == 1


def test_without_metas_approval_a_day_is_all(inbox: Hooked, cast: Cast, time_machine: Any) -> None:
    Connection.objects.filter(inbox=inbox.inbox).update(settings={**inbox.demo.settings, "human_agent": False})
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    [route] = reply_routes(Ticket.objects.get())
    assert not route.available


def test_nothing_automatic_is_said_as_a_human_agent(
    inbox: Hooked, cast: Cast, standin: Standin, time_machine: Any
) -> None:
    message = actions.reply(SYSTEM, Ticket.objects.get().number, "Jak było?", automatic=True)
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    with pytest.raises(actions.ReplyRefused):
        actions.reply(SYSTEM, Ticket.objects.get().number, "Jak było?", automatic=True)
    failed = sent(Delivery.objects.get(message=message))
    assert failed.state == "failed" and "automatic" in failed.error and not bodies(standin)


def test_the_window_counts_from_their_last_words_on_any_ticket(
    inbox: Hooked, cast: Cast, standin: Standin, time_machine: Any
) -> None:
    first = Ticket.objects.get()
    actions.set_status(Actor.agent(cast.iga), first.number, "closed")
    time_machine.move_to(timezone.now() + timedelta(days=10))
    inbox.says("Nowa sprawa")
    message = actions.reply(Actor.agent(cast.iga), first.number, "Do starej")
    assert sent(Delivery.objects.get(message=message)).state == "sent"


def test_files_are_uploaded_and_buttons_come_last(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    files = [NewFile("a.png", "image/png", meta_demo.picture()), NewFile("f.pdf", "application/pdf", b"%PDF-1.4")]
    choices = actions.Choices(quick_replies=["Tak", "Nie"])
    assert sent(answer(cast, "Który?", attachments=files, choices=choices)).state == "sent"
    said = [body["message"] for body in bodies(standin)]
    assert [one.get("attachment", {}).get("type") for one in said] == ["image", "file", None]
    assert [reply["title"] for reply in said[2]["quick_replies"]] == ["Tak", "Nie"]
    assert not standin.refusals


def test_a_file_that_is_never_taken_is_said_before_anything_leaves(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    big = NewFile("big.png", "image/png", meta_demo.picture() + b"x" * 8_000_001)
    failed = sent(answer(cast, "Zdjęcie", attachments=[big]))
    assert failed.state == "failed" and "big.png" in failed.error and not bodies(standin)


@pytest.mark.parametrize("in_bytes", [True, False])
def test_long_words_are_cut_between_words(in_bytes: bool) -> None:
    words = "Zażółć gęślą jaźń\n" * 200
    pieces = meta_sending.cut(words, 1000, in_bytes=in_bytes)
    assert all(0 < (len(p.encode()) if in_bytes else len(p)) <= 1000 for p in pieces)
    assert " ".join(" ".join(pieces).split()) == " ".join(words.split())
    assert "".join(meta_sending.cut("ż" * 3000, 1000, in_bytes=True)) == "ż" * 3000
    assert meta_sending.cut("  \n", 10) == []


def test_ticks_up_to_a_moment(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    first, second = sent(answer(cast)), sent(answer(cast, "I jeszcze"))
    take(inbox, event(inbox, delivery={"watermark": now_ms()}))
    assert {sent(one).state for one in (first, second)} == {"delivered"}
    take(inbox, event(inbox, read={"watermark": now_ms()}))
    assert set(Message.objects.filter(kind=MessageKind.OUTBOUND).values_list("state", flat=True)) == {"read"}


def test_our_own_echo_is_not_doubled_and_settles_what_was_uncertain(
    inbox: Hooked, cast: Cast, standin: Standin
) -> None:
    standin.answer_message("messenger", None)
    unsure = sent(answer(cast))
    assert unsure.state == "uncertain"
    mark = bodies(standin)[0]["message"]["metadata"]
    echo = {"mid": "m_77", "text": "Jutro", "is_echo": True, "app_id": 1, "metadata": mark}
    take(inbox, event(inbox, KAROLINA, echo=True, message=echo))
    known = sent(unsure)
    assert known.state == "sent" and known.external_id == "m_77" and known.message.state == "sent"
    assert Message.objects.filter(kind=MessageKind.OUTBOUND).count() == 1 and len(bodies(standin)) == 1


@pytest.mark.parametrize(
    ("error", "says", "attention"),
    [
        ({"code": 10, "error_subcode": 2018278, "message": "outside of allowed window"}, "another channel", False),
        ({"code": 190, "message": "token expired"}, "admin", True),
        ({"code": 551, "message": "not available"}, "another channel", False),
    ],
)
def test_what_meta_refuses_is_said_in_words(
    inbox: Hooked, cast: Cast, standin: Standin, error: dict[str, Any], says: str, attention: bool
) -> None:
    standin.answer_message("messenger", meta_demo.says(error))
    failed = sent(answer(cast))
    assert failed.state == "failed" and says in failed.error
    assert bool(Connection.objects.get(inbox=inbox.inbox).attention) == attention


@pytest.mark.parametrize(
    ("path", "reply", "says"),
    [
        ("debug_token", {"data": {"is_valid": False}}, "isn't valid"),
        ("debug_token", {"data": {"is_valid": True, "app_id": "5"}}, "another app"),
        ("debug_token", {"data": {"is_valid": True, "type": "USER"}}, "not a page's"),
        (
            "debug_token",
            {"data": {"is_valid": True, "type": "PAGE", "scopes": ["pages_messaging"]}},
            "pages_manage_metadata",
        ),
        (PAGE, {"id": "9", "name": "Inna"}, "page id"),
        (f"{PAGE}/subscribed_apps", {"data": []}, "subscribe the app"),
        (
            f"{PAGE}/subscribed_apps",
            {"data": [{"id": meta_demo.APP, "subscribed_fields": ["messages"]}]},
            "messaging_postbacks",
        ),
    ],
)
def test_a_test_of_the_connection_says_what_is_wrong(
    inbox: Hooked, standin: Standin, monkeypatch: pytest.MonkeyPatch, path: str, reply: dict[str, Any], says: str
) -> None:
    played = inbox.demo.api
    monkeypatch.setattr(
        inbox.demo, "api", lambda call: ApiAnswer.of(reply) if call.path == path else played(call), raising=False
    )
    adapter = registry.adapter("messenger")
    with pytest.raises(AdapterError, match=says):
        adapter.test_connection(inbox.demo.settings, inbox.demo.secrets)


def test_a_wrong_app_secret_shows_in_the_test(inbox: Hooked, standin: Standin) -> None:
    with pytest.raises(AdapterError, match="app secret"):
        registry.adapter("messenger").test_connection(
            inbox.demo.settings, {**inbox.demo.secrets, "app_secret": "other"}
        )


def test_nobody_is_written_to_first(inbox: Hooked) -> None:
    from channels_inbox.contract import RouteContext

    context = RouteContext("messenger", "1", {}, {}, timezone.now())
    [option] = meta_sending.routes(context)
    assert not option.available and option.note
