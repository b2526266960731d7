"""What came in lately, looked at once a minute: a topic beyond the usual becomes a suggestion.

However large the house: the newest tickets of the window up to a limit, and of the thirty days before so many from each
quarter of each day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.access import who_sees_everything
from accounts.models import User
from automation.incidents import incidents
from automation.incidents.topics import Sample, Topic, Usual, find_topics
from automation.models import IncidentSettings, IncidentSuggestion, IncidentTicket
from core import sweeps
from tickets.access import visible_tickets
from tickets.models import Message, MessageKind, Ticket
from tickets.notices import kinds, notify

MAX_SAMPLES = 1000
TEXT_CHARS = 1500
USUAL_DAYS = 30
USUAL_A_QUARTER = 25
MAX_TICKETS = 200
# Nothing new of the topic for so long: the suggestion goes by itself.
STALE = timedelta(hours=12)
# What was called no incident stays so, unless it grew to so many times as much.
REMEMBERED = timedelta(days=7)
GREW = 3
NOTICED = gettext_noop("%(n)s customers write about: %(words)s")

_USUAL = """
SELECT ARRAY(SELECT unnest(tsvector_to_array(t.search)) INTERSECT SELECT unnest(%(forms)s::text[]))
FROM generate_series(0, %(quarters)s - 1) AS quarter
CROSS JOIN LATERAL (
    SELECT search FROM tickets_ticket
    WHERE created_at >= %(start)s + quarter * interval '6 hours'
      AND created_at < %(start)s + (quarter + 1) * interval '6 hours'
      AND NOT is_spam AND search IS NOT NULL
    ORDER BY created_at DESC LIMIT %(each)s
) AS t
"""


def sweep(now: datetime | None = None) -> int:
    """Look for topics; returns how many suggestions were made or grew. Two workers at once make each of them once."""
    now, settings = now or timezone.now(), IncidentSettings.current()
    IncidentSuggestion.objects.filter(state=IncidentSuggestion.State.OPEN, seen_at__lt=now - STALE).update(
        state=IncidentSuggestion.State.PAST, settled_at=now
    )
    if not settings.enabled:
        return 0
    since = now - timedelta(minutes=settings.minutes)
    samples = recent(since, now)
    topics = find_topics(samples, settings.tickets, lambda forms: usual(forms, since))
    found = {" ".join(topic.terms): topic for topic in topics}
    return sweeps.each("incidents", found, lambda terms: _keep(found[terms], now))


def recent(since: datetime, until: datetime) -> list[Sample]:
    """What customers wrote first on the tickets of this time that no incident has."""
    known = IncidentTicket.objects.exclude(state=IncidentTicket.State.REFUSED)
    found = Ticket.objects.filter(
        created_at__gt=since, created_at__lte=until, is_spam=False, started_by_agent=False
    ).exclude(pk__in=known.values("ticket"))
    numbers = list(found.order_by("-created_at").values_list("pk", flat=True)[:MAX_SAMPLES])
    return [Sample(number, customer, text) for number, customer, text in first_words(numbers)]


def first_words(numbers: Sequence[int]) -> list[tuple[int, int, str]]:
    """(ticket, customer, subject and text) of each ticket's first message that a person wrote; none for automatic mail."""
    said: QuerySet[Any] = Message.objects.filter(ticket__in=numbers, kind=MessageKind.INBOUND, automatic=False)
    said = said.order_by("ticket_id", "sent_at", "pk").distinct("ticket_id")
    rows = said.values_list("ticket_id", "ticket__customer_id", Left("subject", 300), Left("text", TEXT_CHARS))
    return [(number, customer, f"{subject}\n{text}") for number, customer, subject, text in rows]


def usual(forms: Sequence[str], until: datetime) -> Usual:
    """Which of these forms the tickets of the thirty days before have, from an even sample of them."""
    values: dict[str, Any] = {
        "forms": list(forms),
        "start": until - timedelta(days=USUAL_DAYS),
        "quarters": USUAL_DAYS * 4,
        "each": USUAL_A_QUARTER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_USUAL, values)
        return Usual([frozenset(row[0]) for row in cursor.fetchall()])


def _keep(topic: Topic, now: datetime) -> bool:
    with transaction.atomic():
        # One worker at a time compares with what is there.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('incident suggestions'))")
        known = IncidentSuggestion.objects.filter(seen_at__gt=now - REMEMBERED).select_related("incident")[:200]
        same = [one for one in known if alike(one.terms, topic.terms)]
        for one in same:
            if one.state == IncidentSuggestion.State.DISMISSED and len(topic.numbers) < GREW * len(one.tickets):
                return False
            if one.incident is not None and one.incident.is_open:
                return bool(incidents.offer(one.incident, topic.numbers))
        found = next((one for one in same if one.state == IncidentSuggestion.State.OPEN), None)
        is_new = found is None
        if found is None:
            found = IncidentSuggestion(since=now, seen_at=now, made_at=now)
        before = set(found.tickets)
        found.tickets = sorted({*found.tickets, *topic.numbers})[-MAX_TICKETS:]
        if found.pk and set(found.tickets) == before:
            return False
        found.words, found.terms = list(topic.words), list(topic.terms)
        tickets = Ticket.objects.filter(pk__in=found.tickets)
        found.customers = tickets.values("customer").distinct().count()
        found.since = tickets.order_by("created_at").values_list("created_at", flat=True).first() or now
        found.seen_at = now
        found.save()
        if is_new:
            _notify(found)
    return True


def _notify(found: IncidentSuggestion) -> None:
    """Managers hear of it once."""
    params = {"n": found.customers, "words": ", ".join(found.words)}
    notify(
        who_sees_everything(),
        kinds.INCIDENT,
        NOTICED,
        params,
        url="/incidents/",
        dedupe=f"incident-suggestion:{found.pk}",
    )


def alike(some: Sequence[str], other: Sequence[str]) -> bool:
    """The same topic: half of the fewer terms are shared."""
    shared = set(some) & set(other)
    return bool(shared) and 2 * len(shared) >= min(len(some), len(other))


def for_agent(agent: User) -> list[dict[str, Any]]:
    """Open suggestions with the tickets that the agent may see. Who sees only some learns of a topic when these alone
    would be one."""
    needed = IncidentSettings.current().tickets
    found = []
    for one in IncidentSuggestion.objects.filter(state=IncidentSuggestion.State.OPEN)[:10]:
        seen = visible_tickets(agent).filter(pk__in=one.tickets)
        rows = list(seen.order_by("-created_at").values_list("pk", "created_at", "customer_id"))
        if rows and (agent.sees_everything or len({row[2] for row in rows}) >= needed):
            minutes = max(1, round((one.seen_at - min(row[1] for row in rows)).total_seconds() / 60))
            found.append({"suggestion": one, "numbers": [row[0] for row in rows], "n": len(rows), "minutes": minutes})
    return found
