"""Hints and sweeps; the rows are the truth."""

from __future__ import annotations

from celery import shared_task

from automation import assignment, taking_back, time_rules, timers
from automation.incidents import answering, detect
from automation.learning import store


@shared_task
def sweep_timers() -> int:
    return timers.sweep()


@shared_task
def spread_rules() -> int:
    """After a change of a time rule; does nothing otherwise."""
    return time_rules.spread()


@shared_task
def give_waiting() -> int:
    return assignment.give_waiting()


@shared_task
def take_back() -> int:
    """What waits with people who are away."""
    return taking_back.take_back()


@shared_task(time_limit=1100)
def learn() -> bool:
    """From the closed tickets, when somebody asked for it."""
    return store.work_off()


@shared_task
def ask_to_learn() -> None:
    store.ask()


@shared_task
def find_incidents() -> int:
    return detect.sweep()


@shared_task
def sweep_incident_answers() -> int:
    return answering.sweep()
