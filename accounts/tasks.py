"""Hints and sweeps; the rows are the truth."""

from __future__ import annotations

from celery import shared_task

from accounts import presence


@shared_task
def forget_presence() -> int:
    return presence.forget_old()
