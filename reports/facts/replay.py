"""What a ticket's history says to the figures: a pure function. Later history only adds; what was said of a past day stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from reports.models import Measure
from reports.rounding import rounded
from tickets.events import Kind
from tickets.models.ticket import DONE

# Routing by rules within this time, before an agent touched the ticket, belongs to its arrival.
ARRIVAL = timedelta(hours=1)
# A customer's message after such a silence of both sides is a new contact.
CONTACT_PAUSE = timedelta(minutes=30)
# After so long it is settled whether a resolution held.
SETTLED_AFTER = timedelta(days=7)

SLA = {"first_response": Measure.SLA_FIRST, "next_response": Measure.SLA_NEXT, "resolution": Measure.SLA_RESOLUTION}
LATE = {"first_response": Measure.LATE_FIRST, "next_response": Measure.LATE_NEXT, "resolution": Measure.LATE_RESOLUTION}


def round_the_clock(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()


@dataclass(frozen=True, slots=True)
class Happened:
    """One event; `agent` 0 where no person of ours did it."""

    at: datetime
    kind: str
    actor: str = "system"
    agent: int = 0
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    """A ticket as it began (`channel`, `team`, `agent`) and what happened since, in order of time.

    `business` gives the seconds of opening hours between two moments, `tags` the ids of their names. `asked_again` says
    whether the customer opened another ticket while the first resolution was being proven, `repeated` whether they had to
    say something twice before it.
    """

    number: int
    customer: int
    created_at: datetime
    channel: str
    inbox: int
    team: int
    agent: int = 0
    language: str = ""
    started_by_agent: bool = False
    is_spam: bool = False
    events: Sequence[Happened] = ()
    tags: dict[str, int] = field(default_factory=dict)
    business: Callable[[datetime, datetime], float] = round_the_clock
    asked_again: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The dimensions that move while a ticket lives."""

    channel: str
    team: int
    agent: int


@dataclass(slots=True)
class Said:
    """One row of facts. `settled`: its topics will not change any more, since its resolution cycle is over."""

    at: datetime
    place: Place
    cycle: int
    measures: dict[Measure, int]
    is_entry: bool = False
    until: datetime | None = None
    topics: tuple[int, ...] = ()
    settled: bool = False


@dataclass(slots=True)
class Replayed:
    """`look_at` is when time itself will add something, None when it won't."""

    rows: list[Said]
    look_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Resolution:
    at: datetime
    place: Place
    cycle: int
    served: bool
    contacts: int


def replay(history: History, now: datetime) -> Replayed:
    """The facts of a ticket as of `now`. Spam says nothing."""
    if history.is_spam:
        return Replayed([], None)
    return _Replay(history, now).run()


class _Replay:
    def __init__(self, history: History, now: datetime) -> None:
        self.history, self.now = history, now
        self.rows: list[Said] = []
        self.cycle, self.done = 1, False
        self.tags: set[int] = set()
        self.topics: dict[int, tuple[int, ...]] = {}
        self.entry: Said | None = None
        self.waiting: datetime | None = None
        self.answered: datetime | None = None
        self.transferred_at: datetime | None = None
        self.last_said: datetime | None = None
        self.first_resolved: datetime | None = None
        self.answers = self.messages = self.contacts = self.transfers = 0
        self.resolutions: list[_Resolution] = []
        self.reopened: list[datetime] = []
        self.place = Place(history.channel, history.team, history.agent)

    def run(self) -> Replayed:
        arrived = self._arrive()
        for index, event in enumerate(self.history.events):
            act = HANDLERS.get(event.kind)
            if act is not None and not (index < arrived and event.kind in _PLACING):
                act(self, event)
        look_at = self._judge()
        current = tuple(sorted(self.tags))
        for row in self.rows:
            row.settled = row.cycle in self.topics
            row.topics = self.topics.get(row.cycle, current)
        return Replayed(self.rows, look_at)

    # --- arriving -------------------------------------------------------------------------------------------------------

    def _arrive(self) -> int:
        """The ticket comes in where routing puts it; how many events belong to that."""
        count, until = 0, self.history.created_at + ARRIVAL
        for event in self.history.events:
            if event.actor == "agent" or event.at > until:
                break
            self._move(event)
            count += 1
        self._say(self.history.created_at, {Measure.CREATED: 1})
        self._enter(self.history.created_at)
        return count

    def _move(self, event: Happened) -> None:
        if event.kind == Kind.TEAM_CHANGED:
            self.place = replace(self.place, team=int(event.data.get("new") or 0))
        elif event.kind == Kind.ASSIGNED:
            self.place = replace(self.place, agent=int(event.data.get("new") or 0))

    # --- rows -----------------------------------------------------------------------------------------------------------

    def _say(self, at: datetime, measures: dict[Measure, int], place: Place | None = None, cycle: int = 0) -> Said:
        """Add to the row of this moment and place, or begin one."""
        place, cycle = place or self.place, cycle or self.cycle
        last = self.rows[-1] if self.rows else None
        if last and (last.at, last.place, last.cycle) == (at, place, cycle) and not last.measures.keys() & measures:
            last.measures |= measures
            return last
        row = Said(at, place, cycle, dict(measures))
        self.rows.append(row)
        return row

    def _enter(self, at: datetime) -> None:
        self.entry = self._say(at, {Measure.OPENED: 1})
        self.entry.is_entry = True

    def _leave(self, at: datetime) -> None:
        if self.entry is not None:
            self.entry.until = at
            self._say(at, {Measure.LEFT: 1}, self.entry.place, self.entry.cycle)
            self.entry = None

    def _moved(self, at: datetime) -> None:
        """While it is unresolved, a ticket that moves leaves one place's backlog and enters another's."""
        if self.entry is not None and self.entry.place != self.place:
            self._leave(at)
            self._enter(at)

    # --- what happened --------------------------------------------------------------------------------------------------

    def received(self, event: Happened) -> None:
        if event.data.get("automatic"):
            return
        before = self.place.channel
        self.place = replace(self.place, channel=event.data.get("channel") or before)
        self._moved(event.at)
        if self.messages and self.place.channel != before:
            self._say(event.at, {Measure.SWITCHED: 1})
        if self.last_said is None or event.at - self.last_said >= CONTACT_PAUSE:
            self.contacts += 1
            self._say(event.at, {Measure.CONTACT: 1})
        self.messages += 1
        self.waiting = self.waiting or event.at
        self.last_said = event.at

    def replied(self, event: Happened) -> None:
        if event.data.get("automatic"):
            return
        found = {Measure.ANSWER: 1}
        if self.answered is None and not self.history.started_by_agent:
            found |= self._took(Measure.FIRST_RESPONSE, self.history.created_at, event.at)
        elif self.waiting is not None:
            found |= self._took(Measure.NEXT_RESPONSE, self.waiting, event.at)
        self._say(event.at, found | _promises(event), replace(self.place, agent=event.agent))
        self.answered = self.answered or event.at
        self.answers += 1
        self.waiting, self.last_said = None, event.at

    def called_back(self, event: Happened) -> None:
        if event.data.get("outcome") == "reached" and event.actor == "agent":
            self.replied(event)

    def moved(self, event: Happened) -> None:
        """Another team, or from one person to another; both in one action are one transfer."""
        handed_on = event.kind == Kind.TEAM_CHANGED or (event.data.get("old") and event.data.get("new"))
        if handed_on and self.transferred_at != event.at:
            self.transferred_at = event.at
            self.transfers += 1
            self._say(event.at, {Measure.TRANSFER: 1})
        self._move(event)
        self._moved(event.at)

    def tagged(self, event: Happened) -> None:
        known = self.history.tags
        self.tags -= {known[name] for name in event.data.get("removed", ()) if name in known}
        self.tags |= {known[name] for name in event.data.get("added", ()) if name in known}

    def status_changed(self, event: Happened) -> None:
        done = event.data.get("new") in DONE
        if done and not self.done:
            self._resolve(event)
        elif self.done and not done:
            self.cycle += 1
            self.reopened.append(event.at)
            self._say(event.at, {Measure.REOPENED: 1})
            self._enter(event.at)
        self.done = done

    def _resolve(self, event: Happened) -> None:
        found = {Measure.RESOLVED: 1} | _promises(event)
        served = self.contacts > 0 and self.answers > 0 and not self.history.started_by_agent
        if self.first_resolved is None:
            self.first_resolved = event.at
            found |= self._took(Measure.RESOLUTION, self.history.created_at, event.at)
            if served:
                found |= {
                    Measure.ONE_TOUCH: int(self.answers == 1),
                    Measure.MESSAGES: self.messages + self.answers,
                    Measure.TRANSFERRED: int(self.transfers > 0),
                    Measure.REPEATED: int(self.history.repeated),
                }
        self._leave(event.at)
        place = replace(self.place, agent=self.place.agent or event.agent)
        self._say(event.at, found, place)
        self.resolutions.append(_Resolution(event.at, place, self.cycle, served, self.contacts))
        self.topics[self.cycle] = tuple(sorted(self.tags))
        self.waiting = None

    def _judge(self) -> datetime | None:
        """Whether each resolution held, said on the day when that is known; when the next one will be."""
        look_at: list[datetime] = []
        for index, one in enumerate(self.resolutions):
            at = one.at + SETTLED_AFTER
            if at > self.now:
                look_at.append(at)
                continue
            back = any(one.at <= moment <= at for moment in self.reopened[index : index + 1])
            found = {Measure.CAME_BACK: int(back)}
            if index == 0 and one.served:
                held = one.contacts == 1 and not back and not self.history.asked_again
                found[Measure.FIRST_CONTACT] = int(held)
            self._say(at, found, one.place, one.cycle)
        return min(look_at, default=None)

    def _took(self, measure: Measure, start: datetime, end: datetime) -> dict[Measure, int]:
        """A duration round the clock and, one number on, within opening hours."""
        return {
            measure: rounded((end - start).total_seconds()),
            Measure(measure + 1): rounded(self.history.business(start, end)),
        }


def _promises(event: Happened) -> dict[Measure, int]:
    """Which promises this event kept or broke, as it was noted with it."""
    noted, late = event.data.get("sla") or {}, event.data.get("late") or {}
    kept = {SLA[clock]: int(met) for clock, met in noted.items() if clock in SLA}
    return kept | {LATE[clock]: rounded(seconds) for clock, seconds in late.items() if clock in LATE}


_PLACING = {Kind.ASSIGNED, Kind.TEAM_CHANGED}
HANDLERS: dict[str, Callable[[_Replay, Happened], None]] = {
    Kind.RECEIVED: _Replay.received,
    Kind.REPLIED: _Replay.replied,
    Kind.CALLBACK_DONE: _Replay.called_back,
    Kind.ASSIGNED: _Replay.moved,
    Kind.TEAM_CHANGED: _Replay.moved,
    Kind.TAGS_CHANGED: _Replay.tagged,
    Kind.STATUS_CHANGED: _Replay.status_changed,
}
