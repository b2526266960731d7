"""Text messages and reports that Twilio posts, at the real URL."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels_inbox import deliver, media
from channels_inbox.adapters.sms import wishes
from channels_inbox.models import Connection, Delivery, InboundEvent, MediaFetch
from channels_inbox.providers import twilio_demo
from customers.models import Consent, Identity
from tests.cast import Cast, make_inbox
from tests.channels_inbox.adapters.sms.conftest import fields
from tests.channels_inbox.hooked import Hooked
from tests.services.standin import Standin
from tickets import actions, hooks
from tickets.actor import Actor
from tickets.models import FileState, Message, Status, Ticket


def arrives(sms: Hooked, name: str, **changed: str) -> None:
    assert sms.post(twilio_demo.post(sms.target, fields(name) | changed)) == [200]
    sms.work()


def test_a_message_opens_a_ticket_and_the_next_one_joins_it(sms: Hooked) -> None:
    arrives(sms, "message")
    message = Message.objects.get()
    assert message.text == "Dzień dobry, gdzie moja paczka? Zamówienie 48213 🙂"
    assert (message.channel, message.external_id) == ("sms", "SM" + "1" * 32)
    identity = Identity.objects.get()
    assert (identity.kind, identity.address) == ("phone", "+48601234567")
    assert identity.verified_at is not None
    assert message.ticket.language == "pl"

    arrives(sms, "message", MessageSid="SM" + "a" * 32, Body="Halo?")
    assert Ticket.objects.count() == 1 and Message.objects.count() == 2


@pytest.mark.parametrize(("public", "signed"), [("https://desk.example", ":443"), ("https://desk.example:8443", "")])
def test_the_signature_is_over_the_public_address_whatever_the_proxy_made_of_it(
    sms: Hooked, settings: Any, public: str, signed: str
) -> None:
    settings.PUBLIC_URL = public
    target = sms.target
    with_port = type(target)(target.url.replace(public, public + signed), target.settings, target.secrets)
    assert sms.post(twilio_demo.post(with_port, fields("message"))) == [200]
    settings.PUBLIC_URL = "https://other.example"
    assert sms.post(twilio_demo.post(with_port, fields("message"))) == [403]
    assert InboundEvent.objects.count() == 1


def test_pictures_are_fetched_with_our_token_and_from_twilio_only(sms: Hooked, standin: Standin) -> None:
    arrives(sms, "picture")
    files = Message.objects.get().attachments.order_by("pk")
    assert [file.state for file in files] == [FileState.WAITING, FileState.WAITING]
    for row in MediaFetch.objects.order_by("pk"):
        media.fetch(row.pk)
    states = list(files.values_list("state", "content_type"))
    assert states[0] == (FileState.READY, "image/png")
    assert states[1][0] == FileState.FAILED
    assert [file.name for file in files] == ["mms-1.png", "mms-2.png"]
    [call] = standin.of("sms")
    assert call.path.endswith("/Media/ME" + "4" * 32) and twilio_demo.signed_in(call)


def test_a_name_or_a_short_code_is_heard_but_not_answered(sms: Hooked) -> None:
    arrives(sms, "name")
    arrives(sms, "name", MessageSid="SM" + "b" * 32, From="7164")
    kinds = set(Identity.objects.values_list("kind", "address", "verified_at"))
    assert kinds == {("sms_sender", "InPost", None), ("sms_sender", "7164", None)}
    for ticket in Ticket.objects.all():
        [route] = hooks.reply_routes(ticket)
        assert not route.available and route.identity.address in route.note


@pytest.mark.parametrize("name", ["call", "whatsapp"])
def test_what_is_no_text_message_waits_for_people(sms: Hooked, name: str) -> None:
    arrives(sms, name)
    reason = InboundEvent.objects.exclude(reason="").get().reason
    assert ("phone" in reason) if name == "call" else ("whatsapp:+48601234567" in reason)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop.", " Stop! ", "StopAll", "koniec", "Rezygnuję", "REZYGNUJE", "Wypisz mnie", "unsubscribe", "„STOP”"],
)
def test_stop_words(text: str) -> None:
    assert wishes.wants_out(text) and not wishes.wants_in(text)


@pytest.mark.parametrize(
    "text",
    ["nie", "TAK", "no", "yes", "Stop, wait for me", "koniec świata", "Rezygnuję z zamówienia 48213", "", "pomoc", "?"],
)
def test_ordinary_answers_are_no_wishes(text: str) -> None:
    assert not wishes.wants_out(text) and not wishes.wants_in(text)


@pytest.mark.parametrize("text", ["START", "start!", "Wznów", "UNSTOP"])
def test_start_words(text: str) -> None:
    assert wishes.wants_in(text) and not wishes.wants_out(text)


def test_stop_is_kept_as_consent_and_closes_the_way_until_start(sms: Hooked, cast: Cast) -> None:
    sms.says("Gdzie paczka?")
    ticket = Ticket.objects.get()
    actions.set_status(Actor.agent(cast.iga), ticket.number, Status.RESOLVED)
    sms.says("Rezygnuję.")
    consent = Consent.objects.get()
    assert (consent.granted, consent.words, consent.source) == (False, "Rezygnuję.", "sms:+48601234567")
    assert Message.objects.count() == 1, "nothing to answer"
    [route] = hooks.reply_routes(ticket)
    assert not route.available and "START" in route.note
    with pytest.raises(actions.ReplyRefused):
        actions.reply(Actor.agent(cast.iga), ticket.number, "Szkoda!")
    sms.says("START")
    assert [route.available for route in hooks.reply_routes(ticket)] == [True]


def test_stop_stands_in_an_open_conversation_without_asking_for_an_answer(sms: Hooked, cast: Cast) -> None:
    sms.says("Gdzie paczka?")
    ticket = Ticket.objects.get()
    actions.reply(Actor.agent(cast.iga), ticket.number, "W drodze")
    sms.says("STOP")
    ticket.refresh_from_db()
    assert ticket.messages.count() == 3 and ticket.waiting_since is None


def test_twilios_own_lists_count_too(sms: Hooked) -> None:
    arrives(sms, "message", Body="arrêt", OptOutType="STOP")
    assert not Consent.objects.get().granted
    arrives(sms, "message", MessageSid="SM" + "c" * 32, Body="HELP", OptOutType="HELP")
    assert Message.objects.get().text == "HELP", "who asks for help gets a person"


def sent(cast: Cast) -> Delivery:
    message = actions.reply(Actor.agent(cast.iga), Ticket.objects.get().number, "W drodze")
    delivery = Delivery.objects.get(message=message)
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def report(sms: Hooked, delivery: Delivery, state: str, code: str = "", key: str = "") -> None:
    told = {"MessageSid": delivery.external_id, "MessageStatus": state, "To": delivery.address, "From": "+48732100200"}
    told |= {"ErrorCode": code} if code else {}
    assert sms.post(twilio_demo.post(sms.target, told, f"key={key}" if key else "")) == [200]
    sms.work()
    delivery.refresh_from_db()


@pytest.mark.parametrize(
    ("code", "word"), [("30003", "out of reach"), ("30006", "landline"), ("30007", "unwanted"), ("31999", "31999")]
)
def test_a_failed_delivery_says_what_to_do(sms: Hooked, cast: Cast, standin: Standin, code: str, word: str) -> None:
    sms.says("Gdzie paczka?")
    delivery = sent(cast)
    report(sms, delivery, "undelivered", code)
    assert delivery.state == "failed"
    assert word in Message.objects.get(pk=delivery.message_id).state_detail


def test_a_block_of_twilios_is_consent_withdrawn(sms: Hooked, cast: Cast, standin: Standin) -> None:
    sms.says("Gdzie paczka?")
    report(sms, sent(cast), "failed", "21610")
    assert not Consent.objects.get().granted


def test_reports_in_any_order_never_go_back(sms: Hooked, cast: Cast, standin: Standin) -> None:
    sms.says("Gdzie paczka?")
    delivery = sent(cast)
    for state in ("queued", "delivered", "sent", "sending", "delivered"):
        report(sms, delivery, state)
    assert delivery.state == "delivered"
    report(sms, delivery, "flying")
    assert InboundEvent.objects.filter(state="quarantined").count() == 1


def test_two_inboxes_of_one_account_keep_apart(sms: Hooked, cast: Cast) -> None:
    other = make_inbox("sms-2", "sms", cast.delivery, address="+48732100300")
    demo = sms.demo
    Connection.objects.filter(inbox=other).update(settings=dict(demo.settings))
    connection = Connection.objects.get(inbox=other)
    connection.secrets = dict(demo.secrets)
    connection.save()
    second = Hooked(other, demo, Client())
    sms.says("Raz")
    second.says("Dwa")
    assert set(Ticket.objects.values_list("inbox_id", flat=True)) == {sms.inbox.pk, other.pk}
    assert Identity.objects.count() == 1
