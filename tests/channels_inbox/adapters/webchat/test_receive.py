"""What visitors write, through the real server and real sockets."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from accounts.models import Team, User
from channels_inbox import ingest, registry
from channels_inbox.accept import accept
from channels_inbox.adapters.webchat.payloads import ChatEvent
from channels_inbox.contract import UnreadablePayload
from channels_inbox.models import ChatSession, Connection, InboundEvent
from core.live import hub
from customers.models import Customer, Identity, JoinSuggestion
from tests.channels_inbox.adapters.webchat.conftest import Visitor
from tests.services.fixtures import LiveApp
from tests.services.processes import wait_until
from tickets.actions import reply, set_status
from tickets.actor import Actor
from tickets.models import Attachment, Inbox, Message, Ticket

Visit = Callable[..., Visitor]


def test_first_message_makes_one_ticket(visit: Visit, chat: Inbox) -> None:
    tab = visit()
    assert tab.ready()["items"] == []
    assert not Customer.objects.exists()  # looking at the shop makes nobody a customer

    ack = tab.write("Czy ten kubek można myć w zmywarce?", "aaaaaaaa01")

    assert ack["item"]["text"] == "Czy ten kubek można myć w zmywarce?"
    ticket = Ticket.objects.get()
    assert (ticket.inbox, ticket.channel, ticket.language, ticket.team_id) == (chat, "webchat", "pl", chat.team_id)
    assert Message.objects.get().client_id == "aaaaaaaa01"
    assert ChatSession.objects.get().token_hash != tab.token


def test_the_same_message_twice_is_one(visit: Visit) -> None:
    tab = visit()
    tab.ready()
    first = tab.write("Halo?", "bbbbbbbb01")
    again = tab.write("Halo?", "bbbbbbbb01")
    other = visit(tab.token)
    other.ready()
    third = other.write("Halo?", "bbbbbbbb01")

    assert first["item"]["id"] == again["item"]["id"] == third["item"]["id"]
    assert Message.objects.count() == InboundEvent.objects.count() == 1


def test_two_first_messages_from_two_tabs_make_one_ticket(visit: Visit) -> None:
    one = visit()
    one.ready()
    two = visit(one.token)
    two.ready()
    one.say(type="message", id="cccccccc01", text="Dzień dobry")
    two.say(type="message", id="cccccccc02", text="Mam pytanie")
    one.wait("ack")
    two.wait("ack")

    wait_until(lambda: Message.objects.count() == 2, what="both messages")
    assert Ticket.objects.count() == ChatSession.objects.count() == Customer.objects.count() == 1


def test_other_tabs_hear_what_one_writes(visit: Visit) -> None:
    one = visit()
    one.ready()
    one.write("Pierwsza", "dddddddd01")
    two = visit(one.token)
    assert [item["text"] for item in two.ready()["items"]] == ["Pierwsza"]

    one.write("Druga", "dddddddd02")

    heard = two.wait("items")
    assert [item["text"] for item in heard["items"]] == ["Druga"]
    assert heard["items"][0]["client"] == "dddddddd02"


def test_history_comes_back_in_pages(visit: Visit, chat: Inbox) -> None:
    tab = visit()
    tab.ready()
    tab.write("numer 0", "eeeeeeee00")
    ticket, first = Ticket.objects.get(), Message.objects.get()
    Message.objects.bulk_create(
        Message(
            ticket=ticket,
            kind="inbound",
            channel="webchat",
            inbox=chat,
            identity=first.identity,
            text=f"numer {n}",
            client_id=f"eeeeeeee{n:02}",
        )
        for n in range(1, 61)
    )
    again = visit(tab.token)
    ready = again.ready()
    assert ready["more"] is True
    assert [item["text"] for item in ready["items"]] == [f"numer {n}" for n in range(11, 61)]

    again.say(type="earlier", before=ready["items"][0]["n"])
    earlier = again.wait("earlier")
    assert [item["text"] for item in earlier["items"]] == [f"numer {n}" for n in range(11)]
    assert earlier["more"] is False


def test_a_later_message_continues_or_follows(visit: Visit, iga: User) -> None:
    tab = visit()
    tab.ready()
    tab.write("Gdzie paczka?", "ffffffff01")
    number = Ticket.objects.get().number
    set_status(Actor.agent(iga), number, "resolved")
    tab.write("Jeszcze jedno", "ffffffff02")
    assert Ticket.objects.get().status == "open"

    set_status(Actor.agent(iga), number, "closed")
    tab.write("Nowa sprawa", "ffffffff03")
    assert Ticket.objects.latest("number").previous_id == number


def test_unknown_inbox_switched_off_inbox_and_foreign_page(visit: Visit, chat: Inbox, mail_inbox: Inbox) -> None:
    for inbox in (Inbox(public_id="nobody"), mail_inbox):
        with pytest.raises(ConnectionClosed) as closed:
            visit(inbox=inbox).ready()
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4404

    Connection.objects.filter(inbox=chat).update(settings={"allowed_origins": ["https://shop.example"]})
    with pytest.raises(ConnectionClosed) as closed:
        visit(Origin="https://thief.example").ready()
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4403
    assert visit(Origin="https://shop.example").ready()["token"]

    Inbox.objects.filter(pk=chat.pk).update(is_active=False)
    with pytest.raises(ConnectionClosed):
        visit().ready()


def test_a_token_of_another_inbox_is_not_taken(visit: Visit, team: Team, mail_inbox: Inbox) -> None:
    tab = visit()
    tab.ready()
    tab.write("Tajne", "99999999aa")
    other = Inbox.objects.create(slug="inny", name="Inny czat", channel="webchat", team=team)
    Connection.objects.create(inbox=other)

    stranger = visit(tab.token, inbox=other)

    assert stranger.ready()["items"] == []
    assert stranger.token != tab.token


@pytest.mark.parametrize("raw", ["", "nonsense", "[]", '{"type": 5}', '{"type":"message"}', "[" * 20000])
def test_nonsense_closes_the_socket_and_nothing_else(visit: Visit, raw: str) -> None:
    tab = visit()
    tab.ready()
    tab.socket.send(raw)
    with pytest.raises(ConnectionClosed):
        tab.wait("never")
    assert visit().ready()
    assert not InboundEvent.objects.exists()


def test_too_long_empty_and_too_fast_are_said_kindly(visit: Visit) -> None:
    tab = visit()
    tab.ready()
    tab.say(type="message", id="gggggggg01", text="x" * 4001)
    error = tab.wait("error")
    assert (error["code"], error["id"], error["again"]) == ("too_long", "gggggggg01", 0)
    tab.say(type="message", id="gggggggg02", text=" \n ")
    assert tab.wait("error")["code"] == "empty"

    for n in range(12):
        tab.say(type="message", id=f"hhhhhhhh{n:02}", text="spam")
    slow = tab.wait("error")
    assert slow["code"] == "slow_down" and slow["again"] > 0


def test_hostile_words_are_only_words(visit: Visit) -> None:
    tab = visit()
    tab.ready()
    hostile = "<img src=x onerror=alert(1)>\u0000\u0007 ' OR 1=1 -- \ud800 {{ 7*7 }}"
    tab.write(hostile, "iiiiiiii01", name="<b>Ala</b>\u202e\n")

    message = Message.objects.get()
    assert message.text == "<img src=x onerror=alert(1)> ' OR 1=1 -- ? {{ 7*7 }}"
    assert message.html == ""
    assert "\u202e" not in Identity.objects.get().display_name


def test_typing_reaches_agents_without_the_words(visit: Visit) -> None:
    tab = visit()
    tab.ready()
    tab.write("Halo", "jjjjjjjj01")
    number = Ticket.objects.get().number
    heard: list[dict[str, Any]] = []
    listener = hub().subscribe([f"ticket:{number}"], heard.append)
    assert hub().wait_ready(5)
    try:
        tab.say(type="typing", n=17)
        hint = wait_until(lambda: next((h for h in heard if h["type"] == "typing"), None), what="the typing hint")
    finally:
        listener.close()
        hub().close()
    assert hint is not None
    assert (hint["who"], hint["length"], hint["ticket"]) == ("customer", 17, number)


def test_what_they_leave_is_a_claim(visit: Visit) -> None:
    owner = Identity.objects.create(
        customer=Customer.objects.create(name="Anna"), kind="email", address="anna@example.com"
    )
    tab = visit()
    tab.ready()
    tab.write("Halo", "kkkkkkkk01")

    tab.say(type="contact", email="not an address", name="Ania")
    assert tab.wait("error")["code"] == "email"
    tab.say(type="contact", email=" Anna@Example.com ", name="Ania")
    contact = tab.wait("contact")["contact"]

    assert contact == {"email": "anna@example.com", "name": "Ania", "known": True}
    visitor = ChatSession.objects.get().identity.customer
    assert visitor != owner.customer and visitor.name == "Ania"
    assert JoinSuggestion.objects.get().other == owner.customer


def _upload(app: LiveApp, inbox: Inbox, token: str, name: str, content: bytes) -> tuple[int, dict[str, Any]]:
    boundary = "xBOUNDARYx"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in (("inbox", inbox.public_id), ("token", token))
    ]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode())
    body = b"".join([*parts, content, f"\r\n--{boundary}--\r\n".encode()])
    request = urllib.request.Request(
        f"{app.url}/chat/upload/",
        body,
        {"Content-Type": f"multipart/form-data; boundary={boundary}", "Origin": "https://shop.example"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_files_come_with_the_message(visit: Visit, chat: Inbox, live_app: LiveApp) -> None:
    tab = visit()
    tab.ready()
    status, kept = _upload(live_app, chat, tab.token, "../../zdjęcie.png", b"\x89PNG\r\n\x1a\n fake")
    assert status == 200
    assert _upload(live_app, chat, tab.token, "run.exe", b"MZ")[0] == 422
    assert _upload(live_app, chat, "short", "a.png", b"x")[0] == 400

    stranger = visit()
    stranger.ready()
    stranger.say(type="message", id="llllllll00", text="", files=[kept["file"]])
    assert stranger.wait("error")["code"] == "file"

    ack = tab.write("", "llllllll01", files=[kept["file"]])
    attachment = Attachment.objects.get()
    assert attachment.name == "zdjęcie.png" and attachment.content_type == "image/png"
    assert attachment.file.read() == b"\x89PNG\r\n\x1a\n fake"
    url = live_app.url + ack["item"]["files"][0]["url"]
    with urllib.request.urlopen(url) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.read() == b"\x89PNG\r\n\x1a\n fake"
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(url.replace("/files/", "/files/x"))


def test_a_process_that_dies_after_commit_loses_nothing(visit: Visit, chat: Inbox) -> None:
    tab = visit()
    tab.ready()
    tab.write("Raz", "mmmmmmmm01")
    session = ChatSession.objects.get()
    event = ChatEvent(visitor=session.identity.address, client_id="mmmmmmmm02", text="Dwa")
    accept(chat, f"{session.pk}:mmmmmmmm02", event.to_bytes(), source="webchat")

    assert ingest.sweep() == 1

    # The browser never got its answer and sends the message again.
    assert tab.write("Dwa", "mmmmmmmm02")["item"]["text"] == "Dwa"
    assert list(Message.objects.values_list("text", flat=True)) == ["Raz", "Dwa"]


@pytest.mark.parametrize("payload", [b"", b"{}", b'{"visitor":"v","client_id":"short","text":"x"}', b"\xff\xfe"])
def test_unreadable_events_are_refused(payload: bytes) -> None:
    with pytest.raises(UnreadablePayload):
        registry.adapter("webchat").parse(payload, headers={}, settings={})


def test_notes_and_other_channels_never_reach_the_visitor(visit: Visit, iga: User, mail_inbox: Inbox) -> None:
    from tickets.actions import add_note

    tab = visit()
    tab.ready()
    tab.write("Halo", "nnnnnnnn01")
    ticket = Ticket.objects.get()
    add_note(Actor.agent(iga), ticket.number, "Trudny klient")
    mail = Identity.objects.create(customer=ticket.customer, kind="email", address="x@example.com")
    reply(Actor.agent(iga), ticket.number, "Mailem", route_key=f"{mail_inbox.pk}:{mail.pk}")

    texts = json.dumps(visit(tab.token).ready()["items"])
    assert "Trudny" not in texts and "Mailem" not in texts
