"""bin/demo and bin/manage as a newcomer meets them, on embedded services of their own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.embedded import Home
from helpdesk.embedded.home import pick_port
from helpdesk.embedded.launch import alive
from helpdesk.embedded.postgres import Postgres
from helpdesk.embedded.redis import Redis
from tests.services.processes import port_answers, wait_until

ROOT = Path(__file__).resolve().parents[2]
# What tests/services/environment.py set for this process is no part of a newcomer's environment.
OURS = {"DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "MEDIA_ROOT", "SECRET_KEY", "PUBLIC_URL", "DJANGO_SETTINGS_MODULE"}
OURS |= {"SMTP_HOST", "SMTP_PORT", "SMTP_SECURITY", "MAIL_LMTP_PORT", "DJANGO_ALLOW_ASYNC_UNSAFE"}


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[dict[str, str]]:
    values = {
        name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("HELPDESK_TEST")
    }
    home = tmp_path / "home"
    yield {**values, "PORT": str(pick_port()), "MAIL_PORT": str(pick_port()), "HELPDESK_HOME": str(home)}
    for service in (Redis(Home(home)), Postgres(Home(home))):
        service.stop()


def parents() -> dict[int, int]:
    """Each process's parent, out of /proc."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended while we looked
            found[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    return found


def children_of(pid: int) -> list[int]:
    """Every process below `pid`."""
    parent_of, found = parents(), [pid]
    for above in found:  # grows while it is read
        found += [child for child, parent in parent_of.items() if parent == above]
    return found[1:]


def test_the_demo_starts_is_joined_and_stops_without_leaving_anything(newcomer: dict[str, str], tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("wb") as output:
        demo = subprocess.Popen(
            [str(ROOT / "bin" / "demo"), "--empty"],
            env=newcomer,
            cwd=tmp_path,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
        )
    url = f"http://127.0.0.1:{newcomer['PORT']}"
    try:
        wait_until(lambda: "/setup/" in said.read_text() or demo.poll() is not None, 120, "the ready line")
        assert f"\nHelpdesk is ready: {url}\n" in said.read_text()
        with urllib.request.urlopen(f"{url}/readyz", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"
        assert port_answers(int(newcomer["MAIL_PORT"]))
        joined = subprocess.run(
            [
                str(ROOT / "bin" / "manage"),
                "shell",
                "-v0",
                "-c",
                "from django.conf import settings as s; print(s.PUBLIC_URL, s.DEMO)",
            ],
            env={name: value for name, value in newcomer.items() if name not in ("PORT", "MAIL_PORT")},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert joined.stdout.strip() == f"{url} True", joined.stderr
        everybody = children_of(demo.pid)
        assert len(everybody) >= 6  # PostgreSQL, Redis, web, worker, beat, mail
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(40) == 0
    finally:
        if demo.poll() is None:
            demo.kill()
            demo.wait(10)
    wait_until(lambda: not any(alive(pid) for pid in everybody), 5, "the end of every child")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "said"]


def test_a_command_starts_the_services_for_itself_and_keeps_its_exit_code(
    newcomer: dict[str, str], tmp_path: Path
) -> None:
    code = "import sys; from django.db import connection as c; c.ensure_connection(); print(sys.stdin.read()); sys.exit(75)"
    done = subprocess.run(
        [str(ROOT / "bin" / "manage"), "shell", "-v0", "-c", code],
        env=newcomer,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        input="",
    )
    assert done.returncode == 75, done.stderr
    home = Home(Path(newcomer["HELPDESK_HOME"]))
    assert Postgres(home).running() is None and Redis(home).running() is None
    assert (home.path / "secret_key").stat().st_mode & 0o777 == 0o600
