"""Customers to look after: those who were unhappy the last time they said so, and valuable ones who fell silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from reports.facts.activity import ACTIVE_FOR
from reports.people.scores import newest
from reports.people.whose import Values, Whose

# What is longer ago is no news any more.
UNHAPPY_WITHIN = timedelta(days=90)
SILENT_FROM, SILENT_TO = timedelta(days=90), timedelta(days=270)
# Who wrote once and never again had a question, and an answer.
CONTACTS = 2


def flags(whose: Whose, now: datetime | None = None) -> tuple[str, Values]:
    """SQL with a row per customer: customer. Of this moment, whatever the period."""
    now = now or timezone.now()
    scored, values = newest(whose, now - UNHAPPY_WITHIN, now)
    narrowed, _same = whose.sql()
    statement = f"""
        SELECT customer FROM ({scored}) scored WHERE unhappy
        UNION
        SELECT h.customer_id FROM reports_activity h JOIN customers_customer c ON c.id = h.customer_id
        WHERE upper(h.span) BETWEEN %(ends_from)s AND %(ends_to)s AND h.contacts >= %(contacts)s AND c.value > 0
            AND NOT EXISTS (
                SELECT FROM reports_activity later WHERE later.customer_id = h.customer_id AND later.span >> h.span
            ){narrowed}
    """  # noqa: S608 - names of our own columns only
    ends = {"ends_from": now - SILENT_TO + ACTIVE_FOR, "ends_to": now - SILENT_FROM + ACTIVE_FOR}
    return statement, values | ends | {"contacts": CONTACTS}
