"""By when an unhappy answer is to be followed up, and when somebody is to be told of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from surveys.models import FollowUpCase, SurveySettings
from tickets import calendars, sla
from tickets.hours import Hours
from tickets.models import Ticket

# "Soon" is the last quarter of the time there was, and never more than four hours.
LEAD = timedelta(hours=4)
QUARTER = 4


def due_at(ticket: Ticket | None, start: datetime, chosen: SurveySettings) -> datetime:
    """When the business hours of the settings have passed since `start`: by the ticket's opening hours, else by the calendar
    of the settings, else round the clock."""
    seconds = chosen.case_hours * 3600
    hours = _hours(ticket, chosen)
    due = hours.add(start, seconds) if hours is not None else None
    return due if due is not None else start + timedelta(seconds=seconds)


def _hours(ticket: Ticket | None, chosen: SurveySettings) -> Hours | None:
    found = sla.load().of(ticket).hours if ticket is not None else None
    if found is None and chosen.case_calendar is not None:
        found = calendars.hours_of(chosen.case_calendar)
    return found


def soon_at(case: FollowUpCase, since: datetime) -> datetime:
    """When its deadline, set at `since`, comes near."""
    return case.due_at - min(LEAD, (case.due_at - since) / QUARTER)
