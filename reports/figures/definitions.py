"""The figures that tickets give, by name: from which measure, and how it becomes one number. docs/metrics.md has the words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models import Measure


class How(StrEnum):
    COUNT = "count"
    MEDIAN = "median"
    P90 = "p90"
    MEAN = "mean"
    SHARE = "share"
    # Shares whose good end is 0 are shares all the same; `better` says so.
    LEVEL = "level"


class Unit(StrEnum):
    NUMBER = "number"
    SECONDS = "seconds"
    SHARE = "share"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Figure:
    """`better` is the direction that is good: 1 up, -1 down, 0 neither."""

    name: str
    title: str | Promise
    measure: Measure
    how: How
    unit: Unit = Unit.NUMBER
    better: int = 0


_ALL = [
    Figure("new", _("New tickets"), Measure.CREATED, How.COUNT),
    Figure("resolved", _("Resolved"), Measure.RESOLVED, How.COUNT, better=1),
    Figure("reopened", _("Reopened"), Measure.REOPENED, How.COUNT, better=-1),
    Figure("contacts", _("Contacts"), Measure.CONTACT, How.COUNT),
    Figure("answers", _("Answers by people"), Measure.ANSWER, How.COUNT),
    Figure("transfers", _("Transfers"), Measure.TRANSFER, How.COUNT, better=-1),
    Figure("backlog", _("Backlog at the end"), Measure.OPENED, How.LEVEL, better=-1),
    *(
        Figure(name + ending, title, measure, how, Unit.SECONDS, -1)
        for name, title, measure in (
            ("first_response", _("First response"), Measure.FIRST_RESPONSE),
            ("first_response_business", _("First response, opening hours"), Measure.FIRST_RESPONSE_BUSINESS),
            ("next_response", _("Next response"), Measure.NEXT_RESPONSE),
            ("next_response_business", _("Next response, opening hours"), Measure.NEXT_RESPONSE_BUSINESS),
            ("resolution", _("Time to resolution"), Measure.RESOLUTION),
            ("resolution_business", _("Time to resolution, opening hours"), Measure.RESOLUTION_BUSINESS),
            ("late_first_response", _("Late by: first response"), Measure.LATE_FIRST),
            ("late_next_response", _("Late by: next response"), Measure.LATE_NEXT),
            ("late_resolution", _("Late by: resolution"), Measure.LATE_RESOLUTION),
        )
        for ending, how in (("", How.MEDIAN), ("_p90", How.P90))
    ),
    Figure("messages", _("Messages per ticket"), Measure.MESSAGES, How.MEAN, better=-1),
    *(
        Figure(name, title, measure, How.SHARE, Unit.SHARE, better)
        for name, title, measure, better in (
            ("first_contact", _("Resolved at first contact"), Measure.FIRST_CONTACT, 1),
            ("reopen_rate", _("Reopen rate"), Measure.CAME_BACK, -1),
            ("one_touch", _("One-touch"), Measure.ONE_TOUCH, 1),
            ("transferred", _("Transferred tickets"), Measure.TRANSFERRED, -1),
            ("repeated", _("Customer had to repeat"), Measure.REPEATED, -1),
            ("sla_first_response", _("SLA: first response"), Measure.SLA_FIRST, 1),
            ("sla_next_response", _("SLA: next response"), Measure.SLA_NEXT, 1),
            ("sla_resolution", _("SLA: resolution"), Measure.SLA_RESOLUTION, 1),
        )
    ),
]
FIGURES = {figure.name: figure for figure in _ALL}
