"""Which figures are compared, how, and from which difference on it matters to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reports.models import Measure

# A difference in time matters from a quarter longer and from five minutes on: two minutes against one is nobody's harm.
SLOWER, SECONDS = 1.25, 300


class Scale(StrEnum):
    """How a figure's values are compared (reports/consistency/strata.py)."""

    SHARE = "share"
    TIME = "time"
    SCORE = "score"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Measured:
    """`better` is the direction that is good for customers. `relevant` is the least difference that is called one, in the
    unit of the figure (a share, points of NPS or of CES); times have a rule of their own."""

    name: str
    scale: Scale
    better: int
    measure: Measure
    relevant: float = 0.0


MEASURED = {
    one.name: one
    for one in (
        Measured("first_response", Scale.TIME, -1, Measure.FIRST_RESPONSE),
        Measured("resolution", Scale.TIME, -1, Measure.RESOLUTION),
        Measured("reopen_rate", Scale.SHARE, -1, Measure.CAME_BACK, 0.05),
        Measured("first_contact", Scale.SHARE, 1, Measure.FIRST_CONTACT, 0.05),
        Measured("repeated", Scale.SHARE, -1, Measure.REPEATED, 0.05),
        Measured("csat", Scale.SHARE, 1, Measure.CSAT, 0.05),
        Measured("ces", Scale.SCORE, 1, Measure.CES, 0.5),
        Measured("nps", Scale.POINTS, 1, Measure.NPS, 10.0),
    )
}
