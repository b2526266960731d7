"""Celery workers of tests: forked from a process that has imported everything (nursery.py), otherwise as any other live process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.services.processes import LiveProcess, wait_until


class Nursery:
    """The process that forks them, started when the first is asked for. It ends with us, also when we are killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.log_file = Path(settings.HELPDESK_HOME) / "nursery.log"
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.services.nursery"],
                env={**environment, "DJANGO_SETTINGS_MODULE": "helpdesk.settings"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self._hear()

    def ask(self, **asked: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"The nursery ended:\n{self.log_file.read_text(errors='replace')[-4000:]}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        self.process.communicate(timeout=15)


class Forked:
    """A child of the nursery, as Popen would show it."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.nursery = nursery
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self.nursery.ask(status=self.pid)["status"]
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        try:
            wait_until(lambda: self.poll() is not None, timeout or 60, "its end")
        except AssertionError:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 60) from None
        assert self.returncode is not None
        return self.returncode

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


class LiveWorker(LiveProcess):
    """`arguments` are the words behind `celery`."""

    nursery: Nursery | None = None  # one for the run: every worker has the same environment

    def start(self) -> None:
        if LiveWorker.nursery is None:
            LiveWorker.nursery = Nursery(self.environment())
        born = LiveWorker.nursery.ask(start=self.command[1:], log=str(self.log_file), cwd=str(settings.HELPDESK_HOME))
        self.process = Forked(LiveWorker.nursery, born["pid"])

    @classmethod
    def close(cls) -> None:
        if cls.nursery is not None:
            cls.nursery.close()
            cls.nursery = None
