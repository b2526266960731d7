"""The three kinds of figures: their names, scales and order."""

from __future__ import annotations

from core.units import signed
from reports.charts.axis import SHARE, Axis
from surveys.scores import SHORT, Kind

NAMES = {kind.value: name for kind, name in SHORT.items()}
AXES = {
    Kind.CSAT.value: SHARE,
    Kind.NPS.value: Axis(-100, 100, tuple((value, signed(value)) for value in (-100, -50, 0, 50, 100))),
    Kind.CES.value: Axis(1, 7, tuple((value, str(value)) for value in (1, 3, 5, 7))),
}


def known(kind: str) -> str:
    """The kind, or CSAT for what is none."""
    return kind if kind in NAMES else Kind.CSAT.value
