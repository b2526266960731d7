"""The outermost door: what a request may cost, who gets in by the back, what the log keeps to itself."""

from __future__ import annotations

import logging
import socket
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client

from accounts.models import User
from helpdesk.limits import ANY_BODY
from helpdesk.log_filter import WithoutTokens
from tests.cast import PASSWORD, Cast, make_cast
from tests.services.fixtures import LiveApp


def test_a_body_without_end_is_refused_before_it_is_taken(live_app: LiveApp) -> None:
    parts = urlsplit(live_app.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as client:
        client.sendall(
            f"POST /chat/upload/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {ANY_BODY + 1}\r\n\r\n".encode()
        )
        assert client.recv(200).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_hides_its_size_is_cut_off(live_app: LiveApp) -> None:
    parts = urlsplit(live_app.url)
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    answer = b""
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as client:
        client.sendall(b"POST /chat/upload/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(ANY_BODY // 0x100000 + 8):
                client.sendall(piece)
            answer = client.recv(200)
        except (ConnectionError, TimeoutError):
            answer = b""
    assert not answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 4")), "the whole body was taken"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_the_back_door_has_no_sign_in_of_its_own(cast: Cast) -> None:
    visitor = Client()
    answer = visitor.post("/admin/login/", {"username": cast.ada.email, "password": PASSWORD})
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in visitor.session
    visitor.force_login(cast.jan)
    assert visitor.get("/admin/login/").status_code == 403
    User.objects.filter(pk=cast.ada.pk).update(is_staff=True, is_superuser=True)  # as setup and invitations do
    visitor.force_login(cast.ada)
    assert visitor.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/s/sEcReT-1/",
        "/invite/sEcReT-1/",
        "/chat/files/sEcReT-1/",
        "/reports/stop/sEcReT-1/",
        "/a/b?x=1&key=sEcReT-1",
    ],
)
def test_tokens_stay_out_of_the_log(path: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", path), None)
    assert WithoutTokens().filter(record)
    assert "sEcReT" not in record.getMessage() and record.getMessage().startswith(f"Gone: {path[:3]}")


@pytest.mark.parametrize(
    "path",
    ["/accounts/login/", "/chat/widget.js", "/static/css/tokens.css", "/s/nothing/", "/nowhere/", "/api/v1/tickets/"],
)
def test_every_answer_carries_the_browsers_safety_belts(live_app: LiveApp, path: str) -> None:
    make_cast()
    answer = httpx.get(f"{live_app.url}{path}")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    if answer.headers["content-type"].startswith("text/html"):
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "object-src 'none'" in policy
        assert answer.headers["x-frame-options"] == "DENY"


def test_a_foreign_host_name_is_refused(live_app: LiveApp) -> None:
    """Else links in mails could be made to lead elsewhere."""
    assert httpx.get(f"{live_app.url}/accounts/login/", headers={"Host": "evil.example"}).status_code == 400


def test_the_session_cookie_is_not_for_scripts_or_other_sites(cast: Cast) -> None:
    visitor = Client()
    visitor.post("/accounts/login/", {"login": cast.iga.email, "password": PASSWORD})
    cookie = visitor.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_guessing_passwords_is_slowed_down(cast: Cast) -> None:
    visitor = Client()
    wrong = [visitor.post("/accounts/login/", {"login": cast.iga.email, "password": f"no-{n}"}) for n in range(12)]
    assert {answer.status_code for answer in wrong} <= {200, 429}
    right = visitor.post("/accounts/login/", {"login": cast.iga.email, "password": PASSWORD})
    assert right.status_code != 302, "the thirteenth try still gets in"
