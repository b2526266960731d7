"""Histories as the database has them, some hundred at a time and a handful of queries for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any, cast

from django.db.models import Exists, F, OuterRef, Q

from reports.facts import repeat
from reports.facts.replay import HANDLERS, SETTLED_AFTER, Happened, History, round_the_clock
from tickets import sla
from tickets.events import Kind
from tickets.models import Message, MessageKind, Tag, Ticket, TicketEvent


def load(numbers: Collection[int], *, read_words_of: Collection[int]) -> dict[int, tuple[History, int]]:
    """Ticket -> its history and the newest event in it. `read_words_of` are those whose messages are looked at for what had
    to be said twice.
    """
    events: defaultdict[int, list[Happened]] = defaultdict(list)
    newest: dict[int, int] = {}
    rows = TicketEvent.objects.filter(ticket__in=numbers).order_by("ticket_id", "at", "pk")
    fields = ("pk", "ticket_id", "at", "kind", "actor_kind", "actor_id", "data")
    for pk, number, at, kind, actor, agent, data in rows.values_list(*fields):
        newest[number] = max(newest.get(number, 0), pk)
        if kind in HANDLERS:
            events[number].append(Happened(at, kind, actor, agent or 0, data))
    tags = _tag_ids(events.values())
    said = _said_twice(read_words_of)
    rules = sla.load()
    found = {}
    tickets = Ticket.objects.filter(pk__in=numbers).select_related("inbox", "customer").defer("search")
    for ticket in tickets.annotate(asked_again=Exists(_later_tickets())):
        own = events[ticket.pk]
        found[ticket.pk] = (
            History(
                number=ticket.pk,
                customer=ticket.customer_id,
                created_at=ticket.created_at,
                channel=_first_channel(ticket, own),
                inbox=ticket.inbox_id,
                team=_first(own, Kind.TEAM_CHANGED, ticket.team_id),
                agent=_first(own, Kind.ASSIGNED, ticket.assignee_id),
                language=ticket.language,
                started_by_agent=ticket.started_by_agent,
                is_spam=ticket.is_spam,
                events=own,
                tags=tags,
                business=_business(ticket, rules),
                asked_again=cast(Any, ticket).asked_again,
                repeated=ticket.pk in said,
            ),
            newest.get(ticket.pk, 0),
        )
    return found


def _later_tickets() -> Any:
    """The customer's other tickets, opened while it wasn't proven yet that this one's first resolution held."""
    return Ticket.objects.filter(
        ~Q(pk=OuterRef("pk")),
        customer=OuterRef("customer"),
        is_spam=False,
        started_by_agent=False,
        created_at__gt=OuterRef("first_resolved_at"),
        created_at__lte=OuterRef("first_resolved_at") + SETTLED_AFTER,
        last_activity_at__gt=OuterRef("first_resolved_at"),
    )


def _first(events: Iterable[Happened], kind: Kind, now: int | None) -> int:
    """What it was before the first change; what it is now when it never changed."""
    change = next((event for event in events if event.kind == kind), None)
    return int((change.data.get("old") if change is not None else now) or 0)


def _first_channel(ticket: Ticket, events: Iterable[Happened]) -> str:
    spoken = (e.data.get("channel") for e in events if e.kind == Kind.RECEIVED and not e.data.get("automatic"))
    return next(filter(None, spoken), None) or (ticket.inbox.channel if ticket.started_by_agent else ticket.channel)


def _business(ticket: Ticket, rules: sla.Rules) -> Callable[[datetime, datetime], float]:
    hours = rules.of(ticket).hours
    return round_the_clock if hours is None else hours.between


def _tag_ids(histories: Iterable[list[Happened]]) -> dict[str, int]:
    names = {
        name
        for events in histories
        for event in events
        if event.kind == Kind.TAGS_CHANGED
        for name in (*event.data.get("added", ()), *event.data.get("removed", ()))
    }
    return dict(Tag.objects.filter(name__in=names).values_list("name", "pk")) if names else {}


def _said_twice(numbers: Collection[int]) -> set[int]:
    """Those of the tickets whose customer had to repeat something before the first resolution."""
    if not numbers:
        return set()
    messages = Message.objects.filter(
        ticket__in=numbers,
        kind__in=[MessageKind.INBOUND, MessageKind.OUTBOUND],
        automatic=False,
        sent_at__lte=F("ticket__first_resolved_at"),
    ).order_by("ticket_id", "sent_at", "pk")
    lines: defaultdict[int, list[repeat.Line]] = defaultdict(list)
    for number, kind, text, address in messages.values_list("ticket_id", "kind", "text", "identity__address"):
        if len(lines[number]) < repeat.MAX_LINES:
            lines[number].append(repeat.Line(kind == MessageKind.INBOUND, text, address or ""))
    return {number for number, said in lines.items() if repeat.had_to_repeat(said)}
