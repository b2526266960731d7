"""Finding customers by name, address, company or reference, and paging through them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.core import signing
from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime

from core.text import fold
from customers.models import Customer
from customers.models.words import Words

PAGE = 50
MAX_WORDS = 6
SALT = "customers.page"


@dataclass(frozen=True, slots=True)
class Page:
    """`next` is the cursor of the following page, "" on the last one."""

    customers: list[Customer]
    next: str


_APART = re.compile(r"[ -/:-@\[-`{-~\s]+")  # as customers.models.words.Words tells words apart
_PHONE = re.compile(r"[\d\s()+./-]{5,}")


def matching(customers: QuerySet[Customer], query: str) -> QuerySet[Customer]:
    """Those who have every word of the query, or its beginning, in their names, addresses, company or reference.

    An index answers: the cost grows with those who are found, not with all customers. Nothing to look for finds everybody;
    signs alone find nobody.
    """
    query = fold(query).replace("\x00", " ").strip()
    if not query:
        return customers
    words = _words(query)
    if not words:
        return customers.none()
    # Quotes and backslashes tell words apart, so none is left inside one.
    raw = " & ".join(f"'{word}':*" for word in words)
    return customers.alias(words=Words(F("search_text"))).filter(
        words=SearchQuery(raw, config="simple", search_type="raw")
    )


def _words(query: str) -> list[str]:
    """A phone number is one word, however it is written; nobody types its leading + or 00 the same way."""
    if _PHONE.fullmatch(query):
        digits = re.sub(r"\D", "", query)
        return [digits.removeprefix("00")] if digits else []
    return [word for word in _APART.split(query) if word][:MAX_WORDS]


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
