"""A hint to the worker. Losing it is harmless: a sweep finds the row."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def wake(task: str, *args: Any) -> None:
    """Ask a worker to run the task soon. With Redis away only the log hears of it."""
    try:
        current_app.send_task(task, args=args, retry=False, expires=300)
    except (OperationalError, OSError) as error:
        log.warning("No hint for %s, the sweep will find it: %s", task, error)
