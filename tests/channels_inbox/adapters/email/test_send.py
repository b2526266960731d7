"""Out by SMTP to a real server, and what its answers mean."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from channels_inbox.adapters.email import smtp, threads
from channels_inbox.adapters.email.adapter import EmailAdapter
from channels_inbox.adapters.email.compose import compose
from channels_inbox.adapters.email.parse import parse_mail
from channels_inbox.contract import AdapterError, OutboundFile, OutboundMessage, SendingUncertain
from tests.services.smtp_catcher import SmtpCatcher

ADAPTER = EmailAdapter()


def outbound(**changes: Any) -> OutboundMessage:
    base = OutboundMessage(
        delivery_id=1,
        idempotency_key="k",
        ticket_number=7,
        message_id=31,
        inbox_name="Sklep Kubek",
        inbox_address="support@shop.example",
        address="jan@example.pl",
        display_name="Żaneta, Łęcka",
        author_name="Iga Bober",
        subject="Zamówienie 4711",
        text="Dzień dobry\n.kropka\n..dwie",
        html="<p>Dzień dobry</p>",
        language="pl",
        references=("<first@example.pl>", "not an id", "<last@example.pl>"),
    )
    return replace(base, **changes)


def test_the_mail_threads_and_comes_back(outbox_smtp: SmtpCatcher) -> None:
    result = ADAPTER.send(outbound(cc=("ola@example.pl",)))
    caught = outbox_smtp.wait()[0]
    mail = caught.message
    assert caught.recipients == ["jan@example.pl", "ola@example.pl"]
    assert mail["Message-ID"] == result.external_id
    assert mail["In-Reply-To"] == "<last@example.pl>"
    assert mail["References"] == "<first@example.pl> <last@example.pl>"
    assert mail["Subject"] == "Re: Zamówienie 4711"
    assert str(mail["From"]) == '"Iga Bober (Sklep Kubek)" <support@shop.example>'
    assert mail["To"].addresses[0].display_name == "Żaneta, Łęcka"
    assert "Auto-Submitted" not in mail
    body = mail.get_body(("plain",))
    assert body is not None and body.get_content().splitlines() == ["Dzień dobry", ".kropka", "..dwie"]
    answer = f"From: jan@example.pl\nReferences: {result.external_id}\n\nok".encode()
    assert parse_mail(answer).ticket_token == 7


def test_an_automatic_mail_says_so(outbox_smtp: SmtpCatcher) -> None:
    ADAPTER.send(outbound(automatic=True, references=()))
    raw = outbox_smtp.wait()[0].raw
    mail = outbox_smtp.mails[0].message
    assert mail["Auto-Submitted"] == "auto-generated" and mail["X-Auto-Response-Suppress"] == "All"
    assert parse_mail(raw).outcome == "auto_reply"
    machine = f"From: robot@example.pl\nSubject: Thanks\nX-Loop: {mail['X-Loop']}\n\nGot it".encode()
    assert parse_mail(machine).meta["automatic"] == "loop"
    assert parse_mail(machine.replace(b"<t7.", b"<t8.")).outcome == "received"


def test_files_and_a_given_body_leave(outbox_smtp: SmtpCatcher) -> None:
    path = default_storage.save("t/x", ContentFile(b"%PDF"))
    file = OutboundFile('fak\r\nBcc: x@y.pl"tura ż.pdf', "application/pdf", path, 4)
    ADAPTER.send(outbound(files=(file,), meta={"body": {"text": "Oceń nas", "html": "<p>Oceń</p>"}}))
    mail = outbox_smtp.wait()[0].message
    attached = next(iter(mail.iter_attachments()))
    name = attached.get_filename()
    assert attached.get_content() == b"%PDF" and name is not None and "\n" not in name and name.endswith(".pdf")
    body = mail.get_body(("plain",))
    assert body is not None and body.get_content().strip() == "Oceń nas"
    assert "Bcc" not in mail


@pytest.mark.parametrize("field", ["subject", "display_name", "author_name", "inbox_name"])
def test_no_field_can_carry_a_line_end(field: str) -> None:
    mail = compose(outbound(**{field: "x\r\nBcc: evil@example.com\n\nbody"}))
    assert mail["Bcc"] is None and b"\r\nBcc:" not in mail.as_bytes()


@pytest.mark.parametrize("address", ["", "jan", "a@b\r\nRCPT TO:<x@y>", "a b@@"])
def test_a_bad_address_stops_for_good(address: str) -> None:
    with pytest.raises(AdapterError) as caught:
        compose(outbound(address=address))
    assert caught.value.permanent


@pytest.mark.parametrize(("reply", "permanent"), [("550 5.1.1 no such user", True), ("451 4.7.1 greylisted", False)])
def test_the_servers_answer_decides(outbox_smtp: SmtpCatcher, reply: str, permanent: bool) -> None:
    outbox_smtp.refuse_with.append(reply)
    with pytest.raises(AdapterError) as caught:
        ADAPTER.send(outbound())
    assert caught.value.permanent is permanent and reply.split(" ", 1)[1] in caught.value.message
    assert not outbox_smtp.mails


def test_a_refused_copy_does_not_stop_the_answer(outbox_smtp: SmtpCatcher) -> None:
    server = smtp.server_for({}, {})
    mail = compose(outbound())
    with smtp.connection(server) as client:
        client.mail("support@shop.example")
    ADAPTER.send(outbound(cc=("ola@example.pl",)))
    assert outbox_smtp.wait()
    assert mail["Message-ID"] == threads.message_id(7, 31, "shop.example")


def test_no_server_there_is_tried_again() -> None:
    with pytest.raises(AdapterError) as caught:
        ADAPTER.send(outbound())  # nothing listens on SMTP_PORT without the fixture
    assert not caught.value.permanent


def test_a_connection_lost_after_the_mail_is_uncertain() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        peer, _ = listener.accept()
        with peer, peer.makefile("rwb") as stream:
            stream.write(b"220 hi\r\n")
            stream.flush()
            for line in stream:
                if line.startswith(b"DATA"):
                    stream.write(b"354 go\r\n")
                    stream.flush()
                    while stream.readline() != b".\r\n":
                        pass
                    return
                stream.write(b"250 ok\r\n")
                stream.flush()

    thread = threading.Thread(target=serve)
    thread.start()
    chosen = {"smtp_host": "127.0.0.1", "smtp_port": listener.getsockname()[1], "smtp_security": "none"}
    with pytest.raises(SendingUncertain):
        ADAPTER.send(outbound(settings=chosen))
    thread.join()
    listener.close()


def test_tokens_cannot_be_guessed() -> None:
    own = threads.message_id(7, 31, settings.MAIL_DOMAIN)
    assert threads.own_token(own) == threads.Token(7, 31)
    assert threads.own_token(own.replace("<t7.", "<t8.")) is None
    plus = threads.reply_address("support@shop.example", 7, 31)
    assert threads.recipient_token([plus], {"address": "support@shop.example"}) == threads.Token(7, 31)
    assert threads.recipient_token([plus.replace(".31.", ".32.")], {}) is None
    assert threads.recipient_token([plus.replace("+t7.", "+t9.")], {}) is None


def test_connection_test_tells_what_is_wrong(outbox_smtp: SmtpCatcher) -> None:
    assert "127.0.0.1" in ADAPTER.test_connection({}, {})
    with pytest.raises(AdapterError, match="TLS or sign-in"):
        ADAPTER.test_connection(
            {"smtp_host": "127.0.0.1", "smtp_port": settings.SMTP_PORT, "smtp_security": "starttls"}, {}
        )
