"""The customers behind a figure: the very rows it was counted from, the most valuable first, a page at a time."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db.models import F, Max, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers.access import visible_customers
from customers.models import Customer
from reports.facts.activity import ACTIVE_FOR
from reports.models import Activity
from reports.people import care, contacts, scores, stretches
from reports.people.whose import Values, Whose, positional
from reports.period import Period
from surveys.models import SurveyAnswer

PAGE_ROWS = 50
Source = Callable[[Whose, Period], tuple[str, Values]]


@dataclass(frozen=True, slots=True)
class Who:
    """Customers whose row of `source` fulfils `condition`. `is_now`: of this moment, whatever the period."""

    title: str | Promise
    source: Source
    condition: str = "true"
    is_now: bool = False


WHO = {
    "active": Who(_("Active customers"), stretches.flags, "now"),
    "was_active": Who(_("Active at the beginning"), stretches.flags, "was"),
    "kept": Who(_("Active at the beginning and at the end"), stretches.flags, "kept"),
    "lost": Who(_("Fell silent"), stretches.flags, "lost"),
    "new": Who(_("New customers"), stretches.flags, "came"),
    "returned": Who(_("Came back"), stretches.flags, "back"),
    "contacted": Who(_("Customers who made contact"), contacts.flags, "contacts > 0"),
    **{f"times{n}": Who(title, contacts.flags, f"contacts = {n}") for n, title in (
        (1, _("One contact")), (2, _("Two contacts")), (3, _("Three contacts")), (4, _("Four contacts")))},
    "times5": Who(_("Five contacts or more"), contacts.flags, "contacts >= 5"),
    "hopped": Who(_("Used several channels"), contacts.flags, "hopped"),
    "switched": Who(_("Changed the channel within one ticket"), contacts.flags, "switched"),
    "served": Who(_("Customers with a ticket first resolved"), contacts.flags, "served"),
    "repeated": Who(_("Had to repeat"), contacts.flags, "repeated"),
    "scored": Who(_("Customers with a score"), scores.flags),
    "happy": Who(_("Happy the last time they said so"), scores.flags, "happy"),
    "unhappy": Who(_("Unhappy the last time they said so"), scores.flags, "unhappy"),
    "care": Who(_("Customers to look after"), lambda whose, _period: care.flags(whose), is_now=True),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One customer; `last` is their last contact, `score` their newest answer to a survey within a year."""

    customer: Customer
    last: datetime | None
    score: SurveyAnswer | None

    @property
    def says(self) -> str:
        """Such as "CSAT 2/5"."""
        return self.score.named if self.score else ""

    @property
    def is_unhappy(self) -> bool:
        """Lately, so that somebody should ask."""
        return (
            self.score is not None and self.score.is_unhappy and self.score.answered_at >= _now() - care.UNHAPPY_WITHIN
        )

    @property
    def is_silent(self) -> bool:
        return self.last is not None and _now() - care.SILENT_TO <= self.last <= _now() - care.SILENT_FROM

    @property
    def silent_days(self) -> int:
        return (_now() - self.last).days if self.last else 0


def customers(agent: User, who: Who, whose: Whose, period: Period) -> QuerySet[Customer]:
    """All of them, in no order."""
    source, values = who.source(whose, period)
    statement = f"SELECT listed.customer FROM ({source}) listed WHERE {who.condition}"  # noqa: S608
    # Our own words only; what comes from an address travels as a value.
    ids = RawSQL(*positional(statement, values))  # noqa: S611
    return visible_customers(agent).order_by().filter(pk__in=ids)


def page(found: QuerySet[Customer], cursor: str = "", size: int = PAGE_ROWS) -> tuple[list[Row], str]:
    """One page, the most valuable first, then those of unknown value, the newest first; and the cursor of the next page ("" at
    the end). An altered cursor gives the first page. Four queries."""
    after = _read(cursor)
    if after is not None:
        value, pk = after
        further = Q(value=None, pk__lt=pk)
        if value is not None:
            further = Q(value__lt=value) | Q(value=value, pk__lt=pk) | Q(value=None)
        found = found.filter(further)
    rows = list(found.order_by(F("value").desc(nulls_last=True), "-pk").prefetch_related("identities")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    return told(rows), _write(rows[-1]) if more else ""


def told(rows: Iterable[Customer]) -> list[Row]:
    """With what else the list says of them."""
    rows = list(rows)
    spans = Activity.objects.filter(customer__in=rows).values_list("customer").annotate(end=Max("span__endswith"))
    last = {pk: end - ACTIVE_FOR for pk, end in spans}
    given = SurveyAnswer.objects.filter(invitation__customer__in=rows, answered_at__gte=_now() - scores.NEW_ENOUGH)
    given = given.select_related("invitation").order_by("invitation__customer_id", "-answered_at", "-pk")
    newest = {one.invitation.customer_id: one for one in given.distinct("invitation__customer_id")}
    return [Row(one, last.get(one.pk), newest.get(one.pk)) for one in rows]


def _now() -> datetime:
    return timezone.now()


def _write(customer: Customer) -> str:
    value = None if customer.value is None else str(customer.value)
    return base64.urlsafe_b64encode(json.dumps([value, customer.pk]).encode()).decode()


def _read(cursor: str) -> tuple[Decimal | None, int] | None:
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        number = None if value is None else Decimal(value)
        known = cursor and abs(int(pk)) < 2**62 and (number is None or (number.is_finite() and abs(number) < 10**12))
        return (number, int(pk)) if known else None
    except (ValueError, TypeError, OverflowError, RecursionError, InvalidOperation, binascii.Error):
        return None
