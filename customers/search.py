"""Finding customers by name, address, company or reference, and paging through them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from core.text import fold
from customers.models import Customer

PAGE = 50
MAX_WORDS = 6
SALT = "customers.page"


@dataclass(frozen=True, slots=True)
class Page:
    """`next` is the cursor of the following page, "" on the last one."""

    customers: list[Customer]
    next: str


def matching(customers: QuerySet[Customer], query: str) -> QuerySet[Customer]:
    """Those who have every word of the query somewhere in their names, addresses, company or reference."""
    for word in fold(query).split()[:MAX_WORDS]:
        customers = customers.filter(search_text__contains=word)
    return customers


def page_of(customers: QuerySet[Customer], cursor: str = "", size: int = PAGE) -> Page:
    """One page, who was last seen first; the order is that of the index, so that deep pages cost as much as the first.

    An altered cursor gives the first page.
    """
    after = _read(cursor)
    if after is not None:
        seen, pk = after
        # Descending, PostgreSQL puts those never seen first.
        if seen is None:
            customers = customers.filter(Q(last_seen_at=None, pk__lt=pk) | Q(last_seen_at__isnull=False))
        else:
            customers = customers.filter(Q(last_seen_at__lt=seen) | Q(last_seen_at=seen, pk__lt=pk))
    rows = list(customers.order_by("-last_seen_at", "-pk").prefetch_related("identities")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _write(rows[-1]) if more else "")


def _write(customer: Customer) -> str:
    seen = customer.last_seen_at.isoformat() if customer.last_seen_at else ""
    return signing.dumps([seen, customer.pk], salt=SALT)


def _read(cursor: str) -> tuple[datetime | None, int] | None:
    if not cursor:
        return None
    try:
        seen, pk = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return (parse_datetime(seen) if seen else None), pk
