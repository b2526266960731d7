"""What a message shows beside its words, and that none of it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from channels_inbox.models import Delivery
from tests.cast import Cast, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.models import Attachment, Message

Enter = Callable[[User], Client]
HOSTILE = "<img src=x onerror=alert(1)>"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def shown(enter: Enter, cast: Cast, number: int) -> str:
    return enter(cast.iga).get(f"/inbox/{number}/").content.decode()


def test_facts_and_the_public_mark(cast: Cast, enter: Enter) -> None:
    envelope = {"facts": [["Order", "48213"], [HOSTILE, HOSTILE], ["100%", ""]], "public": True}
    page = shown(enter, cast, write_in(cast.mail, envelope=envelope).ticket.pk)
    assert "<dt>Order</dt><dd>48213</dd>" in page.replace("\n", "") and "is-public" in page
    assert HOSTILE not in page and "100%" in page


def test_a_changed_message_keeps_what_it_said_before(cast: Cast, enter: Enter) -> None:
    received = write_in(cast.mail, f"First {HOSTILE}", external_id="m1")
    actions.edit_received(received.message, "Second")
    page = shown(enter, cast, received.ticket.pk)
    assert "edited" in page and "First &lt;img" in page and "Second" in page and HOSTILE not in page


def test_a_removed_message_says_so_and_nothing_else(cast: Cast, enter: Enter) -> None:
    files = [actions.IncomingFile("a.txt", "text/plain", b"hello")]
    received = write_in(cast.mail, "A secret", files=files, subject="Hello")
    actions.remove_received(received.message)
    page = shown(enter, cast, received.ticket.pk)
    assert "The customer removed this message" in page and "A secret" not in page and "a.txt" not in page


def test_signs_under_a_message_are_counted(cast: Cast, enter: Enter) -> None:
    received = write_in(cast.mail)
    for who, sign in (("1", "👍"), ("2", "👍"), ("3", "<b>")):
        actions.react(received.message, who, sign)
    page = shown(enter, cast, received.ticket.pk)
    assert "👍 2" in page and "&lt;b&gt;" in page


def test_what_was_written_elsewhere_says_so(cast: Cast, enter: Enter) -> None:
    received = write_in(cast.mail)
    assert received.message.identity is not None
    actions.record_outside(received.ticket.pk, cast.mail, received.message.identity, "From the page", external_id="x")
    assert "Outside the helpdesk" in shown(enter, cast, received.ticket.pk)


def test_template_and_buttons_of_an_answer(cast: Cast, enter: Enter) -> None:
    number = write_in(cast.mail).ticket.pk
    message = actions.reply(Actor.agent(cast.iga), number, "Choose")
    template = {"name": "order_update", "language": "pl", "values": ["1"]}
    Message.objects.filter(pk=message.pk).update(envelope={"template": template, "quick_replies": ["Yes", HOSTILE]})
    page = shown(enter, cast, number)
    assert "template order_update" in page and ">Yes</li>" in page and HOSTILE not in page


def test_files_on_their_way_failed_heard_and_seen(cast: Cast, enter: Enter) -> None:
    received = write_in(
        cast.mail,
        coming=[actions.ComingFile("late.pdf"), actions.ComingFile("lost.pdf")],
        files=[
            actions.IncomingFile("voicemail.mp3", "audio/mpeg", b"ID3"),
            actions.IncomingFile("film.mp4", "video/mp4", b"\0\0\0\x18ftypmp42"),
            actions.IncomingFile("photo.png", "image/png", PNG),
            actions.IncomingFile("setup.exe", "application/x-msdownload", b"MZ"),
        ],
    )
    actions.attachment_failed(Attachment.objects.get(name="lost.pdf"), "WhatsApp no longer has this file.")
    page = shown(enter, cast, received.ticket.pk)
    sound = Attachment.objects.get(name="voicemail.mp3")
    assert "<audio" in page and f"/attachments/{sound.public_id}/" in page and "<video" in page
    assert "on its way" in page and "WhatsApp no longer has this file." in page and "may be harmful" in page
    late = Attachment.objects.get(name="late.pdf")
    assert str(late.public_id) not in page  # nothing to open yet


def test_why_an_answer_did_not_arrive_is_said_in_full(cast: Cast, enter: Enter) -> None:
    number = write_in(cast.mail).ticket.pk
    message = actions.reply(Actor.agent(cast.iga), number, "Hello")
    assert Delivery.objects.filter(message=message).exists()
    why = "The customer wrote more than 24 hours ago, so that only an approved template can be sent. " * 2
    actions.delivery_failed(message, why)
    assert why.strip() in shown(enter, cast, number)


def test_a_live_change_brings_all_of_it(cast: Cast, enter: Enter) -> None:
    since = (timezone.now() - timedelta(seconds=1)).isoformat()
    received = write_in(cast.mail, "First", envelope={"facts": [["Stars", "2"]]})
    actions.edit_received(received.message, "Second")
    actions.react(received.message, "1", "❤")
    hint = enter(cast.iga).get("/inbox/live/", {"since": since, "ticket": str(received.ticket.pk)}).json()
    html = hint["changes"][0]["html"]
    assert "Stars" in html and "edited" in html and "❤" in html
