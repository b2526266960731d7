"""The real listener process, spoken to by SMTP and LMTP."""

from __future__ import annotations

import smtplib

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import OperationalError
from django.test import override_settings

from channels_inbox import ingest
from channels_inbox.adapters.email import listener
from channels_inbox.adapters.email.recipients import inbox_for
from channels_inbox.models import InboundEvent
from helpdesk.embedded.home import pick_port
from tests.cast import Cast, make_inbox
from tests.services.processes import LiveProcess

MAIL = "From: Jan <jan@example.pl>\r\nTo: support@shop.example\r\nSubject: Paczka\r\nMessage-ID: <{0}@x>\r\n\r\nGdzie?\r\n{1}"


def send(text: str, *recipients: str, sender: str = "jan@example.pl") -> None:
    with smtplib.SMTP("127.0.0.1", settings.MAIL_PORT, timeout=20) as client:
        client.sendmail(sender, list(recipients), text.encode())


def test_a_mail_is_kept_before_the_sender_hears_yes(live_cast: Cast, mail_listener: LiveProcess) -> None:
    send(MAIL.format("a", ""), "support@shop.example")
    event = InboundEvent.objects.get()
    assert event.inbox == live_cast.mail and event.source == "smtp"
    result = ingest.process(event.pk)
    assert result is not None and result.message is not None and result.message.text == "Gdzie?"


def test_the_same_mail_twice_is_one_event(live_cast: Cast, mail_listener: LiveProcess) -> None:
    for _ in range(2):
        send(MAIL.format("a", ""), "support@shop.example")
    assert InboundEvent.objects.count() == 1


def test_one_mail_to_two_inboxes_is_two_events(live_cast: Cast, mail_listener: LiveProcess) -> None:
    other = make_inbox("sales", "email", live_cast.delivery, address="sales@shop.example")
    send(MAIL.format("a", ""), "support@shop.example", "SALES@shop.example", "support+x@shop.example")
    assert set(InboundEvent.objects.values_list("inbox", flat=True)) == {live_cast.mail.pk, other.pk}


def test_strangers_addresses_are_refused_and_localhost_is_the_demos(
    live_cast: Cast, mail_listener: LiveProcess
) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(MAIL.format("a", ""), "someone@elsewhere.example")
    assert caught.value.recipients["someone@elsewhere.example"][0] == 550
    send(MAIL.format("b", ""), "anything@localhost")
    assert InboundEvent.objects.get().inbox == live_cast.mail


def test_outside_the_demo_localhost_is_nobody(cast: Cast) -> None:
    with override_settings(DEMO=False):
        assert inbox_for("anything@localhost") is None
        assert inbox_for("Support+abc@shop.example") == cast.mail


def test_a_line_longer_than_allowed_is_taken(live_cast: Cast, mail_listener: LiveProcess) -> None:
    send(MAIL.format("a", "x" * 50_000 + "\r\n"), "support@shop.example")
    assert len(bytes(InboundEvent.objects.get().payload)) > 50_000


def test_a_null_sender_is_known_as_automatic(live_cast: Cast, mail_listener: LiveProcess) -> None:
    send(MAIL.format("a", ""), "support@shop.example", sender="")
    result = ingest.process(InboundEvent.objects.get().pk)
    assert result is not None and result.outcome == "auto_reply"


def test_lmtp_answers_for_each_recipient(live_cast: Cast, mail_listener: LiveProcess) -> None:
    make_inbox("sales", "email", live_cast.delivery, address="sales@shop.example")
    with smtplib.LMTP("127.0.0.1", settings.MAIL_LMTP_PORT) as client:
        client.ehlo()
        client.mail("jan@example.pl")
        client.rcpt("support@shop.example")
        client.rcpt("sales@shop.example")
        assert client.docmd("DATA")[0] == 354
        client.send(MAIL.format("a", "").encode() + b".\r\n")
        assert [client.getreply()[0], client.getreply()[0]] == [250, 250]
    assert InboundEvent.objects.count() == 2


@pytest.mark.parametrize("fault", [OperationalError("gone"), RuntimeError("a bug")])
def test_trouble_of_ours_never_bounces_a_mail(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def broken(address: str) -> None:
        raise fault

    monkeypatch.setattr(listener, "inbox_for", broken)
    controller = Controller(listener.Handler(), hostname="127.0.0.1", port=pick_port())
    controller.start()
    try:
        with smtplib.SMTP("127.0.0.1", controller.port) as client:
            client.helo()
            client.mail("jan@example.pl")
            assert client.rcpt("support@shop.example")[0] == 451
    finally:
        controller.stop()
