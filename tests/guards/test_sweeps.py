"""No row that breaks holds up the others: whatever beat starts works each off by core.sweeps, or says here why it needn't."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import pytest
from django.conf import settings

OWN = "keeps attempts and a due time of its own with each row"
STATEMENT = "a statement for all rows, nothing of one row's own"
ONE = "a single piece of work, not one of several"
ALONE = {
    "accounts.tasks.forget_presence": STATEMENT,
    "automation.tasks.ask_to_learn": ONE,
    "automation.tasks.learn": ONE,
    "automation.tasks.sweep_incident_answers": OWN,
    "automation.tasks.sweep_timers": OWN,
    "channels_inbox.tasks.forget_receipts": STATEMENT,
    "channels_inbox.tasks.sweep_events": OWN,
    "channels_inbox.tasks.sweep_media": OWN,
    "helpdesk.tasks.heartbeat": ONE,
    "reports.tasks.send_reports": OWN,
    "surveys.tasks.find_themes": ONE,
    "surveys.tasks.remind_due": OWN,
    "surveys.tasks.send_due": OWN,
    "tickets.tasks.fold_counts": STATEMENT,
    "tickets.tasks.forget_notices": STATEMENT,
    "tickets.tasks.recount": STATEMENT,
    "tickets.tasks.sweep_thumbnails": OWN,
    "tickets.tasks.sweep_work": OWN,
}
TASKS = sorted({str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()})


def called(task: str) -> Iterator[Any]:
    """The task itself, and what it calls by `module.function`."""
    module = importlib.import_module(task.rpartition(".")[0])
    function = getattr(module, task.rpartition(".")[2]).run
    yield function
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            yield getattr(getattr(module, node.func.value.id, None), node.func.attr, None)


def uses_sweeps(task: str) -> bool:
    def source(found: Any) -> str:
        # A task's own lines; of what it calls, the whole module, where its helpers are.
        return inspect.getsource(found if found.__module__ == task.rpartition(".")[0] else inspect.getmodule(found))  # type: ignore[arg-type]

    functions = [found for found in called(task) if isinstance(inspect.unwrap(found), FunctionType) or callable(found)]
    return any("sweeps.each(" in source(found) or "sweeps.batch(" in source(found) for found in functions if found)


@pytest.mark.parametrize("task", TASKS)
def test_one_broken_row_holds_up_no_other(task: str) -> None:
    assert uses_sweeps(task) != (task in ALONE), f"{task}: work each row off by core.sweeps, or say here why it needn't"


def test_no_reason_is_left_of_a_task_that_is_gone() -> None:
    assert set(ALONE) <= set(TASKS)
