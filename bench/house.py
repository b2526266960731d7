"""The helpdesk's own processes on a measured database: web, worker with beat, mail listener; loopback only."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.databases import home
from helpdesk.embedded.home import pick_port
from helpdesk.runner.environment import ROOT

START_S = 90.0


def with_ports(values: dict[str, str]) -> dict[str, str]:
    """The environment with free ports for web and mail, and nowhere to send mail to."""
    web, mail, lmtp, out = (str(pick_port()) for _ in range(4))
    url = f"http://127.0.0.1:{web}"
    return values | {"PUBLIC_URL": url, "PORT": web, "MAIL_PORT": mail, "MAIL_LMTP_PORT": lmtp, "SMTP_PORT": out}


@contextlib.contextmanager
def processes(values: dict[str, str], *names: str) -> Iterator[None]:
    """`web`, `worker` or `mail`, running and ready for as long as the block runs."""
    python = sys.executable
    commands = {
        "web": [python, "-m", "uvicorn", "helpdesk.asgi:application", "--host", "127.0.0.1", "--port", values["PORT"],
                "--lifespan", "off", "--no-access-log", "--timeout-graceful-shutdown", "2"],
        "worker": [python, "-m", "celery", "-A", "helpdesk", "worker", "--beat", "--scheduler", "celery.beat:Scheduler",
                   "--concurrency=2", "--without-gossip", "--without-mingle", "--pidfile=", "--loglevel=WARNING"],
        "mail": [python, str(ROOT / "manage.py"), "listen_mail"],
    }  # fmt: skip
    started: list[subprocess.Popen[bytes]] = []
    try:
        for name in names:
            with home().open_log(name) as log:
                started.append(
                    subprocess.Popen(
                        commands[name], env=values, cwd=Path(values["HELPDESK_HOME"]), stdout=log, stderr=log
                    )
                )
        if "web" in names:
            wait(lambda: answers(values["PUBLIC_URL"] + "/healthz"), "the web process")
        if "mail" in names:
            wait(lambda: listens(int(values["MAIL_PORT"])), "the mail listener")
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def wait(ready: Callable[[], bool], what: str, seconds: float = START_S) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} was not ready within {seconds:g} s; see {home().logs}")
        time.sleep(0.1)


def listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
