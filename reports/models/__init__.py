from reports.models.activity import Activity
from reports.models.daily import Daily, DirtyDay
from reports.models.fact import Fact, Known, Measure, Rebuild
from reports.models.reality import Criterion, DrawnTicket, QuarterSample, RealitySettings, Score, Scorecard

__all__ = [
    "Activity",
    "Criterion",
    "Daily",
    "DirtyDay",
    "DrawnTicket",
    "Fact",
    "Known",
    "Measure",
    "QuarterSample",
    "RealitySettings",
    "Rebuild",
    "Score",
    "Scorecard",
]
