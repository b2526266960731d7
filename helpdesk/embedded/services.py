"""Both services, shared by every command that works in one data folder: the last to leave stops them."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from helpdesk.embedded.home import Home
from helpdesk.embedded.postgres import Postgres
from helpdesk.embedded.redis import Redis


@dataclass(frozen=True)
class Services:
    """Where the services are, whoever runs them."""

    database_url: str
    redis_url: str

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextlib.contextmanager
def services(home: Home, environ: Mapping[str, str] | None = None, *, durable: bool = True) -> Iterator[Services]:
    """PostgreSQL and Redis for as long as the block runs.

    `DATABASE_URL` and `REDIS_URL` in `environ` (the process's own by default) replace the embedded ones. A server left behind by a
    killed run is adopted. Raises EmbeddedError with a sentence when one can't be started.
    """
    environ = os.environ if environ is None else environ
    database_url, redis_url = environ.get("DATABASE_URL", "").strip(), environ.get("REDIS_URL", "").strip()
    postgres = None if database_url else Postgres(home, durable)
    store = None if redis_url else Redis(home, durable)
    # Each user holds the lock shared. Who gets it alone at the end was the last, and turns off the light.
    with home.lock_file("users") as users:
        with home.locked("starting"):
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                database_url = postgres.ensure() if postgres else database_url
                redis_url = store.ensure() if store else redis_url
            except BaseException:
                leave(users.fileno(), postgres, store)
                raise
        try:
            yield Services(database_url, redis_url)
        finally:
            with home.locked("starting"):
                leave(users.fileno(), postgres, store)


def leave(users: int, postgres: Postgres | None, store: Redis | None) -> None:
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    for service in (store, postgres):
        if service:
            service.stop()
