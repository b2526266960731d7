"""The data folder: secrets that only its owner reads, ports that are remembered, locks between commands."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PORTS = range(20000, 30000)  # below the range that the kernel hands out for outgoing connections


class EmbeddedError(Exception):
    """What is wrong with the embedded services, as a sentence that says what to do."""


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def pick_port() -> int:
    for _attempt in range(200):
        port = secrets.choice(PORTS)
        if port_is_free(port):
            return port
    raise EmbeddedError("No free port was found between 20000 and 30000 on 127.0.0.1.")


class Home:
    """A data folder (`HELPDESK_HOME`), made on first use with rights for its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.logs.mkdir(exist_ok=True)
            self.give(self.logs)
        except OSError as error:
            raise EmbeddedError(f"The data folder {self.path} can't be written: {error.strerror}.") from error
        if not os.access(self.path, os.W_OK):
            raise EmbeddedError(f"The data folder {self.path} belongs to somebody else. Set HELPDESK_HOME to your own.")

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def owner(self) -> tuple[int, int]:
        stat = self.path.stat()
        return stat.st_uid, stat.st_gid

    def give(self, path: Path) -> None:
        """A file that root makes in somebody else's data folder belongs to that folder's owner."""
        if os.geteuid() == 0 and self.owner()[0] != 0:
            os.chown(path, *self.owner())

    def secret(self, name: str) -> str:
        """The secret kept in `name`, made with 256 random bits at first."""
        path = self.path / name
        if not path.exists():
            temporary = self.path / f".{name}.{os.getpid()}"
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(32))
            self.give(temporary)
            # A link appears whole and never replaces what another command has just made.
            with contextlib.suppress(FileExistsError):
                os.link(temporary, path)
            temporary.unlink()
        try:
            return path.read_text().strip()
        except OSError as error:
            raise EmbeddedError(f"{path} can't be read: {error.strerror}.") from error

    def read_json(self, name: str) -> dict[str, object]:
        try:
            value = json.loads((self.path / name).read_text())
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}

    def write_json(self, name: str, value: dict[str, object]) -> None:
        temporary = self.path / f".{name}.{os.getpid()}"
        temporary.write_text(json.dumps(value, indent=1))
        self.give(temporary)
        os.replace(temporary, self.path / name)

    def port(self, name: str) -> int:
        """The port remembered for `name`, or a new one where that is taken by now."""
        ports = self.read_json("ports.json")
        port = ports.get(name)
        if not isinstance(port, int) or not port_is_free(port):
            port = pick_port()
            self.write_json("ports.json", {**ports, name: port})
        return port

    def open_log(self, name: str, keep_bytes: int = 5_000_000) -> IO[bytes]:
        """The log to append to; a long one is set aside once as `<name>.1`."""
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > keep_bytes:
            os.replace(path, path.with_suffix(".log.1"))
        handle = open(path, "ab")
        self.give(path)
        return handle

    def log_tail(self, name: str, lines: int = 8) -> str:
        try:
            text = (self.logs / f"{name}.log").read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join("  " + line for line in text.splitlines()[-lines:])

    @contextlib.contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """One process at a time in here."""
        with self.lock_file(name) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def lock_file(self, name: str) -> IO[str]:
        path = self.path / f"{name}.lock"
        file = open(path, "a")
        self.give(path)
        return file
