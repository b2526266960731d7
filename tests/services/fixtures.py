"""The fixtures that stand for the real services. They are few, shared by the whole run and cheap after the first use."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from core.redis import redis_client
from tests.services import database, worlds
from tests.services.browser import chromium, launch_arguments
from tests.services.environment import ROOT
from tests.services.processes import LiveProcess, http_answers, port_answers
from tests.services.smtp_catcher import SmtpCatcher
from tests.services.workers import LiveWorker

# The live processes are those of the demo: its shop page, its mail for any address at localhost and its stand-ins for the
# providers' APIs are there.
DEMO = {"DEMO": "1", "CHANNEL_API_BASE": f"{settings.PUBLIC_URL}/demo/api"}


@dataclass(frozen=True)
class LiveApp:
    """The helpdesk as a customer meets it: `url` without a slash at its end, `log()` with what the web process said."""

    url: str
    process: LiveProcess

    @property
    def ws_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    def log(self) -> str:
        return self.process.log()


# Django would truncate every table and write down content types and permissions anew after each test that commits.
TransactionTestCase._fixture_teardown = lambda _case: database.restore()  # type: ignore[attr-defined]


def pytest_configure(config: pytest.Config) -> None:
    """The first process of a run lets the migrations run while its workers still import the tests."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        threading.Thread(target=_make_template, daemon=True).start()


def _make_template() -> None:
    try:
        with database.template():
            pass
    except (RuntimeError, psycopg.Error):
        pass  # whoever clones it tries again, and says what is wrong


def pytest_collection_finish() -> None:
    """What is imported by now stays until the end: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In place of pytest-django's, which would run every migration in every process."""
    with django_db_blocker.unblock():
        name = database.clone()
    yield
    LiveWorker.close()
    with django_db_blocker.unblock():
        worlds.close()
        database.drop(name)


@pytest.fixture(autouse=True)
def _own_redis() -> Iterator[None]:
    """Each test leaves this worker's part of Redis (cache, counters, queues) empty."""
    yield
    client = redis_client()
    keys = list(client.scan_iter(match=f"*{settings.REDIS_PREFIX}*", count=1000))
    if keys:
        client.delete(*keys)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page asked for in Polish leaves its language in the thread; the next test begins in the default one."""
    translation.deactivate()
    yield


@pytest.fixture(scope="session")
def _web_process(django_db_setup: None) -> Iterator[LiveProcess]:
    port = settings.PUBLIC_URL.rpartition(":")[2]
    arguments = [
        "-m",
        "uvicorn",
        "helpdesk.asgi:application",
        "--host",
        "127.0.0.1",
        "--port",
        port,
        "--lifespan",
        "off",
        "--ws-max-size",
        "262144",
    ]
    web = LiveProcess("web", [*arguments, "--no-access-log", "--timeout-graceful-shutdown", "2"], DEMO)
    web.start()
    try:
        web.wait_ready(lambda: http_answers(f"{settings.PUBLIC_URL}/healthz"))
        yield web
    finally:
        web.stop()


@pytest.fixture
def live_app(transactional_db: None, _web_process: LiveProcess) -> LiveApp:
    """A real ASGI server (HTTP, sockets, static files) on the test's database. What the test writes is committed and seen by it."""
    return LiveApp(settings.PUBLIC_URL, _web_process)


@pytest.fixture
def worker(transactional_db: None) -> Iterator[LiveProcess]:
    """A real Celery worker with beat, for this test only; it is up when the test begins. May be killed and started again."""
    arguments = ["-A", "helpdesk", "worker", "--beat", "--scheduler", "celery.beat:Scheduler"]
    arguments += ["--concurrency=2", "--without-gossip", "--without-mingle", "--pidfile=", "--loglevel=INFO"]
    process = LiveWorker("worker", arguments, DEMO)
    process.start()
    try:
        process.wait_ready(lambda: bool(redis_client().exists(f"{settings.REDIS_PREFIX}worker-heartbeat")))
        yield process
    finally:
        process.stop()


@pytest.fixture(scope="session")
def _mail_process(django_db_setup: None) -> Iterator[LiveProcess]:
    process = LiveProcess("mail", [str(ROOT / "manage.py"), "listen_mail"], DEMO)
    process.start()
    try:
        process.wait_ready(lambda: port_answers(settings.MAIL_PORT))
        yield process
    finally:
        process.stop()


@pytest.fixture
def mail_listener(transactional_db: None, _mail_process: LiveProcess) -> LiveProcess:
    """The real SMTP (and LMTP) listener, on `settings.MAIL_PORT` and `settings.MAIL_LMTP_PORT`."""
    return _mail_process


@pytest.fixture
def outbox_smtp() -> Iterator[SmtpCatcher]:
    """The SMTP server that outgoing mail reaches (`settings.SMTP_HOST`, `SMTP_PORT`); it keeps what it gets in `.mails`."""
    catcher = SmtpCatcher(settings.SMTP_PORT)
    catcher.controller.start()
    try:
        yield catcher
    finally:
        catcher.controller.stop()


# -- the browser: pytest-playwright's own fixtures, told what they can't know -----------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    try:
        path = chromium()
    except RuntimeError as error:
        pytest.fail(str(error), pytrace=False)
    named = {"executable_path": path} if path else {}
    return {**browser_type_launch_args, **named, "args": launch_arguments()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "base_url": settings.PUBLIC_URL,  # page.goto("/inbox/") goes to the live application
        "viewport": {"width": 1440, "height": 900},
        "locale": "en-GB",
        "timezone_id": "Europe/Warsaw",
    }
