"""Facts follow the tickets: each event brings its ticket's facts up to date, exactly once and in one transaction with its note.

What a settled row says is never written over: a tag renamed or profiles joined later don't rewrite the past. Only spam takes
a ticket out, and `afresh` (a rebuild) makes everything anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from core import sweeps
from reports.facts import activity
from reports.facts.history import load
from reports.facts.replay import Said, replay
from reports.models import DirtyDay, Fact, Known, Measure
from reports.period import firm_day
from tickets.events import Kind
from tickets.models import TicketEvent

LISTENS = {
    Kind.CREATED, Kind.RECEIVED, Kind.REPLIED, Kind.ASSIGNED, Kind.TEAM_CHANGED, Kind.STATUS_CHANGED, Kind.TAGS_CHANGED,
    Kind.SPAM_CHANGED, Kind.CUSTOMER_JOINED, Kind.CALLBACK_DONE,
}  # fmt: skip
SWEEP = "figures: looked at again"
CHANGING = ["customer", "settled", "topics", "values", "open_for"]


def on_event(event: TicketEvent) -> None:
    """Consumer of pending work. One look takes in all of the ticket's events so far; notes of those find nothing to do."""
    refresh([event.ticket_id], event_id=event.pk)


def look_again(limit: int = 200) -> int:
    """Tickets to which time itself adds something by now (a resolution that has held). Returns how many."""
    due = Known.objects.filter(look_at__lte=timezone.now()).order_by("look_at")
    return sweeps.batch(SWEEP, sweeps.due(SWEEP, due, limit), _look)


def _look(numbers: Collection[int]) -> int:
    """In a transaction: those of them that no other worker has."""
    due = Known.objects.select_for_update(skip_locked=True).filter(pk__in=numbers, look_at__lte=timezone.now())
    mine = [known.pk for known in due]
    refresh(mine)
    return len(mine)


def refresh(numbers: Collection[int], *, event_id: int = 0, afresh: bool = False) -> None:
    """Bring these tickets' facts up to date; with `event_id`, unless that event is in them already."""
    with transaction.atomic():
        Known.objects.bulk_create([Known(ticket_id=number) for number in sorted(numbers)], ignore_conflicts=True)
        locked = Known.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
        known = [one for one in locked if not event_id or one.event_id < event_id]
        if not known:
            return
        rows: defaultdict[int, list[Fact]] = defaultdict(list)
        for row in Fact.objects.filter(ticket__in=[one.pk for one in known]).order_by("pk"):
            rows[row.ticket_id].append(row)
        read = {number for number in rows if any(Measure.REPEATED in row.measures for row in rows[number])}
        wanted = {one.pk for one in known}
        histories, now, changes = (
            load(wanted, read_words_of=wanted if afresh else wanted - read),
            timezone.now(),
            _Changes(),
        )
        for one in known:
            history, newest = histories[one.pk]
            replayed = replay(history, now)
            made = [as_fact(row, one.pk, history.customer, history.inbox, history.language) for row in replayed.rows]
            changes.compare([] if afresh else rows[one.pk], made)
            if afresh:
                changes.gone += rows[one.pk]
            one.event_id, one.look_at = newest, replayed.look_at
        Known.objects.bulk_update(known, ["event_id", "look_at"])
        changes.save()


def as_fact(row: Said, ticket: int, customer: int, inbox: int, language: str) -> Fact:
    """The row as it is stored, unsaved."""
    return Fact(
        ticket_id=ticket,
        customer=customer,
        at=row.at,
        day=firm_day(row.at),
        cycle=row.cycle,
        settled=row.settled,
        channel=row.place.channel,
        inbox=inbox,
        team=row.place.team,
        agent=row.place.agent,
        language=language,
        topics=list(row.topics),
        measures=[int(measure) for measure in row.measures],
        values=list(row.measures.values()),
        open_for=_open_for(row.at, row.until) if row.is_entry else None,
    )


def _open_for(since: datetime, until: datetime | None) -> Any:
    """After it came and up to when it left: who asks about a midnight gets what was open just before it."""
    return DateTimeTZRange(since, until, "(]")


class _Changes:
    """What differs between the facts that are kept and those that the history gives."""

    def __init__(self) -> None:
        self.new: list[Fact] = []
        self.gone: list[Fact] = []
        self.changed: list[Fact] = []
        self.left: set[int] = set()

    def compare(self, kept: list[Fact], made: list[Fact]) -> None:
        known: defaultdict[tuple[Any, ...], list[Fact]] = defaultdict(list)
        for row in kept:
            known[_key(row)].append(row)
        for row in made:
            twins = known[_key(row)]
            if not twins:
                self.new.append(row)
                continue
            twin = twins.pop(0)
            wanted = {name: getattr(row, name) for name in (["customer"] if twin.settled else CHANGING)}
            if any(getattr(twin, name) != value for name, value in wanted.items()):
                if twin.customer != wanted["customer"]:
                    self.left.add(twin.customer)
                for name, value in wanted.items():
                    setattr(twin, name, value)
                self.changed.append(twin)
        self.gone += [row for twins in known.values() for row in twins]

    def save(self) -> None:
        Fact.objects.filter(pk__in=[row.pk for row in self.gone]).delete()
        Fact.objects.bulk_create(self.new, batch_size=2000)
        Fact.objects.bulk_update(self.changed, CHANGING, batch_size=500)
        touched = [*self.new, *self.gone, *self.changed]
        DirtyDay.mark({row.day for row in touched})
        activity.follow((row for row in touched if Measure.CONTACT in row.measures), self.left)


def _key(row: Fact) -> tuple[Any, ...]:
    return (row.at, row.cycle, row.channel, row.team, row.agent, tuple(sorted(row.measures)))
