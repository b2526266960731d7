"""Real processes of the helpdesk on the test's database: started when a test asks, stopped with the run."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from tests.services.environment import ROOT

START_S = 60.0
T = TypeVar("T")


def wait_until(condition: Callable[[], T], seconds: float = 45.0, what: str = "the condition", step: float = 0.05) -> T:
    """The first true answer of `condition`; fails with `what` in the sentence after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {seconds:g} s")
        time.sleep(step)


def database_url() -> str:
    """The URL of the database that Django made for this test process."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


class Running(Protocol):
    """What of Popen is used."""

    pid: int
    returncode: int | Any

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...


class LiveProcess:
    """One process with a log file; `extra` comes on top of the tests' environment."""

    def __init__(self, name: str, arguments: list[str], extra: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.log_file = Path(settings.HELPDESK_HOME) / f"{name}.log"
        self.command = [sys.executable, *arguments]
        self.extra = dict(extra or {})
        self.process: Running | None = None

    def environment(self) -> dict[str, str]:
        return {**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT), **self.extra}

    def start(self) -> None:
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment(),
                cwd=settings.HELPDESK_HOME,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def log(self) -> str:
        """Everything that the process has said so far."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def wait_ready(self, ready: Callable[[], bool]) -> None:
        process = self.process
        assert process is not None

        def ready_or_dead() -> bool:
            return process.poll() is not None or ready()

        try:
            wait_until(ready_or_dead, START_S, f"{self.name}'s start")
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{self.log()[-4000:]}") from None
        if process.poll() is not None:
            raise AssertionError(f"{self.name} ended while starting (exit {process.returncode}):\n{self.log()[-4000:]}")

    def stop(self, seconds: float = 15.0) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process = None

    def kill(self) -> None:
        """SIGKILL for the process and its children, as a machine that loses power would."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait(10)
            self.process = None


def port_answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def http_answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
