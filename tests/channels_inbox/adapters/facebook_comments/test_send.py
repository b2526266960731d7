"""Comments answered in public, once in private, and hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_inbox import deliver
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Delivery
from channels_inbox.providers import meta_demo
from channels_inbox.routes import reply_routes
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.meta_posts import comment, event, take
from tests.services.standin import Standin
from tickets import actions
from tickets.actor import SYSTEM, Actor
from tickets.hooks import Route
from tickets.models import Message, MessageKind, Ticket, TicketEvent

KIND = "facebook_comments"


@pytest.fixture
def inbox(cast: Cast, client: Client, standin: Standin) -> Hooked:
    made = hooked(KIND, cast, client)
    take(made, comment(made, "1", "Ile kosztuje?"))
    return made


def way(variant: str) -> Route:
    return next(route for route in reply_routes(Ticket.objects.get()) if route.variant == variant)


def answer(cast: Cast, variant: str, text: str = "39 zł", **fields: Any) -> Delivery:
    message = actions.reply(
        Actor.agent(cast.iga),
        Ticket.objects.get().number,
        text,
        route_key=way(variant).key,
        choices=actions.Choices(public_ok=variant == "public"),
        **fields,
    )
    delivery = Delivery.objects.get(message=message)
    deliver.send(delivery.pk)
    return Delivery.objects.select_related("message").get(pk=delivery.pk)


def test_private_and_public_cannot_be_mixed_up(inbox: Hooked, cast: Cast) -> None:
    public, private = way("public"), way("private")
    assert public.public and not private.public and public.label != private.label
    with pytest.raises(actions.ReplyRefused, match="Everybody"):
        actions.reply(Actor.agent(cast.iga), Ticket.objects.get().number, "39 zł", route_key=public.key)
    assert reply_routes(Ticket.objects.get())[0] == private, "nothing public offers itself first"


def test_a_public_answer_stands_under_the_comment_and_comes_back_once(
    inbox: Hooked, cast: Cast, standin: Standin
) -> None:
    delivery = answer(cast, "public")
    [call] = standin.messages(KIND)
    assert (call.path, call.json()) == ("111_1/comments", {"message": "39 zł"})
    own = comment(inbox, delivery.external_id.partition("_")[2], "39 zł", who=meta_demo.PAGE, parent_id="111_1")
    take(inbox, own)
    assert Message.objects.filter(kind=MessageKind.OUTBOUND).count() == 1
    assert not standin.refusals


def test_an_answer_to_an_answer_goes_under_the_first(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    take(inbox, comment(inbox, "2", "No właśnie", parent_id="111_1"))
    answer(cast, "public")
    assert standin.messages(KIND)[0].path == "111_1/comments"


def test_one_private_answer_then_they_have_to_write(
    inbox: Hooked, cast: Cast, client: Client, standin: Standin
) -> None:
    assert answer(cast, "private").state == "sent"
    [call] = standin.messages(KIND)
    assert call.path == f"{meta_demo.PAGE}/messages" and call.json()["recipient"] == {"comment_id": "111_1"}
    private = way("private")
    assert not private.available and "only one" in private.note
    take(inbox, comment(inbox, "2", "Jeszcze pytanie", parent_id="111_1"))
    assert way("private").available, "another comment, another private answer"


def test_who_answers_in_messenger_is_the_same_person_on_the_same_ticket(
    inbox: Hooked, cast: Cast, client: Client, standin: Standin
) -> None:
    messenger = hooked("messenger", cast, client)
    delivery = answer(cast, "private", "39 zł, wysłać link?")
    psid = next(i.address for i in Ticket.objects.get().customer.identities.filter(kind="messenger"))
    echo = {"mid": delivery.external_id, "text": "39 zł, wysłać link?", "is_echo": True, "app_id": 1}
    take(messenger, event(messenger, psid, echo=True, message=echo))
    take(messenger, event(messenger, psid, read={"watermark": 1}))
    take(messenger, event(messenger, psid, delivery={"mids": [delivery.external_id], "watermark": 1}))
    take(messenger, event(messenger, psid, message={"mid": "m_1", "text": "Tak!"}))
    ticket = Ticket.objects.get()
    assert [m.text for m in ticket.messages.all()] == ["Ile kosztuje?", "39 zł, wysłać link?", "Tak!"]
    assert Message.objects.get(kind=MessageKind.OUTBOUND).state == "delivered"
    best = reply_routes(ticket)[0]
    assert (best.channel, best.identity.address, best.identity.label) == ("messenger", psid, "Ola Maj")
    take(messenger, event(messenger, psid, message={"mid": "m_2", "text": "I kolor?"}))
    assert Ticket.objects.count() == 1


def test_after_a_week_only_in_public(inbox: Hooked, time_machine: Any) -> None:
    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))
    assert not way("private").available and way("public").available


def test_nothing_automatic_uses_up_the_private_answer(inbox: Hooked, standin: Standin) -> None:
    with pytest.raises(actions.ReplyRefused):
        actions.reply(SYSTEM, Ticket.objects.get().number, "Jak było?", automatic=True)
    assert not standin.messages(KIND)


def hide(inbox: Hooked, message: Message, hidden: str = "yes") -> Any:
    return inbox.client.post(reverse("message-hide", args=[message.public_id]), {"hidden": hidden})


def test_hidden_from_the_public_and_shown_again(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    said = Message.objects.get()
    inbox.client.force_login(cast.iga)
    page = hide(inbox, said).json()["changes"][0]
    assert "Hidden from the public" in page["html"] if "html" in page else True
    assert standin.of(KIND)[-1].path == "111_1" and standin.of(KIND)[-1].json() == {"is_hidden": True}
    said.refresh_from_db()
    assert said.envelope["hidden"] is True
    assert TicketEvent.objects.filter(kind="comment_hidden", actor=cast.iga).count() == 1
    assert hide(inbox, said, "no").status_code == 200
    said.refresh_from_db()
    assert said.envelope["hidden"] is False
    # What Facebook tells of it afterwards is no news.
    take(inbox, comment(inbox, "1", "", verb="unhide"))
    assert TicketEvent.objects.filter(kind="comment_hidden").count() == 2


def test_what_facebook_refuses_to_hide_stays(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    inbox.client.force_login(cast.iga)
    standin.answer_next(KIND, meta_demo.says({"code": 200, "message": "Permissions error"}))
    answer = hide(inbox, Message.objects.get())
    assert answer.status_code == 422 and "permission" in answer.json()["error"]
    standin.answer_next(KIND, ApiAnswer.of({"success": False}))
    assert hide(inbox, Message.objects.get()).status_code == 422
    assert "hidden" not in Message.objects.get().envelope


def test_only_the_team_hides_and_only_what_is_public(inbox: Hooked, cast: Cast, standin: Standin) -> None:
    inbox.client.force_login(cast.jan)
    assert hide(inbox, Message.objects.get()).status_code == 404
    inbox.client.force_login(cast.iga)
    answer(cast, "public")
    assert hide(inbox, Message.objects.get(kind=MessageKind.OUTBOUND)).status_code == 404
    assert not [call for call in standin.of(KIND) if call.path == "111_1"]
