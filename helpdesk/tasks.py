"""The worker's own pulse, which /readyz reads."""

from __future__ import annotations

from celery import shared_task

from helpdesk import health


@shared_task
def heartbeat() -> None:
    health.beat()
