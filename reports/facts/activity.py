"""When customers were active: from a contact until ACTIVE_FOR after their last one; and the months in which they wrote.
Retention, churn and cohorts come from these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model

from customers.models import Customer
from reports.models import Activity, ContactMonth, Fact, Measure
from reports.period import firm_day

ACTIVE_FOR = timedelta(days=180)
HOME = ("channel", "inbox", "team", "language")


class Contact(NamedTuple):
    """One contact of a customer, where and when."""

    at: datetime
    channel: str
    inbox: int
    team: int
    language: str


def _stretches(contacts: Iterable[datetime]) -> list[tuple[datetime, datetime, int]]:
    """(first contact, last contact, how many) of each stretch."""
    found: list[tuple[datetime, datetime, int]] = []
    for at in contacts:
        if found and at <= found[-1][1] + ACTIVE_FOR:
            found[-1] = (found[-1][0], at, found[-1][2] + 1)
        else:
            found.append((at, at, 1))
    return found


def follow(contacts: Iterable[Fact], left: Iterable[int] = ()) -> None:
    """Contacts came, went or changed hands: what is kept of their customers is made anew. `left` are customers who lost
    some to another profile; who has none any more loses what was kept."""
    touched = {row.customer for row in contacts} | set(left)
    if not touched:
        return
    # Two tickets of one customer at the same moment: one after the other.
    customers = list(
        Customer.objects.select_for_update(no_key=True)
        .filter(pk__in=touched)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    said: dict[int, list[Contact]] = {pk: [] for pk in customers}
    rows = Fact.objects.filter(customer__in=customers, measures__contains=[Measure.CONTACT])
    for customer, *contact in rows.order_by("customer", "at", "pk").values_list("customer", *Contact._fields):
        said[customer].append(Contact(*contact))
    _bring_up_to_date(Activity, customers, [row for pk, made in said.items() for row in as_rows(pk, made)])
    _bring_up_to_date(ContactMonth, customers, [row for pk, made in said.items() for row in as_months(pk, made)])


def as_rows(customer: int, contacts: Sequence[Contact]) -> list[Activity]:
    """Unsaved rows of one customer's activity, from their contacts in order of time."""
    return [
        Activity(
            customer_id=customer,
            span=DateTimeTZRange(first, last + ACTIVE_FOR, "[)"),
            is_first=index == 0,
            contacts=n,
            **_home(contacts),
        )
        for index, (first, last, n) in enumerate(_stretches(row.at for row in contacts))
    ]


def as_months(customer: int, contacts: Sequence[Contact]) -> list[ContactMonth]:
    """Unsaved rows of the months in which one customer wrote, from their contacts in order of time."""
    months = list(dict.fromkeys(_month(row.at) for row in contacts))
    return [ContactMonth(customer_id=customer, cohort=months[0], month=month, **_home(contacts)) for month in months]


def _home(contacts: Sequence[Contact]) -> dict[str, Any]:
    return {name: getattr(contacts[0], name) for name in HOME}


def _month(at: datetime) -> date:
    return firm_day(at).replace(day=1)


def _bring_up_to_date(model: type[Model], customers: list[int], made: Sequence[Any]) -> None:
    """Only what differs is written: a customer who writes every day leaves their other months alone."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    wanted = {tuple(getattr(row, name) for name in names): row for row in made}
    gone = []
    for row in model._default_manager.filter(customer__in=customers):
        if wanted.pop(tuple(getattr(row, name) for name in names), None) is None:
            gone.append(row.pk)
    model._default_manager.filter(pk__in=gone).delete()
    model._default_manager.bulk_create(wanted.values())
