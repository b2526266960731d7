"""Hints and sweeps; the rows are the truth."""

from __future__ import annotations

from celery import shared_task

from surveys import periodic, reminding, sending
from surveys.followups import telling
from surveys.themes import keeping, rounds


@shared_task
def send_due() -> int:
    return sending.send_due()


@shared_task
def remind_due() -> int:
    return reminding.remind_due()


@shared_task
def work_rounds() -> int:
    return periodic.work_rounds()


@shared_task
def read_themes() -> int:
    return keeping.read_due()


@shared_task
def find_themes() -> bool:
    return rounds.work_off()


@shared_task
def tell_follow_ups() -> int:
    return telling.sweep()
