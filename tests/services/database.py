"""The tests' database: migrated once, cloned by every process of a run, restored after each test that commits."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.db import OperationalError, connection, connections, transaction
from psycopg import sql

from tests.services.environment import ROOT

TEMPLATE = "helpdesk_test_template"
TEMPLATE_LOCK = 4_747_001  # an advisory lock of the whole server
# What migrations leave in these no test touches.
KEPT = {"django_migrations", "django_content_type", "auth_permission", "django_site"}
BASELINE = "baseline"  # a schema with the rows that migrations leave in the other tables


def clone() -> str:
    """Makes this process a database of its own, connects Django to it and gives its name."""
    name = f"test_{connection.settings_dict['NAME']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    own, made = sql.Identifier(name), sql.Identifier(TEMPLATE)
    with template() as admin:
        # A run that was killed may have left one of this name behind.
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(own))
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(own, made))
    connections.close_all()
    connection.settings_dict["NAME"] = name
    return name


def drop(name: str) -> None:
    connection.close_pool()  # type: ignore[attr-defined]
    with administration() as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def template() -> Iterator[psycopg.Connection]:
    """A database that every migration has run on stands while this lasts. It outlives the run, for as long as the code stays the
    same; who comes while another process makes it waits. Raises RuntimeError with the last words of a migration that failed."""
    wanted = fingerprint()
    described = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    name = sql.Identifier(TEMPLATE)
    with administration() as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        if admin.execute(described, [TEMPLATE]).fetchone() != (wanted,):
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
            migrate(url_of(TEMPLATE))
            # Only one that is whole says what it was made of.
            admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(wanted)))
        yield admin


def migrate(url: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--no-input", "--verbosity=0"],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "helpdesk.settings"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise RuntimeError(f"The migrations failed:\n{done.stderr[-4000:]}")
    with psycopg.connect(url, autocommit=True) as made:
        names = {row[0] for row in made.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
        made.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(BASELINE)))
        for name in sorted(names - KEPT):
            table, copy = sql.Identifier(name), sql.Identifier(BASELINE, name)
            if made.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(table)).rowcount:
                made.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(copy, table))


@cache
def fingerprint() -> str:
    """Of what the template depends on: every app's code (migrations import some of it), the library, and this file."""
    found = hashlib.sha256(django.__version__.encode())
    for app in sorted(ROOT.glob("*/apps.py")):
        for path in sorted(app.parent.rglob("*.py")):
            found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    with open(__file__, "rb") as own:
        found.update(own.read())
    return found.hexdigest()


def url_of(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def administration() -> psycopg.Connection:
    return psycopg.connect(url_of("postgres"), autocommit=True)


def restore() -> None:
    """Everything is again as the migrations left it. To delete a test's few rows is far cheaper than to truncate every table. A live
    process that still writes may hold its locks for a while, or be in a deadlock with us: then once more, else the next test
    would begin with this one's rows."""
    for tries_left in reversed(range(4)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '30s'")
                cursor.execute(restoring())
            return
        except OperationalError:
            if not tries_left:
                raise


@cache
def restoring() -> str:
    """The statements of `restore`, to be sent at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', %s)", [BASELINE])
        rows = sorted(cursor.fetchall())
    quoted = connection.ops.quote_name
    tables = [quoted(name) for schema, name in rows if schema == "public" and name not in KEPT]
    return "; ".join(
        [
            # Waits for whoever still writes, as TRUNCATE would.
            f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE",
            # With every row gone no key points anywhere. A server of one's own may forbid to leave the checks out.
            "SELECT set_config('session_replication_role', 'replica', true) WHERE current_setting('is_superuser') = 'on'",
            *(f"DELETE FROM {name}" for name in tables),  # noqa: S608  (quoted names of our own tables)
            *(
                f"INSERT INTO {quoted(name)} TABLE {BASELINE}.{quoted(name)}"
                for schema, name in rows
                if schema == BASELINE
            ),
        ]
    )
