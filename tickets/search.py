"""Search by number, address, name and word. Words are stemmed in Python (Postgres has no Polish), kept in a tsvector."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q, QuerySet

from core.text import clean_line, fold, search_groups, search_terms
from customers.models import Customer
from customers.search import matching
from tickets import channel_info, hooks
from tickets.models import Priority, Status, Ticket

TERMS_A_MESSAGE = 3000
TERMS_A_TICKET = 30000
FEW_CUSTOMERS = FEW_TICKETS = 2000
FILTERS = ("channel", "status", "priority", "tag", "team")


def add_to_index(ticket: Ticket, *texts: str) -> None:
    """Add words to the ticket's vector; in the action's transaction, before the ticket is saved."""
    terms = search_terms(" ".join(texts), limit=TERMS_A_MESSAGE)
    if not terms:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT CASE WHEN coalesce(length(%s::tsvector), 0) > %s THEN %s::tsvector
                      ELSE coalesce(%s::tsvector, ''::tsvector) || array_to_tsvector(%s) END""",
            [ticket.search, TERMS_A_TICKET, ticket.search, ticket.search, terms],
        )
        ticket.search = cursor.fetchone()[0]


def search_tickets(tickets: QuerySet[Ticket], query: str) -> QuerySet[Ticket]:
    """Narrow a queryset: `#123`, `123`, an address, `channel:email`, `status:open`, `priority:high`, `tag:x`, words (all of them)."""
    query = clean_line(query, 300).strip()
    filters = re.compile(rf"\b({'|'.join([*FILTERS, *hooks.search_filters])}):([\w.-]{{1,60}})")
    for key, value in filters.findall(query):
        tickets = _filtered(tickets, key, value)
    words = filters.sub(" ", query).strip()
    if not words:
        return tickets
    number = words.lstrip("#")
    matches = Q()
    if number.isdecimal() and len(number) < 18:
        matches |= Q(number=int(number))
        if words.startswith("#"):
            return tickets.filter(matches)
    matches |= _from_customers(words)
    asked = text_query(words)
    if asked is not None:
        matches |= _from_words(asked)
    return tickets.filter(matches)


def text_query(words: str) -> SearchQuery | None:
    """What a ticket's vector is asked: all words, each in any of its forms. None when there is no word in it."""
    groups = search_groups(words)
    if not groups:
        return None
    raw = " & ".join("(" + " | ".join(_lexeme(form) for form in group) + ")" for group in groups)
    return SearchQuery(raw, config="simple", search_type="raw")


def _from_customers(words: str) -> Q:
    """Tickets of the customers who match. A few are named by their ids, so that an index of tickets can answer the whole OR; when there
    are many, the newest tickets are soon found without it."""
    people = matching(Customer.objects.order_by(), words).values_list("pk", flat=True)
    found = list(people[: FEW_CUSTOMERS + 1])
    return Q(customer_id__in=found if len(found) <= FEW_CUSTOMERS else people)


def _from_words(asked: SearchQuery) -> Q:
    """Tickets with the words, likewise: PostgreSQL can't guess how rare a word's beginning is, and would read all tickets by their
    last activity to find the few."""
    found = list(Ticket.objects.order_by().filter(search=asked).values_list("pk", flat=True)[: FEW_TICKETS + 1])
    return Q(pk__in=found) if len(found) <= FEW_TICKETS else Q(search=asked)


def _lexeme(form: str) -> str:
    """A quoted prefix term: quoting keeps tsquery's operators in a customer's word from meaning anything."""
    escaped = form.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}':*"


def _filtered(tickets: QuerySet[Ticket], key: str, value: str) -> QuerySet[Ticket]:
    if key == "channel":
        names = {fold(str(info.name)): info.kind for info in channel_info.all_channels()}
        return tickets.filter(channel=names.get(fold(value), value.lower()))
    if key == "status":
        names = {fold(str(label)): code for code, label in Status.choices}
        return tickets.filter(status=names.get(fold(value), value.lower()))
    if key == "priority":
        levels = {fold(str(label)): code for code, label in Priority.choices}
        levels |= {level.name.lower(): level.value for level in Priority}
        return tickets.filter(priority=levels.get(fold(value), 0))
    if key == "tag":
        return tickets.filter(tags__name=value.lower())
    if key in hooks.search_filters:
        return hooks.search_filters[key](tickets, value)
    return tickets.filter(team__name__icontains=value)
