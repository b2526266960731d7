"""Files that a provider keeps: fetched by the worker, again after trouble, and once more when a person asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_inbox import media, registry
from channels_inbox.contract import AdapterError, FetchedFile, RemoteFile, Trouble
from channels_inbox.models import Connection, MediaFetch
from tests.cast import Cast, write_in
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.kinds import toy_registered
from tests.pictures import picture
from tickets.actions import ComingFile, remove_received
from tickets.models import Attachment, FileState


@pytest.fixture(autouse=True)
def _toy(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with toy_registered():
        yield


class Keeper:
    """The provider's store: what `fetch` does next."""

    def __init__(self) -> None:
        self.answers: list[FetchedFile | BaseException] = []
        self.asked: list[dict[str, Any]] = []

    def fetch(self, ref: dict[str, Any], settings: Any, secrets: Any) -> FetchedFile:
        self.asked.append(ref)
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Keeper:
    found = Keeper()
    monkeypatch.setattr(registry.adapter("toy"), "fetch", found.fetch, raising=False)
    return found


@pytest.fixture
def pigeons(cast: Cast, client: Client) -> Hooked:
    return hooked("toy", cast, client)


@pytest.fixture
def row(pigeons: Hooked) -> MediaFetch:
    """A photo is on its way."""
    received = write_in(pigeons.inbox, coming=[ComingFile("photo", "image/png", 10)])
    media.expect(pigeons.inbox, received.coming, [RemoteFile({"id": "p1"})])
    return MediaFetch.objects.get()


def fresh(row: MediaFetch) -> Attachment:
    return Attachment.objects.get(pk=row.attachment_id)


def test_it_comes_under_its_true_type_and_the_row_goes(keeper: Keeper, row: MediaFetch) -> None:
    keeper.answers = [FetchedFile(picture("JPEG"), "image/png", "beach.jpg")]
    assert media.sweep() == 1
    file = fresh(row)
    assert (file.state, file.name, file.content_type) == (FileState.READY, "beach.jpg", "image/jpeg")
    assert keeper.asked == [{"id": "p1"}]
    assert not MediaFetch.objects.exists()


def test_trouble_that_passes_is_waited_out(keeper: Keeper, row: MediaFetch) -> None:
    keeper.answers = [AdapterError("Busy.", permanent=False), FetchedFile(b"GIF89a")]
    media.sweep()
    assert (fresh(row).state, media.sweep()) == (FileState.WAITING, 0)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert media.sweep() == 1
    assert fresh(row).state == FileState.READY


def test_what_is_gone_says_why_and_an_agent_may_ask_again(keeper: Keeper, row: MediaFetch, cast: Cast) -> None:
    keeper.answers = [AdapterError("The provider deleted it.", permanent=True), FetchedFile(b"GIF89a")]
    media.sweep()
    assert (fresh(row).state, fresh(row).note) == (FileState.FAILED, "The provider deleted it.")
    iga = Client()
    iga.force_login(cast.iga)
    address = reverse("media-retry", args=[fresh(row).public_id])
    page = iga.get(f"/inbox/{fresh(row).message.ticket_id}/").content.decode()
    assert f'data-retry-file="{address}"' in page and "The provider deleted it." in page
    [change] = iga.post(address).json()["changes"]
    assert "on its way" in change["html"]
    assert fresh(row).state == FileState.WAITING
    # Asked once more while it is on its way: a sentence, no second row.
    assert iga.post(address).status_code == 422
    assert media.sweep() == 1
    assert fresh(row).state == FileState.READY
    assert iga.post(address).status_code == 422


def test_others_cannot_ask(keeper: Keeper, row: MediaFetch, cast: Cast) -> None:
    MediaFetch.objects.update(given_up=True)
    jan = Client()
    jan.force_login(cast.jan)
    assert jan.post(reverse("media-retry", args=[fresh(row).public_id])).status_code == 404
    assert MediaFetch.objects.get().given_up


def test_a_file_over_the_limit_is_not_kept(keeper: Keeper, row: MediaFetch, settings: Any, tmp_path: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 100
    keeper.answers = [FetchedFile(b"x" * 101)]
    media.sweep()
    assert (fresh(row).state, list(tmp_path.iterdir())) == (FileState.FAILED, [])


def test_an_expired_token_calls_the_admins(keeper: Keeper, row: MediaFetch) -> None:
    keeper.answers = [AdapterError("Paste a new token.", permanent=True, trouble=Trouble.AUTH)]
    media.sweep()
    assert Connection.objects.get(inbox=row.inbox).attention == "Paste a new token."


def test_a_file_that_kills_its_worker_is_given_up(keeper: Keeper, row: MediaFetch) -> None:
    keeper.answers = [SystemExit() for _try in range(50)]
    killed = 0
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False) as clock:
        for _round in range(20):
            try:
                media.sweep()
            except SystemExit:
                killed += 1
            clock.shift(media.LEASE * 2)
    assert killed == media.MAX_ATTEMPTS
    assert fresh(row).state == FileState.FAILED and fresh(row).note


def test_taken_back_while_it_was_fetched(keeper: Keeper, row: MediaFetch, tmp_path: Any) -> None:
    real = keeper.fetch

    def slow(*args: Any) -> FetchedFile:
        remove_received(fresh(row).message)
        return real(*args)

    registry.adapter("toy").fetch = slow  # type: ignore[attr-defined]
    keeper.answers = [FetchedFile(b"GIF89a")]
    media.sweep()
    assert not Attachment.objects.exists() and not MediaFetch.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
