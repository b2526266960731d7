"""Hints and sweeps; the rows are the truth."""

from __future__ import annotations

from celery import shared_task

from automation import time_rules, timers


@shared_task
def sweep_timers() -> int:
    return timers.sweep()


@shared_task
def spread_rules() -> int:
    """After a change of a time rule; does nothing otherwise."""
    return time_rules.spread()
