"""When customers were active: from a contact until ACTIVE_FOR after their last one. Retention and churn come from these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from customers.models import Customer
from reports.models import Activity, Fact, Measure

ACTIVE_FOR = timedelta(days=180)
Span = tuple[datetime, datetime]


def spans(contacts: Iterable[datetime]) -> list[Span]:
    """Stretches of activity from contacts in order of time."""
    found: list[Span] = []
    for at in contacts:
        if found and at <= found[-1][1]:
            found[-1] = (found[-1][0], at + ACTIVE_FOR)
        else:
            found.append((at, at + ACTIVE_FOR))
    return found


def follow(contacts: Iterable[Fact]) -> None:
    """Contacts came, went or changed hands: the stretches of their customers are made anew. Joined customers lose theirs."""
    touched = {row.customer for row in contacts}
    if not touched:
        return
    # Two tickets of one customer at the same moment: one after the other.
    customers = list(
        Customer.objects.select_for_update(no_key=True)
        .filter(pk__in=touched)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    said = Fact.objects.filter(customer__in=customers, measures__contains=[Measure.CONTACT])
    moments: dict[int, list[datetime]] = {pk: [] for pk in customers}
    for customer, at in said.order_by("customer", "at").values_list("customer", "at"):
        moments[customer].append(at)
    Activity.objects.filter(customer__in=customers).delete()
    Activity.objects.bulk_create(row for pk, ats in moments.items() for row in as_rows(pk, ats))


def as_rows(customer: int, contacts: Sequence[datetime]) -> list[Activity]:
    """Unsaved rows of one customer's activity."""
    return [Activity(customer_id=customer, span=DateTimeTZRange(*span, "[)")) for span in spans(contacts)]
