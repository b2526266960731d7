"""Closed tickets as counted words: read in steps, the newest first, within bounds of memory and time.

Words are kept only when at least three customers wrote them in at least three tickets, and never when they are names: the
customer's own are left out of their tickets, an agent's everywhere, and what many people are called altogether.
"""

from __future__ import annotations

import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q, Window
from django.db.models.functions import Left, RowNumber

from accounts.models import User
from automation.learning.words import OPENING_CHARS, OPENING_MESSAGES, features_of
from automation.models import LeftOutTeam
from core.words import names_in
from tickets.events import Kind
from tickets.models import Message, MessageKind, Ticket, TicketEvent
from tickets.models.ticket import DONE

MAX_TICKETS = 100_000
MAX_VOCABULARY = 30_000
STEP = 500
BUDGET_S = 300.0
MIN_SEEN = 3
# A word that more than one in so many of those who write it are called is a name.
NAME_SHARE = 5


@dataclass(slots=True)
class Learnt:
    """One closed ticket: its words (places in the vocabulary) and what it became. `first_team` is where a ticket of its
    inbox comes in; `routed`: a rule moved it, so nothing would have been suggested.
    """

    words: array[int]
    team: str
    first_team: str
    routed: bool
    priority: str
    tags: tuple[str, ...]


@dataclass(slots=True)
class Corpus:
    """Tickets, the oldest first, and the words that may be kept. `spelling` is how people write them."""

    tickets: list[Learnt] = field(default_factory=list)
    vocabulary: list[str] = field(default_factory=list)
    spelling: dict[str, str] = field(default_factory=dict)
    channels: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    since: datetime | None = None
    until: datetime | None = None

    def words(self, ticket: Learnt) -> list[str]:
        return [self.vocabulary[place] for place in ticket.words]


@dataclass(slots=True)
class _Words:
    """Every word met, with in how many tickets, and up to three of the customers who wrote it."""

    places: dict[str, int] = field(default_factory=dict)
    spelling: list[str] = field(default_factory=list)
    tickets: array[int] = field(default_factory=lambda: array("I"))
    people: array[int] = field(default_factory=lambda: array("B"))
    first: array[int] = field(default_factory=lambda: array("q"))
    second: array[int] = field(default_factory=lambda: array("q"))

    def meet(self, word: str, spelling: str, customer: int) -> int:
        place = self.places.get(word)
        if place is None:
            place = self.places[word] = len(self.places)
            self.spelling.append(spelling)
            self.tickets.append(1)
            self.people.append(1)
            self.first.append(customer)
            self.second.append(0)
            return place
        self.tickets[place] += 1
        people = self.people[place]
        if people < MIN_SEEN and customer != self.first[place] and customer != self.second[place]:
            if people == 1:
                self.second[place] = customer
            self.people[place] = people + 1
        return place


def read(max_tickets: int = MAX_TICKETS, budget_s: float = BUDGET_S) -> Corpus:
    """The newest closed tickets of the teams that aren't left out."""
    until = time.monotonic() + budget_s
    corpus, met = Corpus(), _Words()
    called: Counter[str] = Counter()
    known_people: set[int] = set()
    agents = {part for name in User.objects.values_list("name", flat=True) for part in names_in(name)}
    for row, text in _closed(max_tickets):
        names = names_in(row["customer__name"])
        if row["customer_id"] not in known_people:
            known_people.add(row["customer_id"])
            called.update(names)
        features = features_of(text, row["channel"], row["language"], names)
        places = [met.meet(word, said, row["customer_id"]) for word, said in features.items() if word not in agents]
        words = array("I", places)
        corpus.tickets.append(
            Learnt(words, row["team"], row["first_team"], row["routed"], row["priority"], row["tags"])
        )
        corpus.channels[row["channel"]] += 1
        corpus.languages[row["language"]] += 1
        corpus.since = row["created_at"]
        corpus.until = corpus.until or row["created_at"]
        if time.monotonic() > until:
            break
    corpus.tickets.reverse()
    _keep_only_what_may_be_kept(corpus, met, called)
    return corpus


def _keep_only_what_may_be_kept(corpus: Corpus, met: _Words, called: Counter[str]) -> None:
    kept = [
        (word, place)
        for word, place in met.places.items()
        if met.people[place] >= MIN_SEEN
        and met.tickets[place] >= MIN_SEEN
        and called[word] * NAME_SHARE <= met.tickets[place]
    ]
    kept.sort(key=lambda pair: (-met.tickets[pair[1]], pair[0]))
    kept = kept[:MAX_VOCABULARY]
    corpus.vocabulary = [word for word, _place in kept]
    corpus.spelling = {word: met.spelling[place] for word, place in kept}
    new = {place: number for number, (_word, place) in enumerate(kept)}
    for ticket in corpus.tickets:
        ticket.words = array("I", [new[place] for place in ticket.words if place in new])


def _closed(most: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Closed tickets with what the customer wrote before somebody answered, the newest first."""
    rows = Ticket.objects.filter(status__in=DONE, is_spam=False, started_by_agent=False)
    rows = rows.exclude(team__in=LeftOutTeam.objects.values("team")).order_by("-created_at", "-pk")
    edge: Q | None = None
    while most > 0:
        wanted = (rows.filter(edge) if edge is not None else rows).values(
            "pk", "created_at", "team_id", "inbox__team_id", "priority", "channel", "language", "customer_id", "customer__name",
            "first_response_at",
        )  # fmt: skip
        found: list[dict[str, Any]] = [dict(row) for row in wanted[: min(STEP, most)]]
        if not found:
            return
        most -= len(found)
        last = found[-1]
        edge = Q(created_at__lt=last["created_at"]) | Q(created_at=last["created_at"], pk__lt=last["pk"])
        yield from _with_words(found)


def _with_words(found: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    numbers = [row["pk"] for row in found]
    openings = read_openings({row["pk"]: row["first_response_at"] for row in found})
    events: dict[int, list[tuple[str, str, dict[str, Any]]]] = defaultdict(list)
    kinds = [Kind.TEAM_CHANGED, Kind.PRIORITY_CHANGED]
    for number, *event in (
        TicketEvent.objects.filter(ticket__in=numbers, kind__in=kinds)
        .order_by("at", "pk")
        .values_list("ticket_id", "kind", "actor_kind", "data")
    ):
        events[number].append((event[0], event[1], event[2]))
    tags: dict[int, list[str]] = defaultdict(list)
    for number, name in Ticket.tags.through.objects.filter(ticket__in=numbers).values_list("ticket_id", "tag__name"):
        tags[number].append(name)
    for row in found:
        opening = openings.get(row["pk"])
        if opening is None:
            continue
        text, row["channel"] = opening
        row["tags"] = tuple(sorted(tags[row["pk"]]))
        row["team"] = str(row["team_id"])
        # Not from its history: tickets that came from elsewhere have none.
        row["first_team"] = str(row["inbox__team_id"])
        row["routed"] = any(kind == Kind.TEAM_CHANGED and actor == "rule" for kind, actor, _data in events[row["pk"]])
        raised = [(actor, data) for kind, actor, data in events[row["pk"]] if kind == Kind.PRIORITY_CHANGED]
        row["priority"] = _priority(str(row["priority"]), raised)
        yield row, text


def _priority(now: str, raised: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """The one that people chose: what an escalation raised tells of our lateness, not of the words."""
    if not raised:
        return now
    chosen = [str(data.get("new", now)) for actor, data in raised if actor not in {"rule", "system"}]
    return chosen[-1] if chosen else str(raised[0][1].get("old", now))


def read_openings(answered: dict[int, datetime | None]) -> dict[int, tuple[str, str]]:
    """By ticket: what the customer wrote before the first answer (its time is the value), and by which channel."""
    said = Message.objects.filter(ticket__in=list(answered), kind=MessageKind.INBOUND, automatic=False)
    place = Window(RowNumber(), partition_by=F("ticket_id"), order_by=[F("sent_at").asc(), F("pk").asc()])
    rows = said.annotate(place=place, head=Left("text", OPENING_CHARS)).filter(place__lte=OPENING_MESSAGES)
    texts: dict[int, list[str]] = defaultdict(list)
    channels: dict[int, str] = {}
    for number, subject, head, channel, at in rows.order_by("ticket_id", "place").values_list(
        "ticket_id", "subject", "head", "channel", "sent_at"
    ):
        until = answered[number]
        if number in channels and until is not None and at > until:
            continue
        if number not in channels:
            channels[number] = channel
            texts[number].append(subject)
        texts[number].append(head)
    return {number: ("\n".join(texts[number]), channel) for number, channel in channels.items()}
