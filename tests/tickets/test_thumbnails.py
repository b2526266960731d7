"""Small pictures from arrival to the thread: made by the worker, once, whatever the file does."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from PIL import Image

from core import pictures as drawing
from tests.cast import Cast, write_in
from tests.pictures import picture, png_bomb
from tickets import actions, events
from tickets.actions import ComingFile, IncomingFile, pictures
from tickets.models import Attachment, FileState, Message
from tickets.templatetags.files import thumbnail_url


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sent(cast: Cast, content: bytes, name: str = "photo.jpg", content_type: str = "image/jpeg") -> Attachment:
    received = write_in(cast.mail, files=[IncomingFile(name, content_type, content)])
    return received.message.attachments.get()


def test_the_sweep_makes_what_a_lost_hint_left(cast: Cast) -> None:
    row = sent(cast, picture("JPEG"))
    assert thumbnail_url(row).endswith("?inline=1")  # until then the picture itself
    assert pictures.sweep_thumbnails() == 1
    row.refresh_from_db()
    assert thumbnail_url(row) == f"/thumbnails/{row.public_id}/"
    with row.thumbnail.open() as stored:
        assert Image.open(BytesIO(stored.read())).size == (360, 240)
    assert pictures.sweep_thumbnails() == 0


def test_the_thread_is_told_when_it_is_there(cast: Cast, django_capture_on_commit_callbacks) -> None:
    row = sent(cast, picture("PNG"), "a.png", "image/png")
    told: list[Message] = []
    events.message_state_changed.connect(listener := lambda message, **_kwargs: told.append(message), weak=False)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            pictures.make_thumbnail(row.pk)
    finally:
        events.message_state_changed.disconnect(listener)
    assert [message.pk for message in told] == [row.message_id]


@pytest.mark.parametrize("content", [png_bomb(60_000, 60_000), picture("PNG")[:300], b"\x89PNG\r\n\x1a\nno more"])
def test_what_cannot_be_made_is_tried_once_and_becomes_a_plain_file(cast: Cast, content: bytes) -> None:
    row = sent(cast, content, "a.png", "image/png")
    assert row.is_image
    assert pictures.make_thumbnail(row.pk)
    row.refresh_from_db()
    assert (row.thumbnail_due_at, bool(row.thumbnail), row.state) == (None, False, FileState.READY)
    # What breaks our decoder isn't given to an agent's browser either: it is a file to download.
    assert not row.is_image
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert pictures.sweep_thumbnails() == 0


def test_only_pictures_by_their_bytes_are_tried(cast: Cast) -> None:
    liar = sent(cast, b"<html><script>alert(1)</script>", "photo.png", "image/png")
    unnamed = sent(cast, picture("GIF", (9, 9)), "file", "")
    assert (liar.content_type, liar.is_image, liar.thumbnail_due_at) == ("application/octet-stream", False, None)
    assert (unnamed.content_type, unnamed.thumbnail_due_at is not None) == ("image/gif", True)


def test_a_picture_that_kills_its_worker_is_given_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = sent(cast, picture("PNG"), "a.png", "image/png")

    def killed(_content: bytes) -> bytes:
        raise SystemExit

    monkeypatch.setattr(drawing, "thumbnail", killed)
    moment = timezone.now() + timedelta(seconds=1)
    tries = 0
    with time_machine.travel(moment, tick=False) as clock:
        for _round in range(10):
            try:
                pictures.make_thumbnail(row.pk)
            except SystemExit:
                tries += 1
            clock.shift(pictures.PAUSE)
    assert tries == pictures.MAX_ATTEMPTS


def test_a_storage_out_of_reach_doesn_t_stop_the_others_and_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (sent(cast, picture("PNG"), f"{n}.png", "image/png") for n in (1, 2))
    real, calls = drawing.thumbnail, []

    def shaky(content: bytes) -> bytes:
        calls.append(len(content))
        if len(calls) == 1:
            raise OSError("The store is away.")
        return real(content)

    monkeypatch.setattr(drawing, "thumbnail", shaky)
    assert pictures.sweep_thumbnails() == 1
    with time_machine.travel(timezone.now() + pictures.PAUSE * 2, tick=False):
        assert pictures.sweep_thumbnails() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.thumbnail and second.thumbnail


def test_a_file_taken_back_meanwhile_leaves_nothing_behind(cast: Cast, tmp_path, monkeypatch) -> None:
    row = sent(cast, picture("PNG"), "a.png", "image/png")
    real = drawing.thumbnail

    def slow(content: bytes) -> bytes:
        actions.remove_received(row.message)
        return real(content)

    monkeypatch.setattr(drawing, "thumbnail", slow)
    pictures.make_thumbnail(row.pk)
    assert not Attachment.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def coming(cast: Cast) -> Attachment:
    received = write_in(cast.chat, coming=[ComingFile("photo", "image/png", 10)])
    return received.coming[0]


def test_a_fetched_picture_gets_one_too(cast: Cast) -> None:
    row = coming(cast)
    assert row.thumbnail_due_at is None  # it isn't here yet
    filled = actions.fill_attachment(row, picture("JPEG"), content_type="image/png")
    assert (filled.content_type, filled.state) == ("image/jpeg", FileState.READY)
    assert pictures.sweep_thumbnails() == 1


def test_filled_twice_is_kept_once(cast: Cast, tmp_path) -> None:
    row = coming(cast)
    twin = Attachment.objects.get(pk=row.pk)
    actions.fill_attachment(row, b"first", content_type="text/plain")
    actions.fill_attachment(twin, b"second", content_type="text/plain")
    kept = Attachment.objects.get(pk=row.pk)
    with kept.file.open() as stored:
        assert stored.read() == b"first"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
