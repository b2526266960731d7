"""The embedded services as their users meet them: started, shared, adopted after a kill, stopped by the last."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from helpdesk.embedded import EmbeddedError, Home, services
from helpdesk.embedded.home import pick_port, port_is_free
from helpdesk.embedded.launch import alive
from helpdesk.embedded.postgres import Postgres
from helpdesk.embedded.redis import Redis

ROOT = Path(__file__).resolve().parents[2]
NONE: dict[str, str] = {}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    for service in (Redis(home, durable=False), Postgres(home, durable=False)):
        service.stop()


def processes(home: Home) -> tuple[int, int]:
    postgres, store = Postgres(home).running(), Redis(home).running()
    assert postgres and store
    return postgres[0], store[0]


def test_passwords_are_needed_and_kept_from_others(home: Home) -> None:
    with services(home, NONE, durable=False) as found:
        with psycopg.connect(found.database_url) as connection:
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(found.database_url.replace(Postgres(home).password, "guess"))
        client = redis.Redis.from_url(found.redis_url)
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        client.close()
        anonymous = redis.Redis.from_url("redis://" + found.redis_url.rpartition("@")[2])
        with pytest.raises(redis.AuthenticationError):
            anonymous.ping()
        anonymous.close()
        for pid in processes(home):
            words = Path(f"/proc/{pid}/cmdline").read_text()
            assert Postgres(home).password not in words and Redis(home).password not in words
    for name in ("postgres_password", "redis_password"):
        assert stat.S_IMODE((home.path / name).stat().st_mode) == 0o600
    assert Postgres(home).running() is None and Redis(home).running() is None


def test_the_last_to_leave_stops_them(home: Home) -> None:
    with services(home, NONE, durable=False) as first:
        with services(home, NONE, durable=False) as second:
            assert first == second
        assert all(alive(pid) for pid in processes(home))
    assert Postgres(home).running() is None and Redis(home).running() is None


def test_what_a_killed_run_left_is_adopted_with_its_data(home: Home) -> None:
    code = (
        "import os, sys, psycopg; from pathlib import Path; from helpdesk.embedded import Home, services\n"
        "with services(Home(Path(sys.argv[1])), {}, durable=False) as found:\n"
        "    with psycopg.connect(found.database_url) as c: c.execute('CREATE TABLE kept AS SELECT 7 AS n')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(home.path)], cwd=ROOT, capture_output=True)
    assert run.returncode == -signal.SIGKILL, run.stderr
    left = processes(home)
    with services(home, NONE, durable=False) as found:
        assert processes(home) == left
        with psycopg.connect(found.database_url) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    assert not any(alive(pid) for pid in left)


def test_both_come_back_after_they_were_killed(home: Home) -> None:
    with services(home, NONE) as found:
        with psycopg.connect(found.database_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        client = redis.Redis.from_url(found.redis_url)
        client.set("kept", "yes")
        client.bgrewriteaof()
        client.close()
        for pid in processes(home):
            os.kill(pid, signal.SIGKILL)
    with services(home, NONE) as found:
        with psycopg.connect(found.database_url) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
        client = redis.Redis.from_url(found.redis_url, decode_responses=True)
        assert client.get("kept") == "yes"
        client.close()


def test_a_remembered_port_that_is_taken_is_replaced(home: Home) -> None:
    import socket

    port = home.port("redis")
    assert home.port("redis") == port
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert not port_is_free(port)
        with services(home, NONE, durable=False) as found:
            assert f":{port}/" not in found.redis_url


def test_given_addresses_replace_the_embedded_services(home: Home) -> None:
    given = {"DATABASE_URL": "postgres://a:b@db.example:5432/c", "REDIS_URL": "redis://cache.example:6379/0"}
    with services(home, given) as found:
        assert found.environment() == given
        assert Postgres(home).running() is None and Redis(home).running() is None
    assert not (home.path / "postgres").exists()


def test_a_server_that_can_not_start_says_why(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "helpdesk.embedded.redis.Redis.configuration", lambda self, port: f"port {port}\nnonsense yes\n"
    )
    with pytest.raises(EmbeddedError, match="Redis did not start"), services(home, NONE, durable=False):
        pass
    assert Postgres(home).running() is None


def test_ports_stay_clear_of_the_kernels_own() -> None:
    assert 20000 <= pick_port() < 30000
