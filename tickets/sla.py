"""Deadlines of a ticket under the policy that fits it: pure functions of its history, the policy and the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.utils import timezone

from tickets import calendars, clockwork
from tickets.clockwork import Due, Pause
from tickets.events import Kind
from tickets.hours import Hours
from tickets.models import SLAPolicy, SLATarget, Ticket, TicketEvent
from tickets.vocabulary.conditions import matches
from tickets.vocabulary.facts import Facts

FIRST, NEXT, RESOLUTION = "first_response", "next_response", "resolution"
CHAT = "webchat"


@dataclass(frozen=True, slots=True)
class Target:
    """Business time for each promise; None where there is none."""

    first_response: timedelta | None = None
    resolution: timedelta | None = None
    next_response: timedelta | None = None
    chat_first_response: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy in one piece: targets by priority, opening hours (None: round the clock), statuses that pause."""

    pk: int = 0
    targets: dict[int, Target] = field(default_factory=dict)
    hours: Hours | None = None
    paused_in: frozenset[str] = frozenset()
    conditions: dict[str, Any] = field(default_factory=lambda: {"match": "all", "items": []})


NO_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Rules:
    """The active policies in their order."""

    policies: tuple[Policy, ...] = ()

    def of(self, ticket: Ticket) -> Policy:
        """The one that a rule chose, else the first whose conditions the ticket meets, else none."""
        chosen = next((policy for policy in self.policies if policy.pk == ticket.sla_policy_id), None)
        if chosen is not None:
            return chosen
        facts = Facts(ticket)
        return next((policy for policy in self.policies if matches(policy.conditions, facts)), NO_POLICY)


@dataclass(frozen=True, slots=True)
class Clock:
    """`state` is running, paused, met or missed. `due_at` is None while it stands still; `left_s` are then the business
    seconds that are left."""

    name: str
    due_at: datetime | None
    stopped_at: datetime | None
    left_s: float = 0

    @property
    def state(self) -> str:
        if self.stopped_at is None and self.due_at is None:
            return "paused"
        if self.stopped_at is None:
            return "missed" if self.due_at and timezone.now() > self.due_at else "running"
        return "met" if self.due_at is None or self.stopped_at <= self.due_at else "missed"


def load() -> Rules:
    """The active policies; without one nothing is promised. One query, and one for each calendar in use."""
    rows = SLATarget.objects.filter(policy__is_active=True).select_related("policy__calendar")
    targets: dict[int, dict[int, Target]] = {}
    policies: dict[int, SLAPolicy] = {}
    for row in rows.order_by("policy__position", "policy_id"):
        policies[row.policy_id] = row.policy
        targets.setdefault(row.policy_id, {})[row.priority] = _target(row)
    hours = {p.calendar_id: calendars.hours_of(p.calendar) for p in policies.values() if p.calendar is not None}
    return Rules(
        tuple(
            Policy(pk, targets[pk], hours.get(policy.calendar_id), frozenset(policy.paused_in), policy.conditions)
            for pk, policy in policies.items()
        )
    )


def _target(row: SLATarget) -> Target:
    def minutes(value: int | None) -> timedelta | None:
        return None if value is None else timedelta(minutes=value)

    seconds = row.chat_first_response_seconds
    return Target(
        minutes(row.first_response_minutes),
        minutes(row.resolution_minutes),
        minutes(row.next_response_minutes),
        None if seconds is None else timedelta(seconds=seconds),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a ticket stands with what it is promised: `promises` are all of (clock, start, length), stopped ones too."""

    ticket: Ticket
    policy: Policy
    stops: tuple[Pause, ...]
    promises: tuple[tuple[str, datetime, timedelta], ...]

    @property
    def is_paused(self) -> bool:
        return bool(self.stops) and self.stops[-1][1] is None

    def running(self) -> list[tuple[str, datetime, timedelta]]:
        """The promises whose clock runs: neither stopped nor standing still."""
        if self.is_paused or not self.ticket.is_unresolved:
            return []
        return [one for one in self.promises if _stopped_at(self.ticket, one[0]) is None]

    def due(self, name: str, start: datetime, length: timedelta) -> Due:
        """When that much of a clock has run."""
        stops = _until(self.stops, _stopped_at(self.ticket, name))
        return clockwork.due(start, length.total_seconds(), self.policy.hours, stops)


def standing(
    ticket: Ticket, rules: Rules | None = None, moves: Sequence[tuple[datetime, str]] | None = None
) -> Standing:
    """What the ticket is promised by the policy that fits it. `moves` are its changes of status where known."""
    policy = (rules or load()).of(ticket)
    if moves is None:
        moves = moves_of([ticket.pk]).get(ticket.pk, []) if policy.paused_in else []
    target = policy.targets.get(ticket.priority, Target())
    stops = clockwork.pauses(moves, policy.paused_in)
    return Standing(ticket, policy, tuple(stops), tuple(_promises(ticket, target)))


def set_deadlines(
    ticket: Ticket, rules: Rules | None = None, moves: Sequence[tuple[datetime, str]] | None = None
) -> Standing:
    """Put the due times on the (unsaved) ticket from its history and priority. `moves` are its changes of status
    where known."""
    found = standing(ticket, rules, moves)
    dues = {name: found.due(name, start, length) for name, start, length in found.promises}
    ticket.first_response_due_at = dues.get(FIRST, Due(None)).at
    ticket.next_response_due_at = dues.get(NEXT, Due(None)).at
    ticket.resolution_due_at = dues.get(RESOLUTION, Due(None)).at
    ticket.sla_paused = {name: round(due.left_s) for name, due in dues.items() if due.at is None and due.left_s > 0}
    running = [clock.due_at for clock in clocks(ticket) if clock.stopped_at is None and clock.due_at]
    ticket.sla_due_at = min(running) if running and ticket.is_unresolved else None
    return found


def rounds(ticket: Ticket) -> dict[str, datetime]:
    """When each clock that hasn't stopped began; whether it is promised anything or stands still doesn't matter."""
    if not ticket.is_unresolved:
        return {}
    found = {RESOLUTION: ticket.resolution_clock_from}
    if _stopped_at(ticket, FIRST) is None and not ticket.started_by_agent:
        found[FIRST] = ticket.created_at
    elif ticket.waiting_since is not None:
        found[NEXT] = ticket.waiting_since
    return found


def _stopped_at(ticket: Ticket, name: str) -> datetime | None:
    """When a clock stopped for good; a ticket resolved without an answer stops the first one as well."""
    if name == FIRST:
        return ticket.first_response_at or ticket.first_resolved_at
    return ticket.resolved_at if name == RESOLUTION else None


def _until(stops: Sequence[Pause], stopped_at: datetime | None) -> list[Pause]:
    """The pauses that a clock saw: later ones don't move what was settled."""
    if stopped_at is None:
        return list(stops)
    return [(since, min(until or stopped_at, stopped_at)) for since, until in stops if since < stopped_at]


def _promises(ticket: Ticket, target: Target) -> list[tuple[str, datetime, timedelta]]:
    """(clock, start, length) of what this ticket is promised now."""
    first = target.first_response
    if target.chat_first_response is not None and ticket.inbox.channel == CHAT:
        first = target.chat_first_response
    found: list[tuple[str, datetime, timedelta | None]] = [
        (RESOLUTION, ticket.resolution_clock_from, target.resolution)
    ]
    if not ticket.started_by_agent:
        found.append((FIRST, ticket.created_at, first))
    # The first answer was given (or was ours), and the customer waits again.
    if ticket.waiting_since and (ticket.first_response_at or ticket.started_by_agent):
        found.append((NEXT, ticket.waiting_since, target.next_response))
    return [
        (name, start, max(length, _held(ticket, name, start))) for name, start, length in found if length is not None
    ]


def _held(ticket: Ticket, name: str, start: datetime) -> timedelta:
    since, seconds = ticket.sla_held.get(name, ("", 0))
    return timedelta(seconds=seconds) if since and datetime.fromisoformat(since) == start else timedelta()


@contextmanager
def keep_promises(ticket: Ticket, rules: Rules | None = None) -> Iterator[None]:
    """What the clock sets off (an escalation step, a time rule) may raise the priority, but never makes its own ticket late:
    clocks that have begun keep the time they were promised where the new promise is shorter. Those that begin later count by
    what the ticket is then, and so do all after the next change by people or other rules.
    """
    before = standing(ticket, rules, []).promises
    yield
    now = {(name, start): length for name, start, length in standing(ticket, rules, []).promises}
    kept = {
        name: [start.isoformat(), length.total_seconds()]
        for name, start, length in before
        if length > now.get((name, start), length)
    }
    if kept:
        ticket.sla_held = {**ticket.sla_held, **kept}


def moves_of(numbers: Sequence[int]) -> dict[int, list[tuple[datetime, str]]]:
    """(when, new status) of these tickets, in order of time; one query."""
    moves = TicketEvent.objects.filter(ticket__in=numbers, kind=Kind.STATUS_CHANGED).order_by("at", "pk")
    history: dict[int, list[tuple[datetime, str]]] = {}
    for number, at, data in moves.values_list("ticket_id", "at", "data"):
        history.setdefault(number, []).append((at, str(data.get("new", ""))))
    return history


def clocks(ticket: Ticket) -> list[Clock]:
    """What is promised on this ticket now."""
    found = []
    dues = {
        FIRST: ticket.first_response_due_at,
        NEXT: ticket.next_response_due_at,
        RESOLUTION: ticket.resolution_due_at,
    }
    for name, due_at in dues.items():
        stopped_at = _stopped_at(ticket, name)
        left = ticket.sla_paused.get(name)
        if due_at is not None or (left is not None and stopped_at is None):
            found.append(Clock(name, due_at, stopped_at, left or 0))
    return found


def judged(ticket: Ticket, at: datetime, *names: str) -> dict[str, Any]:
    """What is noted with the event that stops these clocks, so that no later change rewrites what was promised: `sla` says
    of each promise that runs now whether it is kept, `late` by how many seconds round the clock it was missed. One whose
    clock stands still is kept; empty where nothing is promised.
    """
    waiting = names if ticket.waiting_since else tuple(name for name in names if name != NEXT)
    running = [clock for clock in clocks(ticket) if clock.stopped_at is None and clock.name in waiting]
    late = {clock.name: at - clock.due_at for clock in running if clock.due_at is not None and at > clock.due_at}
    noted: dict[str, Any] = {"sla": {clock.name: clock.name not in late for clock in running}} if running else {}
    if late:
        noted["late"] = {name: ceil(by.total_seconds()) for name, by in late.items()}
    return noted
