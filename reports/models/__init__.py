from reports.models.activity import Activity
from reports.models.annotation import Annotation
from reports.models.daily import Daily, DirtyDay, Monthly, SummedMonth
from reports.models.fact import Fact, Known, Measure, Rebuild

__all__ = [
    "Activity",
    "Annotation",
    "Daily",
    "DirtyDay",
    "Fact",
    "Known",
    "Measure",
    "Monthly",
    "Rebuild",
    "SummedMonth",
]
