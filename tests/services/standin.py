"""Providers that nobody can reach from here: each channel's own stand-in (demo.py) behind a real local HTTP server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from channels_inbox import registry
from channels_inbox.contract.demo import ApiAnswer, ApiCall, WrongShape


class Standin:
    """`calls` are all that were made, `(kind, call)`; `refusals` what was wrong with them. `answer_next` answers the next
    call of a kind by hand, once for each time it was called; `answer_message` the next one that a customer would see
    something of (not a token's renewal, not an upload). `exchanges` are the calls that were answered."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ApiCall]] = []
        self.exchanges: list[tuple[str, ApiCall, ApiAnswer]] = []
        self.refusals: list[str] = []
        self._forced: dict[str, list[ApiAnswer | None]] = {}
        self._forced_messages: dict[str, list[ApiAnswer | None]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        # It looks so often (seconds) whether it shall end: a test waits for that.
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def of(self, kind: str) -> list[ApiCall]:
        return [call for named, call in self.calls if named == kind]

    def answer_next(self, kind: str, answer: ApiAnswer | None) -> None:
        """None hangs up without an answer, after having read the call."""
        self._forced.setdefault(kind, []).append(answer)

    def answer_message(self, kind: str, answer: ApiAnswer | None) -> None:
        """Like `answer_next`, for the next call that carries a message."""
        self._forced_messages.setdefault(kind, []).append(answer)

    def messages(self, kind: str) -> list[ApiCall]:
        """The calls of a kind that a customer would see something of."""
        player = registry.demo(kind)
        return [call for call in self.of(kind) if player is not None and player.heard(call) is not None]

    def answer(self, kind: str, call: ApiCall) -> ApiAnswer | None:
        self.calls.append((kind, call))
        found = self._answer(kind, call)
        if found is not None:
            self.exchanges.append((kind, call, found))
        return found

    def _answer(self, kind: str, call: ApiCall) -> ApiAnswer | None:
        if self._forced.get(kind):
            return self._forced[kind].pop(0)
        player = registry.demo(kind)
        if player is not None and self._forced_messages.get(kind) and player.heard(call) is not None:
            return self._forced_messages[kind].pop(0)
        if player is None:
            return ApiAnswer.of({"error": "no such channel"}, 404)
        try:
            return player.api(call)
        except WrongShape as error:
            self.refusals.append(f"{kind} {call.method} {call.path}: {error}")
            return ApiAnswer.of({"error": {"message": str(error)}}, 400)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        standin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                parts = urlsplit(self.path)
                kind, _slash, path = parts.path.lstrip("/").partition("/")
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                call = ApiCall(self.command, path, dict(parse_qsl(parts.query)), headers, body)
                answer = standin.answer(kind, call)
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _serve

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet: tests read `calls`."""

        return Handler


@pytest.fixture
def standin(settings: Any) -> Iterator[Standin]:
    """Every provider's API, played by the channels' own stand-ins; our calls go there while the test runs."""
    server = Standin()
    settings.CHANNEL_API_BASE = server.url
    yield server
    server.close()
