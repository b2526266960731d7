"""The databases that are measured: one per size, on embedded services in a data folder of their own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from helpdesk.embedded import Home, services
from helpdesk.runner.environment import ROOT, environment


def home() -> Home:
    """`HELPDESK_HOME`, else `.helpdesk/bench`: never the demo's own data."""
    return Home(Path(os.environ.get("HELPDESK_HOME", "").strip() or ROOT / ".helpdesk" / "bench"))


@contextlib.contextmanager
def environments(*sizes: int) -> Iterator[dict[int, dict[str, str]]]:
    """Size -> the environment of a process that works on that size's database. Databases are made when missing."""
    place = home()
    with services(place) as found:
        made: dict[int, dict[str, str]] = {}
        for size in sizes:
            name = f"helpdesk_bench_{size}"
            with psycopg.connect(found.database_url, autocommit=True) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                    connection.execute(f'CREATE DATABASE "{name}"')
            values = environment(place, found)
            values["DATABASE_URL"] = urlunsplit(urlsplit(found.database_url)._replace(path=f"/{name}"))
            values["REDIS_PREFIX"] = f"bench:{size}:"
            values["TRANSACTION_TIMEOUT_S"] = "300"
            made[size] = values
        yield made


def run(module: str, values: dict[str, str], *arguments: str) -> str:
    """What `python -m module` prints in this environment; its errors go to ours. Raises CalledProcessError."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=values, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
