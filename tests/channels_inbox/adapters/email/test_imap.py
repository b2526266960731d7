"""Fetching a mailbox: each mail once, committed before it is marked, trouble shown on the inbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from channels_inbox.adapters.email import imap
from channels_inbox.adapters.email.adapter import EmailAdapter
from channels_inbox.contract import AdapterError
from channels_inbox.models import Connection, InboundEvent
from tests.cast import Cast
from tests.channels_inbox.adapters.email.imap_server import Mailbox, imap_server


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with imap_server() as mailbox:
        yield mailbox


@pytest.fixture
def connected(cast: Cast, box: Mailbox) -> Connection:
    connection = cast.mail.connection
    connection.settings = {
        "imap_host": "127.0.0.1",
        "imap_port": box.port,
        "imap_security": "none",
        "imap_user": "support@shop.example",
    }
    connection.secrets = {"imap_password": "secret"}
    connection.save()
    return connection


def mail(number: int) -> bytes:
    return f"From: jan@example.pl\r\nSubject: {number}\r\nMessage-ID: <{number}@x>\r\n\r\nText {number}\r\n".encode()


def test_unread_mail_comes_in_once_and_is_marked(connected: Connection, box: Mailbox) -> None:
    box.add(mail(1), seen=True)
    second = box.add(mail(2))
    assert imap.poll() == 1
    assert InboundEvent.objects.get().source == "imap" and second in box.seen
    third = box.add(mail(3))
    assert imap.poll() == 1 and imap.poll() == 0
    assert InboundEvent.objects.count() == 2 and box.fetched == [second, third]
    connected.refresh_from_db()
    assert connected.state["imap"] == {"uidvalidity": 7, "uid": third}


def test_mail_read_elsewhere_between_two_polls_still_comes(connected: Connection, box: Mailbox) -> None:
    imap.poll()
    box.add(mail(1), seen=True)
    assert imap.poll() == 1


def test_a_renumbered_mailbox_brings_nothing_twice(connected: Connection, box: Mailbox) -> None:
    box.add(mail(1))
    imap.poll()
    box.validity = 8
    box.seen.clear()
    assert imap.poll() == 0
    assert InboundEvent.objects.count() == 1


def test_a_connection_lost_before_the_mark_loses_and_doubles_nothing(connected: Connection, box: Mailbox) -> None:
    box.add(mail(1))
    box.fail_on_store = True
    assert imap.poll() == 0
    assert InboundEvent.objects.count() == 1
    connected.refresh_from_db()
    assert connected.last_error
    box.fail_on_store = False
    assert imap.poll() == 0
    connected.refresh_from_db()
    assert InboundEvent.objects.count() == 1 and box.seen and not connected.last_error


def test_a_wrong_password_is_shown_on_the_inbox(connected: Connection, box: Mailbox) -> None:
    box.password = "another"
    imap.poll()
    connected.refresh_from_db()
    assert "refused user and password" in connected.last_error and connected.last_error_at


def test_the_connection_test_names_the_folder(connected: Connection, box: Mailbox, outbox_smtp: object) -> None:
    secrets = {"imap_password": "secret"}
    assert "Incoming mail works" in EmailAdapter().test_connection(connected.settings, secrets)
    with pytest.raises(AdapterError, match="Archive"):
        EmailAdapter().test_connection({**connected.settings, "imap_folder": "Archive"}, secrets)
