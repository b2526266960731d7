"""Telegram's updates at the real door."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels_inbox import media
from channels_inbox.adapters.telegram.webhook import HEADER
from channels_inbox.contract.demo import ApiAnswer, HookPost
from channels_inbox.models import EventState, InboundEvent, MediaFetch
from customers.models import Consent, Identity
from tests.channels_inbox.adapters.telegram.conftest import OLA
from tests.channels_inbox.hooked import Hooked
from tests.services.standin import Standin
from tickets.models import FileState, Message, Ticket

Update = Callable[..., HookPost]
UPDATES = json.loads((Path(__file__).parent / "fixtures/updates.json").read_text())


def taken(telegram: Hooked, *posts: HookPost) -> None:
    assert set(telegram.post(*posts)) == {200}
    telegram.work()


def only() -> Message:
    return Message.objects.get()


def states() -> set[str]:
    return set(InboundEvent.objects.exclude(source="hook").values_list("state", flat=True))


def test_a_text_is_a_ticket_of_a_proven_person(telegram: Hooked, update: Update) -> None:
    taken(telegram, update(text="Dzień dobry, gdzie jest moja paczka?"))
    message = only()
    assert (message.text, message.external_id) == ("Dzień dobry, gdzie jest moja paczka?", f"{OLA}:700")
    assert message.ticket.language == "pl"
    assert message.sent_at.timestamp() <= 1790000700
    identity = Identity.objects.get(kind="telegram")
    assert (identity.address, identity.customer.name) == (str(OLA), "Ola Wrona")
    assert identity.verified_at is not None


@pytest.mark.parametrize("header", [None, "", "wrong", "ż"])
def test_without_our_secret_nothing_is_kept(telegram: Hooked, update: Update, header: str | None) -> None:
    post = update(text="Hi")
    others = {name: value for name, value in post.headers.items() if name != HEADER}
    forged = replace(post, headers=others | ({} if header is None else {HEADER: header}))
    assert telegram.post(forged) == [403]
    assert not InboundEvent.objects.exists()


def test_an_inbox_without_a_token_takes_nothing(telegram: Hooked, update: Update) -> None:
    post = update(text="Hi")
    connection = telegram.inbox.connection
    connection.secrets = {}
    connection.save()
    assert telegram.post(post, replace(post, headers={HEADER: ""})) == [403, 403]


def test_the_secret_is_not_the_token(telegram: Hooked, update: Update) -> None:
    said = update(text="Hi").headers[HEADER]
    assert telegram.target.secrets["token"] not in said
    assert len(said) == 64


@pytest.mark.parametrize(
    ("name", "text", "files"),
    [
        ("entities", "👋 zobacz (https://sklep.example/a) tutaj i @sklep", []),
        ("photo", "Pęknięty kubek", [("photo.jpg", "image/jpeg", 151000)]),
        ("document", "", [("fakturagpj.pdf", "application/pdf", 20480)]),
        ("voice", "", [("voice.ogg", "audio/ogg", 9000)]),
        ("audio", "", [("nagranie.m4a", "audio/mp4", 0)]),
        ("video", "", [("video.mp4", "video/mp4", 0)]),
        ("video_note", "", [("video-note.mp4", "video/mp4", 0)]),
        ("animation", "", [("animation.mp4", "video/mp4", 0)]),
        ("sticker", "😂", [("sticker.webp", "image/webp", 0)]),
        ("moving_sticker", "🎉", []),
        ("location", "Location: 50.061947, 19.936856", []),
        ("venue", "Location: Sukiennice, Rynek Główny 1, 50.06, 19.93", []),
        ("stranger", "Contact: Kurier +48601222333", []),
        ("poll", "Poll: Który kolor?\n– Szary\n– Biały", []),
        ("dice", "🎲 5", []),
        ("story", "(Something that only Telegram shows: a story, a game or a paid post.)", []),
        ("forwarded", "Paczka wysłana", []),
        ("quoted", "Ten punkt jest niejasny", []),
    ],
)
def test_every_sort_of_message(
    telegram: Hooked, update: Update, name: str, text: str, files: list[tuple[str, str, int]]
) -> None:
    taken(telegram, update(**UPDATES[name]["message"]))
    message = only()
    assert message.text == text
    found = [(a.name, a.content_type, a.size) for a in message.attachments.all()]
    assert found == files
    refs = [row.ref["file_id"] for row in MediaFetch.objects.all()]
    assert len(refs) == len(files)
    if name == "photo":
        assert refs == ["large"]


def test_what_else_is_known_stands_with_the_message(telegram: Hooked, update: Update) -> None:
    for name in ("location", "forwarded", "quoted"):
        taken(telegram, update(**UPDATES[name]["message"]))
    facts = [dict(m.envelope["facts"]) for m in Message.objects.order_by("pk")]
    assert facts[0]["Map"] == "https://www.openstreetmap.org/?mlat=50.061947&mlon=19.936856"
    assert facts[1]["Forwarded from"] == "Kurier"
    assert facts[2]["About"] == "do 14 dni"


def test_an_album_is_one_ticket(telegram: Hooked) -> None:
    telegram.says("Oba pęknięte", what="album")
    assert Ticket.objects.count() == 1
    assert [m.text for m in Message.objects.order_by("pk")] == ["Oba pęknięte", ""]
    assert MediaFetch.objects.count() == 2


def test_a_corrected_message_keeps_its_words_before(telegram: Hooked, update: Update) -> None:
    taken(telegram, update(text="Zamówienie 48213"))
    number = only().external_id.partition(":")[2]
    taken(telegram, update("edited_message", message_id=int(number), text="Zamówienie 48312", edit_date=1790001000))
    message = only()
    assert message.text == "Zamówienie 48312"
    assert message.envelope["edits"][0]["text"] == "Zamówienie 48213"


def test_a_live_location_doesnt_flood_the_ticket(telegram: Hooked, update: Update) -> None:
    live = {"location": {"latitude": 52.0, "longitude": 21.0, "live_period": 900}}
    taken(telegram, update(message_id=5, **live), update("edited_message", message_id=5, **live))
    assert only().text == "Location: 52.0, 21.0"
    assert "edits" not in only().envelope


def test_their_own_number_joins_them_with_the_phone(telegram: Hooked, update: Update) -> None:
    taken(telegram, update(contact={"phone_number": "48601222333", "first_name": "Ola", "user_id": OLA}))
    phone = Identity.objects.get(kind="phone")
    assert phone.address == "+48601222333"
    assert phone.customer == Identity.objects.get(kind="telegram").customer
    assert phone.verified_at is not None


def test_somebody_elses_number_joins_nobody(telegram: Hooked, update: Update) -> None:
    taken(telegram, update(**UPDATES["stranger"]["message"]))
    taken(telegram, update(contact={"phone_number": "48601222333", "first_name": "Ola"}))
    assert not Identity.objects.filter(kind="phone").exists()


def test_a_reply_names_what_it_answers(telegram: Hooked, update: Update) -> None:
    taken(telegram, update(text="Pierwsza"))
    chat = {"id": OLA, "type": "private"}
    taken(telegram, update(text="Do tamtej", reply_to_message={"message_id": 700, "date": 1, "chat": chat}))
    assert Message.objects.latest("pk").envelope["references"] == [f"{OLA}:700"]


def test_pressing_start_is_no_message_but_a_link_is(telegram: Hooked, update: Update) -> None:
    taken(telegram, update(text="/start"))
    assert not Message.objects.exists()
    taken(telegram, update(text="/start order-48213"))
    assert dict(only().envelope["facts"])["Came by the link"] == "order-48213"


def test_who_opens_the_chat_is_greeted_in_the_answer(telegram: Hooked, update: Update) -> None:
    assert json.loads(telegram.call(update(text="/start")).content) == {}
    connection = telegram.inbox.connection
    connection.settings = {**connection.settings, "greeting": "Dzień dobry! W czym pomóc?"}
    connection.save()
    answer = telegram.call(update(text="/start"))
    assert answer["Content-Type"] == "application/json"
    said = json.loads(answer.content)
    assert said == {"method": "sendMessage", "chat_id": str(OLA), "text": "Dzień dobry! W czym pomóc?"}
    assert json.loads(telegram.call(update(text="Hi")).content) == {}


def test_a_tapped_button_says_its_words_and_stops_blinking(telegram: Hooked, update: Update) -> None:
    under = {
        "message_id": 12,
        "date": 1,
        "chat": {"id": OLA, "type": "private"},
        "reply_markup": {"inline_keyboard": [[{"text": "Zwrot", "callback_data": "r1"}]]},
    }
    post = update("callback_query", id="4242", data="r1", message=under)
    answer = json.loads(telegram.call(post).content)
    assert answer == {"method": "answerCallbackQuery", "callback_query_id": "4242"}
    telegram.work()
    assert only().text == "Zwrot"


def test_a_button_whose_words_are_gone_never_shows_what_it_carries(telegram: Hooked, update: Update) -> None:
    under = {"message_id": 12, "date": 0, "chat": {"id": OLA, "type": "private"}}
    taken(telegram, update("callback_query", id="4242", data="rate:a-token:5", message=under))
    assert only().text in {"(tapped a button)", "(naciśnięto przycisk)"}


def test_a_reaction_goes_under_the_message_and_away_again(telegram: Hooked, update: Update) -> None:
    taken(telegram, update(text="Dzięki"))
    user = {"id": OLA, "is_bot": False, "first_name": "Ola"}
    heart = [{"type": "emoji", "emoji": "❤"}]
    taken(telegram, update("message_reaction", message_id=700, user=user, old_reaction=[], new_reaction=heart))
    assert only().envelope["reactions"] == {str(OLA): "❤"}
    taken(telegram, update("message_reaction", message_id=700, user=user, old_reaction=heart, new_reaction=[]))
    assert not only().envelope["reactions"]


def test_blocking_the_bot_is_kept_as_their_wish(telegram: Hooked) -> None:
    telegram.says("Dzień dobry")
    telegram.says("", what="blocked")
    consent = Consent.objects.latest("pk")
    assert (consent.granted, consent.words) == (False, "The customer blocked the bot.")
    assert Message.objects.latest("pk").automatic
    telegram.says("", what="unblocked")
    assert Consent.objects.latest("pk").granted


@pytest.mark.parametrize(
    "more",
    [
        {"chat": {"id": -100200, "type": "supergroup", "title": "G"}, "text": "in a group"},
        {"from": {"id": 1, "is_bot": True, "first_name": "B"}, "text": "a bot"},
        {"pinned_message": {"message_id": 1}},
    ],
)
def test_what_is_no_customers_message_is_left_alone(telegram: Hooked, update: Update, more: dict[str, Any]) -> None:
    taken(telegram, update(**more))
    assert not Message.objects.exists()
    assert states() == {EventState.DONE}


@pytest.mark.parametrize("kind", ["channel_post", "business_message", "poll_answer", "chat_member"])
def test_updates_that_nobody_asked_for_are_left_alone(telegram: Hooked, update: Update, kind: str) -> None:
    taken(telegram, update(kind, text="x"))
    assert not Message.objects.exists()
    assert states() == {EventState.DONE}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"message": {}}',
        b'{"update_id": 1, "hologram": {}}',
        b'{"update_id": 1, "message": []}',
        b'{"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}}}',
        b'{"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, "from": {"id": 1},'
        b' "location": {"latitude": "north"}}}',
        b'{"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, "from": {"id": 1},'
        b' "hologram": {"x": 1}}}',
    ],
)
def test_what_nobody_understands_waits_in_quarantine(telegram: Hooked, body: bytes) -> None:
    taken(telegram, telegram.demo.sign(telegram.target, body))
    assert InboundEvent.objects.filter(state=EventState.QUARANTINED).count() == 1
    assert not Message.objects.exists()


def test_twice_is_once_and_the_order_doesnt_matter(telegram: Hooked, update: Update) -> None:
    first, second = update(text="jeden"), update(text="dwa")
    taken(telegram, second, first, first, second)
    assert Ticket.objects.count() == 1
    assert [m.text for m in Message.objects.order_by("sent_at")] == ["jeden", "dwa"]


def test_a_file_is_fetched_by_the_worker(telegram: Hooked, standin: Standin) -> None:
    telegram.says("Pęknięty", what="photo")
    media.sweep()
    attachment = only().attachments.get()
    assert attachment.state == FileState.READY
    assert attachment.content_type == "image/jpeg"
    assert [call.path.rpartition("/")[2] for call in standin.of("telegram")] == ["getFile", "photo.jpg"]
    assert not standin.refusals


def test_a_file_over_20_mb_says_so_without_asking(telegram: Hooked, update: Update, standin: Standin) -> None:
    large = {"file_id": "f", "file_unique_id": "u", "file_name": "film.mov", "file_size": 21 * 1024 * 1024}
    taken(telegram, update(document=large))
    media.sweep()
    attachment = only().attachments.get()
    assert attachment.state == FileState.FAILED
    assert "20 MB" in MediaFetch.objects.get().error
    assert not standin.calls


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd"])
def test_a_file_is_only_fetched_from_below_the_bot(telegram: Hooked, standin: Standin, path: str) -> None:
    telegram.says("Pęknięty", what="photo")
    standin.answer_next("telegram", ApiAnswer.of({"ok": True, "result": {"file_path": path}}))
    media.sweep()
    assert only().attachments.get().state == FileState.FAILED
    assert len(standin.calls) == 1
