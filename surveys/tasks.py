"""Hints and sweeps; the rows are the truth."""

from __future__ import annotations

from celery import shared_task

from surveys import sending


@shared_task
def send_due() -> int:
    return sending.send_due()
