"""Resolved tickets of a quarter, written in bulk: the draw reads nothing else of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from reports.period import firm_zone
from reports.reality.quarter import Quarter
from tests.cast import Cast, customer
from tickets.models import Ticket

PAST = Quarter.current().before


def noon(quarter: Quarter = PAST, day: int = 10) -> datetime:
    return datetime.combine(quarter.period.first + timedelta(days=day), time(12), firm_zone())


def resolved(cast: Cast, channel: str, count: int, quarter: Quarter = PAST) -> list[int]:
    """Numbers of so many tickets that a person answered and that were resolved in the quarter."""
    at = noon(quarter)
    made = Ticket.objects.bulk_create(
        Ticket(
            customer=customer().customer, inbox=cast.mail, team=cast.returns, channel=channel, status="resolved",
            subject="Order", created_at=at - timedelta(hours=2), first_response_at=at - timedelta(hours=1),
            first_resolved_at=at, resolved_at=at,
        )
        for _one in range(count)
    )  # fmt: skip
    return [ticket.number for ticket in made]
