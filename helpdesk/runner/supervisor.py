"""Keeps processes running: starts them, starts again what dies, stops them all. One thread, no library (docs/decisions/0002)."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from helpdesk.embedded.home import Home
from helpdesk.runner.lifeline import end_with_parent

LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0  # who ran this long starts afresh with the shortest pause


@dataclass
class Child:
    """One process: what to run, and the signal it gets when the supervisor itself is killed."""

    name: str
    command: Sequence[str]
    if_orphaned: signal.Signals = signal.SIGKILL
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause_s: float = 1.0
    start_at: float | None = None
    deaths: int = field(default=0)


class Supervisor:
    def __init__(
        self, home: Home, children: Sequence[Child], environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        self.home = home
        self.children = list(children)
        self.environment = dict(environment)
        self.say = say

    def start(self, child: Child) -> None:
        parent = os.getpid()

        def in_child() -> None:
            end_with_parent(child.if_orphaned, parent)

        with self.home.open_log(child.name) as log:
            child.process = subprocess.Popen(
                child.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                cwd=self.home.path,
                start_new_session=True,  # Ctrl-C reaches only the supervisor, which stops the others in order
                preexec_fn=in_child,
            )
        child.started_at = time.monotonic()
        child.start_at = None

    def start_all(self) -> None:
        for child in self.children:
            self.start(child)

    def watch(self) -> None:
        """One look at every child: starts again what died, after a pause that grows with each death."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                code = child.process.returncode
                child.process = None
                child.deaths += 1
                if now - child.started_at > STEADY_S:
                    child.pause_s = 1.0
                child.start_at = now + child.pause_s
                self.say(
                    f"{child.name} stopped ({describe(code)}) and starts again in {child.pause_s:g} s; "
                    f"its log: {self.home.logs / (child.name + '.log')}"
                )
                child.pause_s = min(child.pause_s * 2, LONGEST_PAUSE_S)
            elif child.start_at is not None and now >= child.start_at:
                self.start(child)

    def stop_all(self, seconds: float = 10.0) -> None:
        """SIGTERM to each process, SIGKILL to the groups of those that are still there after `seconds`."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            # To the process, not its group: Celery's pool must finish its tasks, not be torn from them.
            process.terminate()
        deadline = time.monotonic() + seconds
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait(5)


def describe(code: int) -> str:
    if code < 0:
        return signal.Signals(-code).name
    return f"exit {code}"
