from reports.models.activity import Activity
from reports.models.daily import Daily, DirtyDay, Monthly, SummedMonth
from reports.models.fact import Fact, Known, Measure, Rebuild

__all__ = ["Activity", "Daily", "DirtyDay", "Fact", "Known", "Measure", "Monthly", "Rebuild", "SummedMonth"]
