"""X's webhooks at the real door: the challenge, signatures, both products' events."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from channels_inbox import media
from channels_inbox.adapters.x.signature import sign
from channels_inbox.contract.demo import HookPost
from channels_inbox.models import Connection, EventState, InboundEvent, MediaFetch
from customers.models import Identity
from tests.channels_inbox.adapters.x.conftest import ACCOUNT, EVENTS, KASIA, MICHAL, post, reply_to
from tests.channels_inbox.hooked import Hooked
from tests.services.standin import Standin
from tickets.models import FileState, Message, Ticket

Take = Callable[..., None]
Signed = Callable[[Any], HookPost]


def only() -> Message:
    return Message.objects.get()


def secrets(x: Hooked, **more: str) -> None:
    connection = Connection.objects.get(inbox=x.inbox)
    connection.secrets = {**connection.secrets, **more}
    connection.save()


def asked(x: Hooked, **query: str) -> Any:
    return x.call(HookPost(b"", {}, query=urlencode(query), method="GET"))


def test_the_challenge_is_answered_with_a_known_answer(x: Hooked) -> None:
    """HMAC-SHA256 of "foo" with "bar", computed with openssl."""
    secrets(x, consumer_secret="bar")
    answer = asked(x, crc_token="foo", nonce="1")
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"response_token": "sha256=FHkzIYqqvAuLEKKzpcNGhMjZQ0G88QpHNtxycPd0GFE="}
    assert answer["Content-Type"].startswith("application/json")


def test_an_app_with_a_client_secret_answers_with_that(x: Hooked) -> None:
    secrets(x, client_secret="newer")
    answer = asked(x, crc_token="Zm9v")
    assert json.loads(answer.content)["response_token"] == sign("newer", b"Zm9v")


def test_the_challenge_signs_nothing_that_could_be_an_event(x: Hooked) -> None:
    forged = json.dumps(EVENTS["dm"])
    for token in (forged, '{"a":1}', "[1]", "a b", "", "ą", "x" * 300, forged.encode("utf-16").decode("latin-1")):
        assert asked(x, crc_token=token).status_code == 403
    assert asked(x).status_code == 403


def test_without_a_secret_no_challenge_is_answered(x: Hooked) -> None:
    secrets(x, consumer_secret="")
    assert asked(x, crc_token="foo").status_code == 403


@pytest.mark.parametrize("signature", [None, "", "sha256=", "sha256=AAAA", "ż"])
def test_a_wrong_signature_is_refused_and_nothing_kept(x: Hooked, signed: Signed, signature: str | None) -> None:
    good = signed(EVENTS["dm"])
    headers = {"Content-Type": "application/json"}
    if signature is not None:
        headers["x-twitter-webhooks-signature"] = signature
    assert x.post(replace(good, headers=headers)) == [403]
    assert x.post(replace(good, body=good.body + b" ")) == [403]
    assert not InboundEvent.objects.exists()


def test_a_missing_secret_signs_nothing(x: Hooked) -> None:
    secrets(x, consumer_secret="")
    body = json.dumps(EVENTS["dm"]).encode()
    assert x.post(HookPost(body, {"x-twitter-webhooks-signature": sign("", body)})) == [403]


def test_the_newer_signature_is_taken_too(x: Hooked) -> None:
    secrets(x, client_secret="newer")
    body = json.dumps(EVENTS["dm"]).encode()
    assert x.post(HookPost(body, {"x-twitter-webhooks-signature-oauth2": sign("older", body)})) == [403]
    assert x.post(HookPost(body, {"x-twitter-webhooks-signature-oauth2": sign("newer", body)})) == [200]


def test_a_direct_message_comes_with_its_picture_and_full_addresses(x: Hooked, take: Take) -> None:
    take(EVENTS["dm"])
    message = only()
    assert message.text == "Kubek & talerz: https://kubek.example/zamowienie/48213 i"
    assert (message.external_id, message.thread) == ("dm:2102000000000000001", "")
    assert not message.envelope.get("public")
    identity = Identity.objects.get(kind="x")
    assert (identity.address, identity.customer.name) == (KASIA, "Kasia Lis")
    assert identity.verified_at is not None
    assert [(a.name, a.content_type) for a in message.attachments.all()] == [("photo.png", "image/png")]


def test_private_pictures_are_fetched_signed_public_ones_not(x: Hooked, take: Take, standin: Standin) -> None:
    take(EVENTS["dm"], EVENTS["mention_v2"])
    media.sweep()
    private, public = standin.of("x")
    assert private.path == "ton/1.1/ton/data/dm/2102000000000000001/9/x.png"
    assert private.headers["authorization"].startswith("OAuth ")
    assert public.path == "pbs/media/a.jpg"
    assert "authorization" not in public.headers
    assert {a.state for m in Message.objects.all() for a in m.attachments.all()} == {FileState.READY}
    assert not standin.refusals


@pytest.mark.parametrize(
    "url", ["https://evil.example/x.jpg", "http://pbs.twimg.com/x.jpg", "https://pbs.twimg.com.evil.example/x.jpg", "x"]
)
def test_files_are_fetched_from_x_only(x: Hooked, take: Take, standin: Standin, url: str) -> None:
    event = copy.deepcopy(EVENTS["dm"])
    event["direct_message_events"][0]["message_create"]["message_data"]["attachment"]["media"]["media_url_https"] = url
    take(event)
    media.sweep()
    assert only().attachments.get().state == FileState.FAILED
    assert not standin.calls


def test_both_products_tell_of_a_message_once(x: Hooked, take: Take) -> None:
    older = copy.deepcopy(EVENTS["dm"])
    older["direct_message_events"] = EVENTS["dm_v2"]["data"]["payload"]["direct_message_events"]
    take(EVENTS["dm_v2"], older, EVENTS["dm_v2"])
    assert only().text == "Dzień dobry, jest tu kto?"
    assert only().ticket.customer.name == "Kasia Lis"


def test_a_mention_is_public_and_whole(x: Hooked, take: Take) -> None:
    take(EVENTS["mention"])
    message = only()
    assert message.text == (
        "@kubekilen kiedy wróci szary kubek? To już trzeci tydzień i nic nie wiadomo. "
        "Zdjęcie:  > https://kubek.example/szary"
    )
    assert message.envelope["public"] is True
    assert dict(message.envelope["facts"])["Post"] == "https://x.com/midab/status/2102000000000000100"
    assert message.sent_at.isoformat().startswith("2026-09-21T13:33:20")
    assert MediaFetch.objects.get().ref == {"url": "https://video.twimg.com/high.mp4?tag=12"}


def test_a_mention_of_the_newer_sort(x: Hooked, take: Take) -> None:
    take(EVENTS["mention_v2"])
    message = only()
    assert message.text == "też czekam"
    assert message.thread == f"2101000000000000000:{MICHAL}"
    assert MediaFetch.objects.get().ref == {"url": "https://pbs.twimg.com/media/a.jpg"}


def test_everybody_under_one_post_has_a_ticket_of_their_own(x: Hooked, take: Take) -> None:
    take(
        post(10, KASIA, "@kubekilen kiedy?", **reply_to(1, ACCOUNT)),
        post(11, MICHAL, "@kubekilen ja też", **reply_to(1, ACCOUNT)),
        post(12, KASIA, "@kubekilen halo", **reply_to(1, ACCOUNT)),
    )
    assert Ticket.objects.count() == 2
    assert {m.text for m in Message.objects.filter(ticket__customer__identities__address=KASIA)} == {
        "@kubekilen kiedy?",
        "@kubekilen halo",
    }


def test_a_conversation_stays_together_although_nobody_names_it(x: Hooked, take: Take) -> None:
    take(post(20, KASIA, "@kubekilen gdzie paczka?"))
    take(post(21, ACCOUNT, "@n1 już sprawdzamy", **reply_to(20, KASIA)))
    take(post(22, KASIA, "@kubekilen dzięki", **reply_to(21, ACCOUNT)))
    take(post(23, ACCOUNT, "@n1 jest w drodze", **reply_to(22, KASIA)))
    ticket = Ticket.objects.get()
    said = [(m.kind, m.text) for m in ticket.messages.order_by("pk")]
    assert [text for _kind, text in said] == [
        "@kubekilen gdzie paczka?",
        "@n1 już sprawdzamy",
        "@kubekilen dzięki",
        "@n1 jest w drodze",
    ]
    assert [kind for kind, _text in said] == ["inbound", "outbound", "inbound", "outbound"]
    assert all(m.envelope.get("public") for m in ticket.messages.all())


def test_a_private_message_goes_on_in_the_open_ticket(x: Hooked, take: Take) -> None:
    take(post(30, KASIA, "@kubekilen gdzie paczka?"), EVENTS["dm_v2"])
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        post(40, MICHAL, "RT", retweeted_status={"id_str": "1"}),
        post(41, ACCOUNT, "Nowa kolekcja!"),
        post(42, MICHAL, "@kubekilen x") | {"user_has_blocked": True},
        {"for_user_id": ACCOUNT, "follow_events": [{"type": "follow", "created_timestamp": "1"}]},
        {"for_user_id": ACCOUNT, "block_events": [{"type": "block", "created_timestamp": "1"}]},
        {"for_user_id": ACCOUNT, "favorite_events": [{"id": "a"}]},
        {"replay_job_status": {"job_state": "Complete", "job_id": "1"}},
        {"data": {"event_uuid": "1", "filter": {"user_id": ACCOUNT}, "event_type": "follow.follow", "payload": {}}},
        {"data": {"event_uuid": "2", "filter": {"user_id": ACCOUNT}, "event_type": "dm.read", "payload": {}}},
        {"data": {"event_uuid": "3", "filter": {"user_id": ACCOUNT}, "event_type": "dm.indicate_typing"}},
        {"for_user_id": ACCOUNT, "direct_message_indicate_typing_events": [{"sender_id": KASIA}]},
    ],
)
def test_what_is_no_word_to_us_is_left_alone(x: Hooked, take: Take, body: Any) -> None:
    take(body)
    assert not Message.objects.exists()
    assert set(InboundEvent.objects.values_list("state", flat=True)) == {EventState.DONE}


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"for_user_id": ACCOUNT},
        {"for_user_id": ACCOUNT, "hologram_events": [{"id": "1"}]},
        {"data": {"event_type": "hologram.create", "filter": {}, "payload": {}}},
        {"for_user_id": ACCOUNT, "direct_message_events": "none"},
        {"for_user_id": ACCOUNT, "direct_message_events": [{"type": "hologram", "id": "1"}]},
        {
            "for_user_id": ACCOUNT,
            "direct_message_events": [{"type": "message_create", "id": "1", "message_create": {"sender_id": "2"}}],
        },
        {"for_user_id": ACCOUNT, "tweet_create_events": [{"id_str": "1", "text": "no author"}]},
        {"user_event": {"hologram": {}}},
    ],
)
def test_what_nobody_understands_waits_in_quarantine(x: Hooked, take: Take, body: Any) -> None:
    take(body)
    assert InboundEvent.objects.filter(state=EventState.QUARANTINED).count() == 1
    assert not Message.objects.exists()


def test_one_odd_event_doesnt_take_its_neighbours_with_it(x: Hooked, take: Take) -> None:
    take({**EVENTS["dm"], "hologram_events": [{"id": "1"}]})
    assert only().text.startswith("Kubek")
    assert InboundEvent.objects.filter(state=EventState.QUARANTINED).count() == 1


def test_one_webhook_serves_several_accounts(x: Hooked, take: Take) -> None:
    other = copy.deepcopy(EVENTS["dm"]) | {"for_user_id": "777"}
    take(other)
    assert InboundEvent.objects.filter(state=EventState.QUARANTINED).count() == 1
    assert not Message.objects.exists()


def test_our_own_words_from_elsewhere_stand_in_the_conversation(x: Hooked, take: Take) -> None:
    take(EVENTS["dm_v2"])
    own = copy.deepcopy(EVENTS["dm_v2"])
    own["data"]["event_type"] = "dm.sent"
    event = own["data"]["payload"]["direct_message_events"][0]
    event["id"] = "2102000000000000003"
    event["message_create"] = {
        "target": {"recipient_id": KASIA},
        "sender_id": ACCOUNT,
        "message_data": {"text": "Jesteśmy!", "entities": {}},
    }
    take(own)
    message = Message.objects.latest("pk")
    assert (message.text, message.envelope["outside"]) == ("Jesteśmy!", True)


def test_a_deleted_post_goes_here_too(x: Hooked, take: Take) -> None:
    take(post(50, KASIA, "@kubekilen wstyd!"))
    gone = {"status": {"id": "50", "user_id": KASIA}, "timestamp_ms": "1790000100000"}
    take({"for_user_id": ACCOUNT, "tweet_delete_events": [gone]})
    assert (only().text, "removed_at" in only().envelope) == ("", True)


def test_an_edited_post_keeps_its_words_before(x: Hooked, take: Take) -> None:
    take(post(60, KASIA, "@kubekilen czerwony"))
    take(post(61, KASIA, "@kubekilen czarny", edit_history={"initial_tweet_id": "60", "edit_tweet_ids": ["60", "61"]}))
    assert only().text == "@kubekilen czarny"
    assert only().envelope["edits"][0]["text"] == "@kubekilen czerwony"


def test_an_encrypted_message_is_told_of(x: Hooked) -> None:
    x.says("", what="sealed")
    assert "encrypted" in only().text


def test_taking_access_away_is_a_banner(x: Hooked, take: Take) -> None:
    revoke = {"date_time": "2026-09-21T09:48:12+00:00", "target": {"app_id": "1"}, "source": {"user_id": ACCOUNT}}
    take({"user_event": {"revoke": revoke}})
    assert "took this helpdesk's access away" in Connection.objects.get(inbox=x.inbox).attention


@pytest.mark.parametrize(("takes", "kept"), [("dm", ["dm:2102000000000000002"]), ("mentions", ["post:70"])])
def test_the_owner_chooses_what_comes_in(x: Hooked, take: Take, takes: str, kept: list[str]) -> None:
    connection = Connection.objects.get(inbox=x.inbox)
    connection.settings = {**connection.settings, "takes": takes}
    connection.save()
    take(post(70, MICHAL, "@kubekilen hej"), EVENTS["dm_v2"])
    assert [m.external_id for m in Message.objects.all()] == kept
