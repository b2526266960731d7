"""What must stand before Django's settings are read: PostgreSQL, Redis, ports, folders, all by environment variables.

The first process of a run (xdist's controller, or the only one) starts or joins the embedded services; xdist's workers inherit
them and take a database, a Redis prefix, ports and folders of their own.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from helpdesk.embedded import Home, services
from helpdesk.embedded.home import pick_port

ROOT = Path(__file__).resolve().parents[2]
RUN = "HELPDESK_TEST_RUN"


def prepare() -> None:
    """Idempotent within a process. Raises EmbeddedError with a sentence when a service can't be started."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if os.environ.get("HELPDESK_TEST_WORKER") == f"{worker}-{os.getpid()}":
        return
    if RUN not in os.environ:
        start_services()
        os.environ[RUN] = str(os.getpid())
    run = os.environ[RUN]
    folder = Path(tempfile.mkdtemp(prefix=f"helpdesk-test-{worker}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "static").mkdir()  # nobody collects; the files come from where they lie
    web, mail, lmtp, outgoing = (pick_port() for _ in range(4))
    parts = urlsplit(os.environ["DATABASE_URL"])
    os.environ |= {
        "HELPDESK_TEST_WORKER": f"{worker}-{os.getpid()}",
        # Django puts test_ in front and, under xdist, the worker's name behind.
        "DATABASE_URL": urlunsplit(parts._replace(path=f"/helpdesk_{run}")),
        "REDIS_PREFIX": f"test:{run}:{worker}:",
        "HELPDESK_HOME": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "SECRET_KEY": "a-key-for-tests-only-and-long-enough-for-every-signature",
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "MAIL_PORT": str(mail),
        "MAIL_LMTP_PORT": str(lmtp),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(outgoing),
        "SMTP_SECURITY": "none",
        # A test is one transaction, or many tests on one world are, and a busy machine may take long over them.
        "TRANSACTION_TIMEOUT_S": "1800",
        # Playwright's synchronous interface runs an event loop in the test's thread.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
    }
    for name in ("DEMO", "DEBUG", "SMTP_USER", "SMTP_PASSWORD", "OUTBOX_PORT"):
        os.environ.pop(name, None)


def start_services() -> None:
    """Joins or starts the services of the tests; the last test run in this folder stops them."""
    home = Home(Path(os.environ.get("HELPDESK_TEST_HOME") or ROOT / ".helpdesk" / "test"))
    stack = contextlib.ExitStack()
    os.environ |= stack.enter_context(services(home, durable=False)).environment()
    atexit.register(stack.close)
