"""The supervisor and the demo's first checks, with real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.embedded import EmbeddedError, Home
from helpdesk.embedded.home import pick_port
from helpdesk.embedded.launch import alive
from helpdesk.runner import demo, state
from helpdesk.runner.supervisor import Child, Supervisor
from tests.services.processes import wait_until

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)",
]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def supervisor(home: Home, *children: Child) -> tuple[Supervisor, list[str]]:
    said: list[str] = []
    return Supervisor(home, children, dict(os.environ), said.append), said


def test_who_dies_is_started_again_and_said_so(home: Home) -> None:
    child = Child("sleeper", SLEEPER, pause_s=0.05)
    keeper, said = supervisor(home, child)
    keeper.start_all()
    try:
        assert child.process is not None
        first = child.process.pid
        os.kill(first, signal.SIGKILL)

        def back() -> bool:
            keeper.watch()
            return child.process is not None and child.process.pid != first

        wait_until(back, 10, "the second start")
        assert len(said) == 1 and "sleeper stopped (SIGKILL)" in said[0]
        assert child.pause_s == 0.1
    finally:
        keeper.stop_all()


def test_stopping_ends_even_who_does_not_listen(home: Home) -> None:
    gentle, stubborn = Child("gentle", SLEEPER), Child("stubborn", STUBBORN)
    keeper, _said = supervisor(home, gentle, stubborn)
    keeper.start_all()
    wait_until(lambda: "up" in home.log_tail("stubborn") and "up" in home.log_tail("gentle"), 10, "their start")
    pids = [child.process.pid for child in (gentle, stubborn) if child.process]
    keeper.stop_all(seconds=0.5)
    assert len(pids) == 2 and not any(alive(pid) for pid in pids)


def test_children_end_with_a_killed_supervisor(home: Home) -> None:
    code = (
        "import os, sys, time; from pathlib import Path; from helpdesk.embedded import Home\n"
        "from helpdesk.runner.supervisor import Child, Supervisor\n"
        "child = Child('sleeper', [sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "s = Supervisor(Home(Path(sys.argv[1])), [child], dict(os.environ), print); s.start_all()\n"
        "print(child.process.pid, flush=True); time.sleep(600)\n"
    )
    runner = subprocess.Popen([sys.executable, "-c", code, str(home.path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert runner.stdout is not None
    pid = int(runner.stdout.readline())
    runner.kill()
    runner.wait(10)
    runner.stdout.close()
    wait_until(lambda: not alive(pid), 10, "the child's end")


def test_a_taken_port_gives_one_line_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        values = {
            **os.environ,
            "PORT": str(port),
            "MAIL_PORT": str(pick_port()),
            "HELPDESK_HOME": str(tmp_path / "home"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "helpdesk.runner", "demo"], cwd=ROOT, env=values, capture_output=True, text=True
        )
    assert done.returncode != 0
    assert done.stderr == f"Port {port} is taken. Set PORT to a free one, for example: PORT={port + 1} bin/demo\n"
    assert done.stdout == ""
    assert not (tmp_path / "home" / "postgres").exists()


def test_two_demos_do_not_share_a_folder(home: Home) -> None:
    state.write(home, {"PUBLIC_URL": "http://127.0.0.1:8123"})
    with (
        demo.only_one(home),
        pytest.raises(EmbeddedError, match=r"already runs .* at http://127\.0\.0\.1:8123"),
        demo.only_one(home),
    ):
        pass


def test_the_running_demo_is_known_only_while_it_lives(home: Home) -> None:
    assert state.running_demo(home) == {}
    state.write(home, {"PUBLIC_URL": "http://127.0.0.1:8123"})
    assert state.running_demo(home) == {"PUBLIC_URL": "http://127.0.0.1:8123"}
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(10)
    home.write_json(state.FILE, {"pid": gone.pid, "environment": {"PUBLIC_URL": "x"}})
    assert state.running_demo(home) == {}


@pytest.mark.parametrize("value", ["none", "0", "70000", "-1", "8000.5"])
def test_a_port_that_is_none_gives_a_sentence(value: str, tmp_path: Path) -> None:
    values = {**os.environ, "PORT": value, "HELPDESK_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "helpdesk.runner", "demo"], cwd=ROOT, env=values, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert done.stderr == f"PORT must be a port between 1 and 65535, not {value!r}.\n"
