"""Who of a team could take a ticket now: who is there, how much they have, how much fits, what they can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count

from accounts import availability
from accounts.models import AgentSkill, Membership, User
from automation.models import DEFAULT_LIMIT, Capacity, ChannelCapacity, Turn
from tickets.models import Status, Ticket

# How much of a person a ticket takes, where nobody has said: who writes in a chat waits at the other end.
WEIGHTS = {"webchat": 3, "voice": 3, "whatsapp": 2, "telegram": 2, "messenger": 2, "instagram": 2, "sms": 2}
# What is somebody's work now: not what waits for the customer or for others.
AT_WORK = (Status.NEW, Status.OPEN)


@dataclass(frozen=True, slots=True)
class Channels:
    """What a ticket of each channel takes, and how many at once fit people who have no number of their own."""

    weights: dict[str, int]
    at_once: dict[str, int]

    @classmethod
    def load(cls) -> Channels:
        rows = list(ChannelCapacity.objects.all())
        return cls(
            WEIGHTS | {row.channel: row.weight for row in rows},
            {row.channel: row.at_once for row in rows if row.at_once is not None},
        )

    def weight(self, channel: str) -> int:
        return self.weights.get(channel, 1)


@dataclass(slots=True)
class Seat:
    """One person. `load` is the weight of their open tickets, `turn` when they were last given one of the team's."""

    user: User
    limit: int
    at_once: dict[str, int]
    load: int = 0
    count: Counter[str] = field(default_factory=Counter)
    turn: datetime | None = None
    skills: dict[int, int] = field(default_factory=dict)

    def has_room(self, channel: str, weight: int) -> bool:
        most = self.at_once.get(channel)
        return self.load + weight <= self.limit and (most is None or self.count[channel] < most)

    def take(self, channel: str, weight: int) -> None:
        self.load += weight
        self.count[channel] += 1

    @property
    def busy(self) -> float:
        return self.load / self.limit if self.limit else 1.0

    @property
    def waited(self) -> tuple[float, int]:
        """In order: never given one, then the longest ago; the same for everybody who looks."""
        return (self.turn.timestamp() if self.turn else 0.0, self.user.pk)


@dataclass(slots=True)
class Desk:
    """The seats of a team, as they are when it is read."""

    seats: list[Seat]
    channels: Channels

    @classmethod
    def of(cls, team_id: int) -> Desk:
        """Its active members who are there. A constant number of queries."""
        there = availability.online(prefix="user__availability__")
        rows = Membership.objects.filter(there, team=team_id, user__is_active=True).select_related("user")
        users = [row.user for row in rows.order_by("user_id")]
        return cls(seats(users, team_id) if users else [], Channels.load())

    def free(self, channel: str) -> list[Seat]:
        """Who has room for one more of this channel."""
        weight = self.channels.weight(channel)
        return [seat for seat in self.seats if seat.has_room(channel, weight)]


def seats(users: Iterable[User], team_id: int | None = None) -> list[Seat]:
    """A seat for each of these people; turns are those of the team."""
    users = list(users)
    channels, people = Channels.load(), [user.pk for user in users]
    known = {row.user_id: row for row in Capacity.objects.filter(user__in=people)}
    usual = usual_limit()
    turns = dict(Turn.objects.filter(team=team_id, user__in=people).values_list("user_id", "at")) if team_id else {}
    found = {}
    for user in users:
        own = known.get(user.pk)
        limits = channels.at_once | {name: int(most) for name, most in (own.channels if own else {}).items()}
        found[user.pk] = Seat(
            user, own.limit if own and own.limit is not None else usual, limits, turn=turns.get(user.pk)
        )
    for user_id, skill_id, level in AgentSkill.objects.filter(user__in=people).values_list("user", "skill", "level"):
        found[user_id].skills[skill_id] = level
    for user_id, channel, n in work_of(people):
        seat = found[user_id]
        seat.count[channel] = n
        seat.load += n * channels.weight(channel)
    return list(found.values())


def usual_limit() -> int:
    """Of everybody who has none of their own."""
    usual = Capacity.objects.filter(user=None).first()
    return usual.limit if usual and usual.limit is not None else DEFAULT_LIMIT


def work_of(people: list[int]) -> Iterable[tuple[Any, ...]]:
    """(person, channel, number of tickets) of what they work on now, in any team."""
    tickets = Ticket.objects.filter(assignee__in=people, status__in=AT_WORK, is_spam=False, snoozed_until=None)
    return tickets.order_by().values_list("assignee_id", "channel").annotate(n=Count("pk"))
