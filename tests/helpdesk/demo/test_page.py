"""/demo/: writes real mail, shows what comes back, never exists outside the demo."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team
from helpdesk.demo import outbox
from tests.cast import make_inbox
from tests.services.smtp_catcher import SmtpCatcher

PATHS = [
    reverse("demo:page"),
    reverse("demo:mails"),
    reverse("demo:compose"),
    reverse("demo:shop"),
    reverse("demo:delivery"),
    reverse("demo:product", args=["jagoda"]),
]
FORM = {
    "name": "Zażółć Gęślą",
    "address": "zazolc@poczta.example",
    "to": "support@localhost",
    "subject": "Gdzie jest paczka?",
    "text": "Dzień dobry,\ngdzie paczka?",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def demo(settings: Any, tmp_path: Path, client: Client) -> Client:
    settings.DEMO = True
    settings.HELPDESK_HOME = tmp_path
    return client


@pytest.fixture
def listener(settings: Any) -> Iterator[SmtpCatcher]:
    settings.MAIL_PORT = free_port()
    catcher = SmtpCatcher(settings.MAIL_PORT)
    catcher.controller.start()
    yield catcher
    catcher.controller.stop()


def answer(subject: str = "Re: Gdzie jest paczka?", html: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Kubek i Len <support@localhost>"
    mail["To"] = "Zażółć <zazolc@poczta.example>"
    mail["Subject"] = subject
    mail["Message-ID"] = "<t7.12.abc@localhost>"
    mail["References"] = "<first@poczta.example>"
    mail["Date"] = "Mon, 23 Nov 2026 10:00:00 +0100"
    mail.set_content("Jutro będzie. Ocena: http://127.0.0.1:8000/s/abc/\n")
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_it_exists_outside_the_demo(client: Client, settings: Any, path: str) -> None:
    settings.DEMO = False
    assert client.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_page_stands_in_both_languages(demo: Client, path: str, language: str) -> None:
    response = demo.get(path, {"lang": language})
    assert response.status_code in {200, 204}
    page = response.content.decode()
    assert " style=" not in page
    assert " onclick=" not in page
    if "<html" in page:
        assert f'<html lang="{language}"' in page
    assert demo.cookies["demo_language"].value == language


@pytest.mark.django_db
def test_the_shop_may_stand_in_our_frame_and_carries_the_chat(demo: Client) -> None:
    make_inbox("czat", "webchat", Team.objects.create(name="Czat"), public_id="demo-kubek-i-len")
    response = demo.get(reverse("demo:shop"))
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert 'data-inbox="demo-kubek-i-len"' in response.content.decode()


@pytest.mark.django_db
def test_a_mail_leaves_by_smtp_as_it_was_written(demo: Client, listener: SmtpCatcher) -> None:
    response = demo.post(reverse("demo:send"), FORM, headers={"HX-Request": "true"})
    assert response.status_code == 200
    [mail] = listener.mails
    assert mail.sender == "zazolc@poczta.example"
    assert mail.recipients == ["support@localhost"]
    assert mail.message["From"] == "Zażółć Gęślą <zazolc@poczta.example>"
    assert mail.message["Subject"] == "Gdzie jest paczka?"
    assert mail.message.get_content() == "Dzień dobry,\r\ngdzie paczka?\r\n"
    assert [kept.sent for kept in outbox.newest()] == [True]


@pytest.mark.django_db
def test_a_file_goes_along(demo: Client, listener: SmtpCatcher, tmp_path: Path) -> None:
    path = tmp_path / "zdjęcie.txt"
    path.write_text("popękane")
    with path.open("rb") as file:
        demo.post(reverse("demo:send"), {**FORM, "file": file})
    [part] = list(listener.mails[0].message.iter_attachments())
    assert part.get_filename() == "zdjęcie.txt"
    assert part.get_payload(decode=True) == "popękane".encode()


@pytest.mark.django_db
def test_only_the_shop_can_be_written_to(demo: Client, listener: SmtpCatcher) -> None:
    response = demo.post(reverse("demo:send"), {**FORM, "to": "someone@example.com"})
    assert listener.mails == []
    assert "demo-error" in response.content.decode()


@pytest.mark.django_db
def test_line_breaks_make_no_headers(demo: Client, listener: SmtpCatcher) -> None:
    demo.post(reverse("demo:send"), {**FORM, "name": "A\r\nBcc: x@example.com", "subject": "Hi\nX-Evil: 1"})
    for mail in listener.mails:
        assert mail.message["Bcc"] is None
        assert mail.message["X-Evil"] is None


@pytest.mark.django_db
def test_a_listener_that_is_away_is_told_not_hidden(demo: Client, settings: Any) -> None:
    settings.MAIL_PORT = free_port()
    response = demo.post(reverse("demo:send"), FORM)
    assert "demo-error" in response.content.decode()
    assert outbox.newest() == []


@pytest.mark.django_db
def test_what_the_helpdesk_sends_is_caught_shown_and_answered(demo: Client, listener: SmtpCatcher) -> None:
    port = free_port()
    with outbox.outbox_server(port), smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(answer(), to_addrs=["zazolc@poczta.example"])
    [mail] = outbox.newest()
    assert mail.recipient == "zazolc@poczta.example"
    page = demo.get(reverse("demo:mails")).content.decode()
    assert "Gdzie jest paczka?" in page
    assert demo.get(reverse("demo:mails"), {"after": mail.key}).status_code == 204
    composer = demo.get(reverse("demo:compose"), {"answers": mail.key}).content.decode()
    assert 'value="support@localhost"' in composer
    assert 'value="zazolc@poczta.example"' in composer
    demo.post(reverse("demo:send"), {**FORM, "answers": mail.key, "subject": "Re: Gdzie jest paczka?"})
    reply = listener.mails[0].message
    assert reply["In-Reply-To"] == "<t7.12.abc@localhost>"
    assert reply["References"] == "<first@poczta.example> <t7.12.abc@localhost>"
    assert "pisze:\r\n> Jutro będzie." in reply.get_content()


@pytest.mark.django_db
def test_a_mail_body_is_harmless_and_its_links_work(demo: Client) -> None:
    html = '<p onclick="x()">Hi<script>alert(1)</script> <a href="http://127.0.0.1:8000/s/abc/">rate</a></p>'
    key = outbox.keep(answer(html=html).as_bytes(), outbox.CAUGHT, ["zazolc@poczta.example"])
    response = demo.get(reverse("demo:mail_body", args=[key]))
    page = response.content.decode()
    assert "script" not in page
    assert "onclick" not in page
    assert 'href="http://127.0.0.1:8000/s/abc/"' in page
    policy = response.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    text = outbox.keep(answer().as_bytes(), outbox.CAUGHT, ["zazolc@poczta.example"])
    assert 'href="http://127.0.0.1:8000/s/abc/"' in demo.get(reverse("demo:mail_body", args=[text])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["..", "x", "..-..-etc"])
def test_no_other_file_can_be_read(demo: Client, key: str) -> None:
    assert demo.get(f"/demo/mails/{key}/body/").status_code == 404
    assert outbox.get("../../secret_key") is None


@pytest.mark.django_db
def test_old_mails_make_room(demo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "KEEP", 3)
    keys = [outbox.keep(answer(f"Mail {number}").as_bytes(), outbox.CAUGHT, ["a@b.example"]) for number in range(5)]
    assert [mail.key for mail in outbox.newest()] == list(reversed(keys[-3:]))


@pytest.mark.django_db
def test_in_an_empty_house_the_shop_has_the_first_chat_or_none(demo: Client) -> None:
    assert "widget.js" not in demo.get(reverse("demo:shop")).content.decode()
    own = make_inbox("chat", "webchat", Team.objects.create(name="Team"))
    assert f'data-inbox="{own.public_id}"' in demo.get(reverse("demo:shop")).content.decode()
