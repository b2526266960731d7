"""A small honest IMAP server (RFC 3501: LOGIN, SELECT, UID SEARCH, UID FETCH, UID STORE) on a real socket, for tests."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """What the server holds: mails by UID. `fail_on_store` drops the connection when a flag should be set."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    validity: int = 7
    password: str = "secret"
    fail_on_store: bool = False
    fetched: list[int] = field(default_factory=list)
    port: int = 0

    def add(self, raw: bytes, *, seen: bool = False) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = raw
        if seen:
            self.seen.add(uid)
        return uid


class _Session(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self.say("* OK IMAP4rev1 ready")
        while line := self.rfile.readline():
            tag, _space, command = line.decode().strip().partition(" ")
            if not self.answer(tag, command):
                return

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def answer(self, tag: str, command: str) -> bool:
        name = command.upper()
        if name.startswith("CAPABILITY"):
            self.say("* CAPABILITY IMAP4rev1")
        elif name.startswith("LOGIN"):
            if self.box.password not in command:
                self.say(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
                return True
        elif name.startswith(("SELECT", "EXAMINE")):
            if "INBOX" not in name:
                self.say(f"{tag} NO no such folder")
                return True
            self.say(f"* {len(self.box.mails)} EXISTS")
            self.say(f"* OK [UIDVALIDITY {self.box.validity}] valid")
            self.say(f"* OK [UIDNEXT {max(self.box.mails, default=0) + 1}] next")
        elif name.startswith("UID SEARCH"):
            self.say("* SEARCH" + "".join(f" {uid}" for uid in self.search(name)))
        elif name.startswith("UID FETCH"):
            self.fetch(int(command.split()[2]))
        elif name.startswith("UID STORE"):
            if self.box.fail_on_store:
                return False
            self.box.seen.add(int(command.split()[2]))
        elif name.startswith("LOGOUT"):
            self.say("* BYE")
            self.say(f"{tag} OK done")
            return False
        self.say(f"{tag} OK done")
        return True

    def search(self, command: str) -> list[int]:
        uids = sorted(self.box.mails)
        since = re.search(r"UID (\d+):\*", command.removeprefix("UID "))
        if since:
            # "n:*" names the newest mail even when n lies above it.
            return [uid for uid in uids if uid >= int(since[1])] or uids[-1:]
        return [uid for uid in uids if uid not in self.box.seen]

    def fetch(self, uid: int) -> None:
        raw = self.box.mails[uid]
        self.box.fetched.append(uid)
        position = sorted(self.box.mails).index(uid) + 1
        self.wfile.write(f"* {position} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def imap_server() -> Iterator[Mailbox]:
    """A mailbox that answers on 127.0.0.1 at `.port`."""
    box = Mailbox()
    server = _Server(("127.0.0.1", 0), type("Session", (_Session,), {"box": box}))
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
