"""What the helpdesk's processes are. docker-compose.yml starts the same ones."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from helpdesk.embedded.home import Home
from helpdesk.runner.supervisor import Child

ROOT = Path(__file__).resolve().parents[2]


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def children(home: Home, port: int) -> list[Child]:
    """Web, worker, beat and mail (with the server that keeps the mail that the demo sends)."""
    celery = [sys.executable, "-m", "celery", "-A", "helpdesk"]
    web = [sys.executable, "-m", "uvicorn", "helpdesk.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
    web += ["--lifespan", "off", "--timeout-graceful-shutdown", "5", "--no-access-log"]
    # The widget's largest frame is 32,000 characters.
    web += ["--ws-max-size", "262144"]
    worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    beat = [*celery, "beat", "--pidfile=", "--schedule", str(home.path / "beat-schedule"), "--loglevel", "WARNING"]
    return [
        Child("web", web),
        Child("worker", worker, if_orphaned=signal.SIGTERM),
        Child("beat", beat),
        Child("mail", manage("demo_mail")),
    ]
