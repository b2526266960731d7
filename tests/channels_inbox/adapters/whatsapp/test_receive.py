"""What customers write by WhatsApp, at the real URL."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from channels_inbox import media, registry
from channels_inbox.adapters.whatsapp.demo import PHONE_ID, picture
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Connection, EventState, InboundEvent, MediaFetch
from customers import consents
from customers.models import Customer, Identity
from tests.cast import Cast
from tests.channels_inbox.adapters.whatsapp.cases import CASES, change
from tests.channels_inbox.hooked import Hooked, hooked
from tickets.actions import set_status
from tickets.actor import Actor
from tickets.models import Attachment, Message, Status, Ticket

ADAPTER: Any = registry.adapter("whatsapp")


@pytest.fixture
def shop(cast: Cast, client: Client) -> Hooked:
    return hooked("whatsapp", cast, client)


def post(shop: Hooked, payload: Any) -> int:
    return shop.post(shop.demo.sign(shop.target, json.dumps(payload).encode()))[0]


def ours(message: dict[str, Any], **contact: Any) -> dict[str, Any]:
    """A webhook about one message to the inbox's own number."""
    message = {"timestamp": "1790000000", **message}
    return change("messages", metadata={"phone_number_id": PHONE_ID}, contacts=[contact], messages=[message])


@pytest.mark.django_db
def test_a_message_opens_a_conversation_that_goes_on(shop: Hooked) -> None:
    shop.says("Dzień dobry, gdzie jest moja paczka?")
    shop.says("Numer 48213")
    [ticket] = Ticket.objects.all()
    assert (ticket.channel, ticket.messages.count(), ticket.language) == ("whatsapp", 2, "pl")
    identities = set(Identity.objects.values_list("kind", "address"))
    assert ("phone", "+48601200300") in identities and len(identities) == 2
    assert all(Identity.objects.values_list("verified_at", flat=True))


@pytest.mark.django_db
def test_who_hides_the_number_is_one_person_with_who_showed_it(shop: Hooked) -> None:
    text = {"type": "text", "text": {"body": "Halo"}}
    post(shop, ours({"id": "1", "from": "48601200300", **text}, wa_id="48601200300", user_id="PL.7"))
    post(shop, ours({"id": "2", "from_user_id": "PL.7", **text}, user_id="PL.7", profile={"username": "hania"}))
    shop.work()
    assert Ticket.objects.get().messages.count() == 2
    assert Customer.objects.filter(merged_into=None).count() == 1


@pytest.mark.django_db
def test_an_event_for_another_number_goes_home_or_waits(shop: Hooked) -> None:
    assert post(shop, CASES["message-text"]) == 200
    shop.work()
    event = InboundEvent.objects.get()
    assert (event.state, Ticket.objects.count()) == (EventState.QUARANTINED, 0)
    assert "1122334455667" in event.reason
    Connection.objects.filter(inbox=shop.inbox).update(settings={"phone_number_id": "1122334455667"})
    InboundEvent.objects.update(state=EventState.WAITING)
    shop.work()
    assert Message.objects.get().text == "Body Text"


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_every_known_shape_is_taken_at_the_url(case: str, shop: Hooked) -> None:
    Connection.objects.filter(inbox=shop.inbox).update(settings={})
    assert post(shop, CASES[case]) == 200
    shop.work()
    # A change of a message that never came here is shown to people; a state or sign of one is left alone after some tries.
    wanted = "quarantined" if case.startswith("edited_message") else "done"
    assert dict(InboundEvent.objects.values_list("source", "state")) == {"hook": "done", "webhook": wanted}


@pytest.mark.django_db
def test_changed_and_taken_back(shop: Hooked) -> None:
    who = {"from": "48601200300"}
    post(shop, ours({"id": "wamid.a", "type": "text", "text": {"body": "Zwrot kubka"}, **who}))
    shop.work()
    edit = {"original_message_id": "wamid.a", "message": {"type": "text", "text": {"body": "Zwrot talerza"}}}
    post(shop, ours({"id": "wamid.b", "type": "edit", "edit": edit, **who}))
    post(shop, ours({"id": "wamid.c", "type": "reaction", "reaction": {"message_id": "wamid.a", "emoji": "👍"}, **who}))
    shop.work()
    message = Message.objects.get()
    assert message.text == "Zwrot talerza" and message.envelope["edits"][0]["text"] == "Zwrot kubka"
    assert message.envelope["reactions"] == {"+48601200300": "👍"}
    post(shop, ours({"id": "wamid.d", "type": "revoke", "revoke": {"original_message_id": "wamid.a"}, **who}))
    shop.work()
    assert Message.objects.get().text == ""


@pytest.mark.django_db
def test_a_new_number_takes_the_conversation_along(shop: Hooked) -> None:
    shop.says("To ja")
    moved = {"body": "changed", "type": "user_changed_number", "wa_id": "48609000111"}
    post(shop, ours({"id": "wamid.s", "type": "system", "from": "48601200300", "system": moved}))
    shop.work()
    assert Identity.objects.get(kind="phone").address == "+48609000111"
    post(shop, ours({"id": "wamid.n", "type": "text", "text": {"body": "I znowu ja"}, "from": "48609000111"}))
    shop.work()
    assert Ticket.objects.get().messages.count() == 2


@pytest.mark.django_db
def test_a_new_number_that_somebody_has_joins_them(shop: Hooked) -> None:
    shop.says("Raz")
    shop.says("Dwa", person=1)
    moved = {"type": "user_changed_number", "wa_id": "48602300400"}
    post(shop, ours({"id": "wamid.s", "type": "system", "from": "48601200300", "system": moved}))
    shop.work()
    assert Customer.objects.filter(merged_into=None).count() == 1
    assert Identity.objects.get(address="+48601200300").undeliverable_at is not None


@pytest.mark.django_db
def test_quoting_an_old_ticket_stays_in_the_open_one(shop: Hooked, cast: Cast) -> None:
    who = {"from": "48601200300", "type": "text"}
    post(shop, ours({"id": "wamid.old", "text": {"body": "Stara sprawa"}, **who}))
    shop.work()
    old = Ticket.objects.get()
    set_status(Actor.agent(cast.iga), old.number, Status.CLOSED)
    post(shop, ours({"id": "wamid.new", "text": {"body": "Nowa sprawa"}, **who}))
    shop.work()
    post(shop, ours({"id": "wamid.q", "text": {"body": "Jak wtedy"}, "context": {"id": "wamid.old"}, **who}))
    shop.work()
    assert Ticket.objects.count() == 2
    assert [m.text for m in Ticket.objects.exclude(pk=old.pk).get().messages.order_by("pk")] == [
        "Nowa sprawa",
        "Jak wtedy",
    ]


@pytest.mark.django_db
def test_a_wish_for_no_marketing_is_recorded(shop: Hooked) -> None:
    shop.says("Dzień dobry")
    wish = {"wa_id": "48601200300", "detail": "User requested to stop marketing messages", "value": "stop"}
    metadata = {"phone_number_id": PHONE_ID}
    post(shop, change("user_preferences", metadata=metadata, user_preferences=[{**wish, "timestamp": "1790000000"}]))
    shop.work()
    assert consents.opted_out(Ticket.objects.get().customer, "whatsapp", "+48601200300")
    again = {**wish, "detail": "User requested to resume", "value": "resume", "timestamp": "1790000100"}
    post(shop, change("user_preferences", metadata=metadata, user_preferences=[again]))
    shop.work()
    assert not consents.opted_out(Ticket.objects.get().customer, "whatsapp", "+48601200300")


@pytest.mark.django_db
def test_words_of_the_app_on_a_phone_stand_in_the_conversation(shop: Hooked) -> None:
    shop.says("Czy macie kubek w kropki?")
    echo = {"id": "wamid.e", "from": "48221234567", "to": "48601200300", "type": "text", "text": {"body": "Mamy!"}}
    value = {"metadata": {"phone_number_id": PHONE_ID}, "message_echoes": [{**echo, "timestamp": "1790000000"}]}
    post(shop, change("smb_message_echoes", **value))
    post(shop, change("smb_message_echoes", **value))
    shop.work()
    assert [m.text for m in Ticket.objects.get().messages.order_by("pk")][1:] == ["Mamy!"]


@pytest.mark.django_db
def test_a_photo_is_fetched_and_kept(shop: Hooked, standin: Any) -> None:
    shop.says("Stłuczony", sends="image")
    row = MediaFetch.objects.get()
    assert media.fetch(row.pk)
    attachment = Attachment.objects.get()
    with attachment.file.open() as stored:
        assert stored.read() == picture()
    assert (attachment.content_type, attachment.state) == ("image/png", "ready")
    assert not standin.refusals


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"url": "https://lookaside.fbsbx.com.evil.example/x"}, "isn't Meta's"),
        ({"url": "http://lookaside.fbsbx.com/x"}, "isn't Meta's"),
        ({"url": "https://lookaside.fbsbx.com/x", "file_size": 10**12}, "too large"),
        ({"url": "https://lookaside.fbsbx.com/x", "sha256": "0" * 64}, "incomplete"),
    ],
)
def test_a_file_that_is_not_what_it_says(shop: Hooked, standin: Any, answer: Any, sentence: str) -> None:
    shop.says("", sends="image")
    standin.answer_next("whatsapp", ApiAnswer.of(answer))
    media.fetch(MediaFetch.objects.get().pk)
    assert sentence in MediaFetch.objects.get().error
    assert not [call for call in standin.of("whatsapp") if "evil" in call.path]


@pytest.mark.django_db
def test_the_challenge_answers_our_token_only(shop: Hooked, cast: Cast) -> None:
    url = urlsplit(shop.target.url).path
    token = dict(ADAPTER.hook_facts(shop.inbox))["Verify token"]
    asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "4711"}
    assert shop.client.get(url, asked).content == b"4711"
    assert shop.client.get(url, {**asked, "hub.verify_token": "theirs"}).status_code == 403


@pytest.mark.django_db
def test_a_restriction_is_a_banner(shop: Hooked) -> None:
    post(shop, change("account_update", event="ACCOUNT_RESTRICTION"))
    shop.work()
    assert "ACCOUNT_RESTRICTION" in Connection.objects.get(inbox=shop.inbox).attention


@pytest.mark.django_db
def test_an_album_is_one_conversation_in_the_order_sent(shop: Hooked) -> None:
    """Five photos come as five webhooks at once, in any order."""
    sent = timezone.now() - timedelta(minutes=1)
    posts = [
        ours(
            {
                "id": f"wamid.{number}",
                "from": "48601200300",
                "type": "image",
                "timestamp": str(int(sent.timestamp()) + number),
                "image": {"id": f"9{number}", "mime_type": "image/png", "caption": str(number)},
            }
        )
        for number in range(5)
    ]
    for payload in reversed(posts):
        post(shop, payload)
    shop.work()
    assert [m.text for m in Ticket.objects.get().messages.order_by("sent_at")] == list("01234")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tap",
    [
        {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "rate:a-token:5"}}},
        {"type": "button", "button": {"payload": "rate:a-token:5"}},
    ],
)
def test_a_button_without_words_never_shows_what_it_carries(shop: Hooked, tap: dict[str, Any]) -> None:
    post(shop, ours({"id": "1", "from": "48601200300", **tap}, wa_id="48601200300"))
    shop.work()
    assert Message.objects.get().text in {"(tapped a button)", "(naciśnięto przycisk)"}
