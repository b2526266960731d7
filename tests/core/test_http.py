"""The guard in front of outgoing requests, against a real local server and a DNS under the test's control."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from core import http
from core.http import HttpError, guarded_request, is_public_address

PUBLIC = "93.184.216.34"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.server.seen.append((self.command, self.path, dict(self.headers)))  # type: ignore[attr-defined]
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if self.path.startswith("/to/"):
            self.send_response(int(self.headers.get("X-Code") or 302))
            self.send_header("Location", self.path[4:])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if self.path == "/big":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(200):
                    self.wfile.write(b"x" * 10_000)
            except OSError:
                return
            return
        if self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            try:
                while not self.server.stopping.wait(0.05):  # type: ignore[attr-defined]
                    self.wfile.write(b"x")
            except OSError:
                return
            return
        status = 503 if self.path == "/down" else 200
        answer = self.command.encode() + b" " + body
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.seen = []  # type: ignore[attr-defined]
    made.stopping = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=made.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.stopping.set()  # type: ignore[attr-defined]
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def base(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
     "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
     "fe80::1", "fe80::1%1", "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "fec0::1"],
)  # fmt: skip
def test_addresses_inside_are_refused(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_outside_are_not(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    ],
)
def test_no_spelling_of_localhost_gets_through(server: ThreadingHTTPServer, host: str) -> None:
    with pytest.raises(HttpError):
        guarded_request("GET", f"http://{host}:{server.server_address[1]}/")
    assert server.seen == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://x.example/",
        "gopher://127.0.0.1/",
        "//x.example",
        "x",
        "",
        "http://",
        "http://u:p@x.example/",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(HttpError):
        guarded_request("GET", url)


def test_owner_may_allow_private(base: str) -> None:
    answer = guarded_request("POST", base + "/x", content=b"body", allow_private=True)
    assert (answer.status, answer.content) == (200, b"POST body")


def test_a_name_that_points_inside_is_refused(monkeypatch: pytest.MonkeyPatch, server: ThreadingHTTPServer) -> None:
    monkeypatch.setattr(http, "resolve", lambda host, port: [PUBLIC, "10.0.0.5"])
    with pytest.raises(HttpError, match="private"):
        guarded_request("GET", "http://shop.example/")


def test_a_rebinding_dns_is_asked_once_and_the_checked_address_is_used(
    monkeypatch: pytest.MonkeyPatch, server: ThreadingHTTPServer
) -> None:
    """First answer public, every later one our own machine: the connection must go to the first."""
    answers = [PUBLIC]
    asked: list[str] = []
    connected: list[Any] = []

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else host
        asked.append(name)
        address = name if name == PUBLIC else (answers.pop() if answers else "127.0.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def create_connection(address: Any, *args: Any, **kwargs: Any) -> Any:
        connected.append(address[0])
        raise ConnectionRefusedError("the test has no internet")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(HttpError):
        guarded_request("GET", f"http://rebind.example:{server.server_address[1]}/")
    assert asked.count("rebind.example") == 1
    assert connected == [PUBLIC]
    assert server.seen == []  # type: ignore[attr-defined]


def test_the_host_header_stays_the_name(monkeypatch: pytest.MonkeyPatch, server: ThreadingHTTPServer) -> None:
    monkeypatch.setattr(http, "resolve", lambda host, port: ["127.0.0.1"])
    port = server.server_address[1]
    guarded_request("GET", f"http://shop.example:{port}/", headers={"Host": "evil.example"}, allow_private=True)
    assert server.seen[0][2]["Host"] == f"shop.example:{port}"  # type: ignore[attr-defined]


def test_redirect_inside_is_refused(monkeypatch: pytest.MonkeyPatch, server: ThreadingHTTPServer, base: str) -> None:
    """The first host is (said to be) public, its answer leads to our machine."""
    real = http.is_public_address
    monkeypatch.setattr(http, "resolve", lambda host, port: ["127.0.0.1"])
    first = iter([True])
    monkeypatch.setattr(http, "is_public_address", lambda address: next(first, None) or real(address))
    with pytest.raises(HttpError, match="private"):
        guarded_request("GET", f"http://shop.example:{server.server_address[1]}/to/{base}/secret")
    assert [path for _, path, _ in server.seen] == [f"/to/{base}/secret"]  # type: ignore[attr-defined]


def test_redirects_end(base: str) -> None:
    assert guarded_request("GET", base + "/to//to//to//end", allow_private=True).status == 200
    with pytest.raises(HttpError, match="too often"):
        guarded_request("GET", base + "/to//to//to//to//end", allow_private=True)
    with pytest.raises(HttpError, match="Only http"):
        guarded_request("GET", base + "/to/file:///etc/passwd", allow_private=True)


def test_secrets_stay_with_their_host(server: ThreadingHTTPServer, base: str) -> None:
    other = base.replace("127.0.0.1", "localhost")
    guarded_request("GET", f"{base}/to/{other}/x", headers={"Authorization": "Bearer s"}, allow_private=True)
    first, second = server.seen  # type: ignore[attr-defined]
    assert first[2]["Authorization"] == "Bearer s"
    assert "Authorization" not in second[2]
    with pytest.raises(HttpError, match="another host"):
        guarded_request("POST", f"{base}/to/{other}/x", headers={"X-Code": "307"}, content=b"s", allow_private=True)


def test_post_goes_on_as_get_without_its_body(server: ThreadingHTTPServer, base: str) -> None:
    answer = guarded_request("POST", base + "/to//x", json={"a": 1}, allow_private=True)
    assert answer.content == b"GET "


def test_limits(base: str) -> None:
    with pytest.raises(HttpError, match="too large"):
        guarded_request("GET", base + "/big", max_bytes=50_000, allow_private=True)
    with pytest.raises(HttpError, match="too long") as caught:
        guarded_request("GET", base + "/slow", timeout=0.4, allow_private=True)
    assert caught.value.retryable


def test_statuses(base: str) -> None:
    answer = guarded_request("GET", base + "/down", allow_private=True)
    with pytest.raises(HttpError) as caught:
        answer.raise_for_status()
    assert (caught.value.status, caught.value.retryable) == (503, True)
    with pytest.raises(HttpError, match="not JSON"):
        answer.json()


def test_nobody_listening_is_retryable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(HttpError) as caught:
            guarded_request("GET", f"http://127.0.0.1:{unused.getsockname()[1]}/", allow_private=True)
    assert caught.value.retryable
