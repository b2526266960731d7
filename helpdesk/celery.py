"""The Celery application: tasks are hints, the truth is in Postgres."""

from __future__ import annotations

import os
import signal

from celery import Celery
from celery.signals import worker_init, worker_process_init, worker_ready

from helpdesk.runner.lifeline import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def read_dictionaries(**_kwargs: object) -> None:
    """Once, before the pool forks."""
    from core.text import warm_up

    warm_up()


@worker_process_init.connect
def follow_the_worker(**_kwargs: object) -> None:
    """A pool process whose worker was killed ends too, so that no two of them work on the same task."""
    end_with_parent(signal.SIGKILL, os.getppid())


@worker_ready.connect
def first_pulse(**_kwargs: object) -> None:
    """/readyz need not wait for the first beat: the pulse still goes the whole way through the broker."""
    app.send_task("helpdesk.tasks.heartbeat")
