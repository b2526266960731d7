from reports.models.activity import Activity, ContactMonth
from reports.models.annotation import Annotation
from reports.models.daily import Daily, DirtyDay, Monthly, SummedMonth
from reports.models.fact import Fact, Known, Measure, Rebuild
from reports.models.reality import Criterion, DrawnTicket, QuarterSample, RealitySettings, Score, Scorecard
from reports.models.scheduled import Occasion, ReportMail, Rhythm, ScheduledReport
from reports.models.threshold import Threshold

__all__ = [
    "Activity",
    "Annotation",
    "ContactMonth",
    "Criterion",
    "Daily",
    "DirtyDay",
    "DrawnTicket",
    "Fact",
    "Known",
    "Measure",
    "Monthly",
    "Occasion",
    "QuarterSample",
    "RealitySettings",
    "Rebuild",
    "ReportMail",
    "Rhythm",
    "ScheduledReport",
    "Score",
    "Scorecard",
    "SummedMonth",
    "Threshold",
]
