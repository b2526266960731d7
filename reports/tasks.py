"""Hints and sweeps; the rows are the truth."""

from __future__ import annotations

from celery import shared_task

from core import sweeps
from reports import kept, rollups
from reports.facts import keep
from reports.facts import rebuild as facts
from reports.mailing import planning, sending
from reports.people import report as _people  # noqa: F401 - what it counts is known to `kept`
from reports.reality import drawing


@shared_task
def sum_days() -> int:
    return rollups.sum_dirty()


@shared_task
def look_again() -> int:
    return keep.look_again()


@shared_task
def rebuild() -> int:
    """After an installation or a change of the rules; does nothing otherwise."""
    return facts.go_on()


@shared_task
def replace_gone() -> int:
    return drawing.replace_gone()


@shared_task
def plan_reports() -> int:
    return planning.plan_due()


@shared_task
def send_reports() -> int:
    return sending.send_due()


@shared_task
def renew_kept(name: str, key: str) -> bool:
    return kept.Counting.known[name].renew(key)


@shared_task
def warm_kept() -> int:
    known = kept.Counting.known
    return sweeps.each("figures: kept", known, lambda name: known[name].warm())
