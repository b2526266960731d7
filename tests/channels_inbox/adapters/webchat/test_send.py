"""Answers to visitors who are here."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User
from channels_inbox import deliver
from channels_inbox.models import Delivery
from core.live import publish
from tests.channels_inbox.adapters.webchat.conftest import Visitor
from tests.services.processes import wait_until
from tickets.actions import NewFile, reply, set_status
from tickets.actor import Actor
from tickets.models import Message, Ticket

Visit = Callable[..., Visitor]


def _talk(visit: Visit) -> tuple[Visitor, int]:
    tab = visit()
    tab.ready()
    tab.write("Czy mogę zwrócić kubek?", "aaaaaaaa01")
    return tab, Ticket.objects.get().number


def _state(message: Message, state: str) -> Callable[[], bool]:
    return lambda: Message.objects.get(pk=message.pk).state == Delivery.objects.get(message=message).state == state


def test_the_answer_arrives_is_delivered_and_read(visit: Visit, iga: User) -> None:
    tab, number = _talk(visit)
    message = reply(Actor.agent(iga), number, "Tak, **30 dni**. <script>alert(1)</script>")
    delivery = Delivery.objects.get()
    assert (message.channel, delivery.state) == ("webchat", "queued")

    deliver.send(delivery.pk)

    item = tab.wait("items", lambda frame: any(i["from"] == "team" for i in frame["items"]))["items"][-1]
    assert item["name"] == "Iga"
    assert "<strong>30 dni</strong>" in item["html"] and "<script" not in item["html"]
    assert _state(message, "sent")()

    tab.say(type="delivered", ids=[item["n"]])
    wait_until(_state(message, "delivered"), what="delivered")
    tab.say(type="read", ids=[item["n"]])
    wait_until(_state(message, "read"), what="read")
    tab.say(type="delivered", ids=[item["n"]])
    tab.say(type="ping")
    tab.wait("pong")
    assert _state(message, "read")()


def test_a_report_that_overtakes_the_sender_stands(visit: Visit, iga: User) -> None:
    """The browser may say "read" before the worker has noted "sent"."""
    tab, number = _talk(visit)
    message = reply(Actor.agent(iga), number, "Tak")
    tab.say(type="read", ids=[message.pk])
    wait_until(_state(message, "read"), what="read")
    Delivery.objects.update(state="sending")
    delivery = Delivery.objects.select_related("message", "inbox").get()
    deliver.report(delivery, "delivered")
    Delivery.objects.update(state="delivered")

    from channels_inbox.contract import SendResult

    deliver._sent(delivery, SendResult("chat-1"))
    assert Delivery.objects.get().state == "delivered"
    assert Message.objects.get(pk=message.pk).state == "read"


def test_nobody_reports_for_somebody_else(visit: Visit, iga: User) -> None:
    _tab, number = _talk(visit)
    message = reply(Actor.agent(iga), number, "Tylko dla Ciebie")
    deliver.send(Delivery.objects.get().pk)
    stranger = visit()
    stranger.ready()
    stranger.write("Obcy", "zzzzzzzz01")
    stranger.say(type="read", ids=[message.pk])
    stranger.say(type="ping")
    stranger.wait("pong")
    assert _state(message, "sent")()
    assert all("Tylko" not in str(frame) for frame in stranger.heard)


def test_lines_typing_and_files_from_the_team(visit: Visit, iga: User) -> None:
    tab, number = _talk(visit)
    publish(f"ticket:{number}", {"type": "agent_typing", "ticket": number, "name": "Iga"})
    assert tab.wait("typing")["name"] == "Iga"

    reply(Actor.agent(iga), number, "Formularz", attachments=[NewFile("zwrot.pdf", "application/pdf", b"%PDF")])
    joined = tab.wait("items")["items"]
    assert [item["text"] for item in joined] == ["Iga dołącza do rozmowy"]
    deliver.send(Delivery.objects.get().pk)
    item = tab.wait("items")["items"][0]
    assert [file["name"] for file in item["files"]] == ["zwrot.pdf"]

    set_status(Actor.agent(iga), number, "resolved")
    assert tab.wait("items")["items"][0]["from"] == "line"
    kinds = [item["from"] for item in visit(tab.token).ready()["items"]]
    assert kinds == ["me", "team", "line", "line"] or kinds == ["me", "line", "team", "line"]


def test_a_survey_travels_with_its_message(visit: Visit, iga: User) -> None:
    tab, number = _talk(visit)
    message = reply(Actor.agent(iga), number, "Jak nam poszło?")
    survey = {
        "url": "/s/abc/",
        "question": "Czy nas polecisz?",
        "kind": "nps",
        "look": "numbers",
        "low": "nigdy",
        "high": "na pewno",
        "choices": [{"score": score, "label": str(score)} for score in range(11)],
    }
    Delivery.objects.filter(message=message).update(extra={"survey": survey | {"language": "pl"}})
    deliver.send(Delivery.objects.get().pk)
    item = tab.wait("items", lambda frame: frame["items"][0]["from"] == "team")["items"][0]
    assert item["survey"] == survey
