"""A case's history in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from surveys.models import CaseOutcome, CaseStep, FollowUpCase

Did = CaseStep.Kind


@dataclass(frozen=True, slots=True)
class Line:
    """`said` is what happened, without who did it; `tone` colours its mark."""

    step: CaseStep
    said: str
    tone: str = ""


def lines(case: FollowUpCase) -> list[Line]:
    """Oldest first."""
    return [Line(step, say(step), _tone(step)) for step in case.steps.select_related("by", "to")]


def say(step: CaseStep) -> str:
    """What happened, in the active language."""
    data: dict[str, Any] = step.data
    match step.kind:
        case Did.OPENED:
            return _opened(step)
        case Did.TAKEN:
            return _("Took it")
        case Did.GIVEN:
            return _("Given to %(name)s") % {"name": step.to or "–"}
        case Did.LEFT:
            return _("Nobody has it now: its owner may no longer see it")
        case Did.BEGUN:
            return _("Began to follow up")
        case Did.CONTACTED:
            return _("Called the customer") if data.get("how") == "callback_done" else _("Wrote to the customer")
        case Did.NOTE:
            return _("Noted")
        case Did.ANSWER_CHANGED:
            return _("The customer changed the answer from %(old)s to %(new)s") % {
                "old": data.get("old"),
                "new": data.get("new"),
            }
        case Did.WORDS_ADDED:
            return _("The customer added reasons or words")
        case Did.CLOSED:
            return _closed(step)
        case Did.REOPENED:
            return _("Opened again") if step.by is not None else _("Opened again by itself")
        case Did.SECOND_DROPPED:
            return _("The customer is not asked a second time while this goes on")
        case Did.SECOND_ANSWERED:
            return _("The customer answered the second question: %(score)s") % {"score": data.get("score")}
    return str(step.kind)


def _opened(step: CaseStep) -> str:
    if step.to is not None:
        return _("Opened for %(name)s: the answer was unhappy") % {"name": step.to}
    return _("Opened: the answer was unhappy. Nobody had it yet")


def _closed(step: CaseStep) -> str:
    outcome = step.data.get("outcome", "")
    label = CaseOutcome(outcome).label if outcome in CaseOutcome.values else outcome
    if step.by is None:
        return _("Closed by itself: %(outcome)s") % {"outcome": label}
    return _("Closed: %(outcome)s") % {"outcome": label}


def _tone(step: CaseStep) -> str:
    return {Did.OPENED: "bad", Did.REOPENED: "bad", Did.CLOSED: "good"}.get(Did(step.kind), "")
