"""Sweeps: each finds rows that are due and calls one action."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from core import sweeps
from tickets import actions, counts, work
from tickets.actions import pictures
from tickets.actor import SYSTEM
from tickets.models import Status, Ticket
from tickets.notices import deadlines, mailing, reading

BATCH = 200


@shared_task
def sweep_work() -> int:
    return work.run_due()


@shared_task
def rebuild_deadlines() -> int:
    """After a change of the SLA policy; does nothing otherwise."""
    return actions.rebuild_deadlines()


@shared_task
def wake_snoozed() -> int:
    now = timezone.now()
    rows = Ticket.objects.filter(snoozed_until__lte=now).order_by("snoozed_until")
    name = "tickets: snoozed"
    return sweeps.each(name, sweeps.due(name, rows, BATCH), lambda number: actions.wake_due(SYSTEM, number, now))


@shared_task
def close_resolved() -> int:
    """Resolved tickets whose time to reopen has passed are closed for good."""
    oldest = Q(resolved_at__lt=timezone.now() - timedelta(days=1) * cast("Any", F("inbox__reopen_days")))
    rows = Ticket.objects.filter(oldest, status=Status.RESOLVED).order_by("resolved_at")
    name = "tickets: resolved"
    return sweeps.each(name, sweeps.due(name, rows, 2000), lambda number: actions.close_due(SYSTEM, number))


@shared_task
def fold_counts() -> int:
    return counts.fold()


@shared_task
def recount() -> int:
    return counts.recount()


@shared_task
def make_thumbnail(attachment_id: int) -> None:
    pictures.make_thumbnail(attachment_id)


@shared_task
def sweep_thumbnails() -> int:
    return pictures.sweep_thumbnails()


@shared_task
def tell_deadlines() -> int:
    return deadlines.sweep()


@shared_task
def mail_notices() -> int:
    return mailing.send_due()


@shared_task
def forget_notices() -> int:
    return reading.forget_old()
