"""For whoever must act on an answer in the same transaction: follow-up cases, themes. Filled at start (AppConfig.ready)."""

from __future__ import annotations

from collections.abc import Callable

from surveys.models import SurveyAnswer

# Called with the answer, saved and locked, and whether it is new (else changed); also for answers without a ticket, which
# have no Kind.SURVEY_ANSWERED event.
answered: list[Callable[[SurveyAnswer, bool], None]] = []


def tell_answered(given: SurveyAnswer, first: bool) -> None:
    for hear in answered:
        hear(given, first)
