"""Answers to a Telegram chat, through the stand-in of the Bot API."""

from __future__ import annotations

import json
import logging
from email import message_from_bytes
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from channels_inbox import deliver, inboxes, registry
from channels_inbox.adapters.telegram import markup
from channels_inbox.adapters.telegram.api import ask, scrub
from channels_inbox.adapters.telegram.demo import TOKEN
from channels_inbox.adapters.telegram.entities import utf16_length
from channels_inbox.adapters.telegram.forms import SettingsForm
from channels_inbox.contract import AdapterError, SendingUncertain
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.hooks import hook_url
from channels_inbox.models import Connection, Delivery, DeliveryPart
from core.html import format_reply
from helpdesk.log_filter import without_tokens
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked
from tests.services.standin import Standin
from tickets.actions import Choices, NewFile, reply
from tickets.actor import Actor
from tickets.models import Message, Ticket

OLA = "5180010001"
BLOCKED = ApiAnswer.of({"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}, 403)


@pytest.fixture
def ticket(telegram: Hooked) -> Ticket:
    telegram.says("Gdzie jest moja paczka?")
    return Ticket.objects.get()


def answered(cast: Cast, ticket: Ticket, text: str, **more: Any) -> Delivery:
    message = reply(Actor.agent(cast.iga), ticket.number, text, **more)
    delivery = Delivery.objects.get(message=message)
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def bodies(standin: Standin) -> list[dict[str, Any]]:
    return [call.json() for call in standin.of("telegram")]


def form(body: bytes, content_type: str) -> dict[str, Any]:
    parts = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body).get_payload()
    assert isinstance(parts, list)
    found = {}
    for part in parts:
        assert not isinstance(part, str)
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found[name] = (
            (part.get_filename(), part.get_content_type(), content) if part.get_filename() else content.decode()
        )
    return found


def test_an_answer_goes_formatted_and_escaped(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    delivery = answered(cast, ticket, "Paczka **wyszła** <dziś> & jest w [drodze](https://kurier.example/?a=1&b=2)")
    assert (delivery.state, delivery.error) == ("sent", "")
    assert delivery.external_id.startswith(f"{OLA}:")
    assert bodies(standin) == [
        {
            "chat_id": OLA,
            "parse_mode": "HTML",
            "text": "Paczka <b>wyszła</b> &lt;dziś&gt; &amp; jest w "
            '<a href="https://kurier.example/?a=1&amp;b=2">drodze</a>',
        }
    ]
    assert not standin.refusals


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a _b_ c**", "<b>a <i>b</i> c</b>"),
        ("- jeden\n- dwa\n  - pod", "• jeden\n• dwa\n  • pod"),
        ("3. trzy\n4. cztery", "1. trzy\n2. cztery"),
        ("> cytat **b**\n> dalej\n\npo", "<blockquote>cytat <b>b</b>\ndalej</blockquote>\n\npo"),
        ("```\nx < y\n  z\n```", "<pre>x &lt; y\n  z</pre>"),
        ("**pogrubione `kod`**", "<b>pogrubione </b><code>kod</code>"),
        ("[zły](javascript:alert(1))", "[zły](javascript:alert(1))"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("linia\nlinia\n\nakapit", "linia\nlinia\n\nakapit"),
    ],
)
def test_our_marks_become_telegrams(text: str, html: str) -> None:
    assert markup.render(markup.runs(format_reply(text))) == html


@pytest.mark.parametrize(
    "html",
    [
        "<b>unclosed <i>crossed</b> text</i>",
        '<a href="">x</a>',
        "<p></p>",
        "<table><tr><td>a</td><td>b</td></tr></table>",
    ],
)
def test_whatever_html_comes_telegram_can_read_it(html: str) -> None:
    from channels_inbox.adapters.telegram.demo import shown

    shown(markup.render(markup.runs(html)))


def test_a_long_answer_is_cut_at_words_and_every_piece_is_whole(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    text = "**" + "słowo 😀😀 " * 440 + "koniec**"
    assert len(text) < 4096 < utf16_length(text)
    delivery = answered(cast, ticket, text)
    texts = [body["text"] for body in bodies(standin)]
    assert len(texts) == 2
    assert all(t.startswith("<b>") and t.endswith("</b>") for t in texts)
    assert all(utf16_length(t) <= 4096 + 7 for t in texts)
    assert " ".join(t[3:-4] for t in texts) == text[2:-2]
    assert DeliveryPart.objects.filter(delivery=delivery).count() == 2
    assert not standin.refusals


def test_a_single_word_without_end_is_cut_too() -> None:
    pieces = markup.pieces([markup.Run("ż" * 9000)])
    assert [len(piece) for piece in pieces] == [4096, 4096, 808]


def test_buttons_come_in_place_of_the_keyboard(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    answered(cast, ticket, "Co wolisz?", choices=Choices(quick_replies=["Zwrot", "Wymiana"]))
    (body,) = bodies(standin)
    assert body["reply_markup"]["keyboard"] == [[{"text": "Zwrot"}], [{"text": "Wymiana"}]]
    assert body["reply_markup"]["one_time_keyboard"] is True
    assert not standin.refusals


def test_one_picture_takes_the_words_as_its_caption(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    picture = NewFile("kubek ż.png", "image/png", b"\x89PNG\r\n\x1a\n0")
    answered(cast, ticket, "Taki **szary**?", attachments=[picture], choices=Choices(quick_replies=["Tak"]))
    (call,) = standin.of("telegram")
    assert call.path == f"bot{TOKEN}/sendPhoto"
    found = form(call.body, call.headers["content-type"])
    assert (found["chat_id"], found["caption"], found["parse_mode"]) == (OLA, "Taki <b>szary</b>?", "HTML")
    assert found["photo"][1:] == ("image/png", picture.content)
    assert json.loads(found["reply_markup"])["keyboard"] == [[{"text": "Tak"}]]
    assert not standin.refusals


def test_several_files_go_one_by_one_after_the_words(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    files = [NewFile("a.pdf", "application/pdf", b"%PDF-1"), NewFile("b.jpg", "image/jpeg", b"\xff\xd8\xff0")]
    delivery = answered(cast, ticket, "Oba", attachments=files)
    assert [call.path.rpartition("/")[2] for call in standin.of("telegram")] == [
        "sendMessage",
        "sendDocument",
        "sendPhoto",
    ]
    assert DeliveryPart.objects.filter(delivery=delivery).count() == 3
    assert not standin.refusals


def test_a_picture_that_is_no_photo_goes_as_a_document(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    bad = {"ok": False, "error_code": 400, "description": "Bad Request: PHOTO_INVALID_DIMENSIONS"}
    standin.answer_next("telegram", ApiAnswer.of(bad, 400))
    delivery = answered(cast, ticket, "", attachments=[NewFile("long.png", "image/png", b"\x89PNG\r\n\x1a\n0")])
    assert delivery.state == "sent"
    assert [call.path.rpartition("/")[2] for call in standin.of("telegram")] == ["sendPhoto", "sendDocument"]


def test_marks_that_telegram_doesnt_take_are_left_out(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    bad = {"ok": False, "error_code": 400, "description": "Bad Request: can't parse entities: Unsupported start tag"}
    standin.answer_next("telegram", ApiAnswer.of(bad, 400))
    delivery = answered(cast, ticket, "**ważne** & <tak>")
    assert delivery.state == "sent"
    assert bodies(standin)[1] == {"chat_id": OLA, "text": "ważne & <tak>"}


def test_a_file_over_50_mb_is_refused_before_anything_leaves(
    cast: Cast, ticket: Ticket, standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels_inbox.adapters.telegram.sending.MAX_FILE", 3)
    delivery = answered(cast, ticket, "x", attachments=[NewFile("film.mov", "video/quicktime", b"1234")])
    assert delivery.state == "failed"
    assert "film.mov" in delivery.error
    assert not standin.calls


def test_a_file_gone_from_the_storage_is_said(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    message = reply(Actor.agent(cast.iga), ticket.number, "", attachments=[NewFile("a.txt", "text/plain", b"1")])
    default_storage.delete(str(message.attachments.get().file.name))
    delivery = Delivery.objects.get()
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, "a.txt" in delivery.error) == ("failed", True)


def test_blocked_is_their_wish_and_the_way_is_closed(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    standin.answer_next("telegram", BLOCKED)
    delivery = answered(cast, ticket, "Dzień dobry")
    assert delivery.state == "failed"
    assert delivery.error == "The customer blocked the bot. Choose another channel."
    from channels_inbox.routes import reply_routes

    (route,) = [route for route in reply_routes(ticket) if route.channel == "telegram"]
    assert (route.available, route.note) == (False, "The customer blocked the bot.")


@pytest.mark.parametrize(
    ("status", "description", "attention", "words"),
    [
        (401, "Unauthorized", True, "token"),
        (404, "Not Found", True, "token"),
        (400, "Bad Request: chat not found", False, "hasn't started a chat"),
        (403, "Forbidden: user is deactivated", False, "account was closed"),
        (403, "Forbidden: bot can't initiate conversation with a user", False, "hasn't started a chat"),
        (413, "Request Entity Too Large", False, "too large"),
        (400, "Bad Request: MESSAGE_STRANGE", False, "MESSAGE_STRANGE"),
    ],
)
def test_what_can_never_go_stops_with_words(
    cast: Cast, ticket: Ticket, standin: Standin, status: int, description: str, attention: bool, words: str
) -> None:
    standin.answer_next(
        "telegram", ApiAnswer.of({"ok": False, "error_code": status, "description": description}, status)
    )
    delivery = answered(cast, ticket, "Dzień dobry")
    assert delivery.state == "failed"
    assert words in delivery.error
    assert bool(Connection.objects.get(inbox=ticket.inbox).attention) is attention
    assert len(standin.calls) == 1


def test_telegrams_own_pause_is_kept(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    busy = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 400}}
    standin.answer_next("telegram", ApiAnswer.of(busy, 429))
    delivery = answered(cast, ticket, "Dzień dobry")
    assert delivery.state == "queued"
    assert (delivery.due_at - timezone.now()).total_seconds() > 390


@pytest.mark.parametrize("body", [b"<html>bad gateway</html>", b"[]", b'{"ok": false}'])
def test_a_broken_telegram_is_tried_again(cast: Cast, ticket: Ticket, standin: Standin, body: bytes) -> None:
    standin.answer_next("telegram", ApiAnswer(502, body))
    assert answered(cast, ticket, "Dzień dobry").state == "queued"


@pytest.mark.parametrize("answer", [None, ApiAnswer(200, b"???"), ApiAnswer.of({"ok": True, "result": True})])
def test_what_may_have_arrived_is_never_sent_again(
    cast: Cast, ticket: Ticket, standin: Standin, answer: ApiAnswer | None
) -> None:
    standin.answer_next("telegram", answer)
    delivery = answered(cast, ticket, "Dzień dobry")
    assert delivery.state == "uncertain"
    deliver.sweep()
    assert len(standin.calls) == 1


def test_the_token_is_nowhere_but_in_telegrams_address(
    cast: Cast, ticket: Ticket, standin: Standin, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    caplog.set_level(logging.INFO)
    echo = {"ok": False, "error_code": 400, "description": f"Bad Request: no method for bot{TOKEN} here"}
    standin.answer_next("telegram", ApiAnswer.of(echo, 400))
    said = [answered(cast, ticket, "jeden").error]
    settings.CHANNEL_API_BASE = "http://127.0.0.1:9"
    said.append(answered(cast, ticket, "dwa").error)
    with pytest.raises(AdapterError) as caught:
        ask(TOKEN, "getMe", repeatable=True)
    said += [caught.value.message, repr(caught.value.__cause__), caplog.text, hook_url(ticket.inbox)]
    secret = TOKEN.partition(":")[2]
    assert len(said[0]) > 20 and len(said[1]) > 20
    assert not [one for one in said if secret in one]


def test_a_token_in_an_address_stays_out_of_the_log() -> None:
    said = without_tokens(f'HTTP Request: POST https://api.telegram.org/bot{TOKEN}/sendMessage "HTTP/1.1 200 OK"')
    assert TOKEN not in said
    assert said.endswith('/sendMessage "HTTP/1.1 200 OK"')


def test_scrubbing_takes_the_secret_half_too() -> None:
    assert scrub(f"x {TOKEN} y {TOKEN.partition(':')[2]}", TOKEN) == "x … y …"


def test_uncertainty_is_scrubbed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise SendingUncertain(f"broke at bot{TOKEN}/sendMessage")

    monkeypatch.setattr("channels_inbox.adapters.telegram.api.call", broken)
    with pytest.raises(SendingUncertain) as caught:
        ask(TOKEN, "sendMessage", {"chat_id": 1, "text": "x"})
    assert TOKEN not in str(caught.value)


def test_connecting_tells_telegram_where_to_call(telegram: Hooked, standin: Standin) -> None:
    ok, sentence = inboxes.try_connection(telegram.inbox)
    assert ok, sentence
    assert "@kubek_i_len_bot" in sentence
    adapter: Any = registry.adapter("telegram")
    connection = Connection.objects.get(inbox=telegram.inbox)
    connection.state = {**connection.state, **adapter.sync(connection)}
    connection.save()
    told = next(c.json() for c in reversed(standin.of("telegram")) if c.path.endswith("/setWebhook"))
    assert told["url"] == hook_url(telegram.inbox)
    assert told["drop_pending_updates"] is False
    assert {"message", "message_reaction", "my_chat_member"} <= set(told["allowed_updates"])
    assert told["secret_token"] in telegram.demo.sign(telegram.target, b"").headers.values()
    telegram.inbox.refresh_from_db()
    assert adapter.hook_facts(telegram.inbox)[0][1] == "https://t.me/kubek_i_len_bot"
    assert not standin.refusals


def test_an_address_that_telegram_wont_call_is_said(telegram: Hooked, standin: Standin, settings: Any) -> None:
    settings.PUBLIC_URL = "http://helpdesk.example"
    adapter: Any = registry.adapter("telegram")
    bad = {"ok": False, "error_code": 400, "description": "Bad Request: bad webhook: An HTTPS URL must be provided"}
    standin.answer_next("telegram", ApiAnswer.of(bad, 400))
    with pytest.raises(AdapterError, match=r"at http://helpdesk\.example/.*HTTPS"):
        adapter.sync(Connection.objects.get(inbox=telegram.inbox))
    ok, sentence = inboxes.try_connection(telegram.inbox)
    assert (ok, "HTTPS" in sentence) == (False, True)


def test_testing_says_what_telegram_last_ran_into(telegram: Hooked, standin: Standin) -> None:
    adapter: Any = registry.adapter("telegram")
    info = {"url": "x", "last_error_date": int(timezone.now().timestamp()) - 60, "last_error_message": "SSL error"}
    standin.answer_next("telegram", ApiAnswer.of({"ok": True, "result": {"username": "b"}}))
    standin.answer_next("telegram", ApiAnswer.of({"ok": True, "result": info}))
    assert "SSL error" in adapter.test_connection(telegram.target.settings, telegram.target.secrets)
    with pytest.raises(AdapterError, match="incomplete"):
        adapter.test_connection({}, {"token": "123:short"})
    with pytest.raises(AdapterError, match="doesn't accept"):
        adapter.test_connection({}, {"token": "123:" + "a" * 35})


def test_the_form_wants_a_whole_token() -> None:
    assert SettingsForm({"token": f" {TOKEN} ", "greeting": ""}).is_valid()
    assert not SettingsForm({"token": "123456", "greeting": ""}).is_valid()
    form = SettingsForm({"token": TOKEN, "greeting": "Hej"})
    form.is_valid()
    assert form.cleaned_data["bot_id"] == "7700112233"


def test_a_deliverys_part_is_known_to_a_reaction(
    cast: Cast, telegram: Hooked, ticket: Ticket, standin: Standin
) -> None:
    delivery = answered(cast, ticket, "Wysłane")
    number = int(delivery.external_id.partition(":")[2])
    body = {
        "update_id": 5,
        "message_reaction": {
            "chat": {"id": int(OLA), "type": "private"},
            "message_id": number,
            "user": {"id": int(OLA), "is_bot": False, "first_name": "Ola"},
            "date": 1790000000,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
        },
    }
    telegram.post(telegram.demo.sign(telegram.target, json.dumps(body).encode()))
    telegram.work()
    assert Message.objects.get(pk=delivery.message_id).envelope["reactions"] == {OLA: "👍"}


def test_stored_files_are_read_through_the_storage(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    name = default_storage.save("x.bin", ContentFile(b"123"))
    assert default_storage.open(name).read() == b"123"
    answered(cast, ticket, "", attachments=[NewFile("a.bin", "application/x-thing", b"\x00\x01")])
    (call,) = standin.of("telegram")
    assert form(call.body, call.headers["content-type"])["document"][2] == b"\x00\x01"
