from reports.models.activity import Activity, ContactMonth
from reports.models.daily import Daily, DirtyDay, Monthly, SummedMonth
from reports.models.fact import Fact, Known, Measure, Rebuild

__all__ = [
    "Activity",
    "ContactMonth",
    "Daily",
    "DirtyDay",
    "Fact",
    "Known",
    "Measure",
    "Monthly",
    "Rebuild",
    "SummedMonth",
]
