"""One round of learning. The older four fifths are learnt from, the newest fifth is held back: it tells how sure is how
sure and how often that was right. What is then kept has learnt from all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from automation.learning.bayes import Counts, Scales
from automation.learning.certainty import Curve, Seen, cross_checked, fit, table
from automation.learning.corpus import Corpus, Learnt
from automation.models import Target
from tickets.models import Priority

# Fewer than this is too few to suggest anything.
MIN_TICKETS = 100
MIN_OF_A_VALUE = 10
MIN_HELD_BACK = 20
HELD_BACK = 5
MAX_TESTED = 10_000
MAX_TAGS = 200
# How many tags of one ticket are looked at.
TAGS_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value for a ticket as it came in: how much speaks for it, and whether it would change anything."""

    value: str
    odds: float
    differs: bool
    words: list[tuple[str, float]]


def candidates(scales: Scales, target: str, words: Collection[str], now: Collection[str]) -> list[Candidate]:
    """What would be suggested, the best first; `now` is what the ticket has."""
    best = TAGS_AT_ONCE if target == Target.TAGS else 1
    return [Candidate(w.value, w.odds, w.value not in now, w.words) for w in scales.weigh(words, best=best)]


def values_of(target: str, ticket: Learnt) -> tuple[str, ...]:
    """What the ticket became."""
    if target == Target.TAGS:
        return ticket.tags
    return (ticket.team,) if target == Target.TEAM else (ticket.priority,)


def _first_of(target: str, ticket: Learnt) -> tuple[str, ...]:
    """What it would have if it came in now."""
    if target == Target.TAGS:
        return ()
    return (ticket.first_team,) if target == Target.TEAM else (str(Priority.NORMAL.value),)


@dataclass(slots=True)
class Lesson:
    """What was learnt for one target. `curve` is None while there is too little to go by."""

    counts: Counts
    values: list[str]
    curve: Curve | None
    report: dict[str, Any]


def learn(corpus: Corpus, target: str) -> Lesson:
    """Learn one target, and how far it can be trusted."""
    held = len(corpus.tickets) // HELD_BACK
    older, newest = corpus.tickets[: len(corpus.tickets) - held], corpus.tickets[len(corpus.tickets) - held :]
    became = Counter(value for ticket in corpus.tickets for value in values_of(target, ticket))
    values = _values(target, became)
    report: dict[str, Any] = {
        "tickets": len(corpus.tickets),
        "values": [{"value": value, "n": became[value]} for value in values],
        "rare": sum(1 for value in became if value not in values),
        "enough": len(corpus.tickets) >= MIN_TICKETS and len(values) >= (1 if target == Target.TAGS else 2),
    }
    if not report["enough"]:
        return Lesson(Counts(), [], None, report)
    seen = list(_tested(corpus, Scales(_count(corpus, older, target), values), target, newest))
    report["held_back"] = len(seen)
    report["enough"] = len(seen) >= MIN_HELD_BACK
    if not report["enough"]:
        return Lesson(Counts(), [], None, report)
    checked = cross_checked(seen)
    report["table"] = table(checked)
    # What would have been suggested: it changes something.
    report["changing"] = table([row for row, one in zip(checked, seen, strict=True) if one.differs])
    counts = _count(corpus, corpus.tickets, target)
    scales = Scales(counts, values)
    for row in report["values"]:
        row["words"] = [corpus.spelling[word] for word in scales.typical(row["value"])]
    return Lesson(counts, values, fit(seen), report)


def _values(target: str, became: Counter[str]) -> list[str]:
    found = [value for value, n in became.most_common() if n >= MIN_OF_A_VALUE]
    return found[:MAX_TAGS] if target == Target.TAGS else found


def _count(corpus: Corpus, tickets: list[Learnt], target: str) -> Counts:
    counts = Counts()
    for ticket in tickets:
        counts.add(corpus.words(ticket), values_of(target, ticket))
    return counts


def _tested(corpus: Corpus, scales: Scales, target: str, newest: list[Learnt]) -> Iterator[Seen]:
    """Each ticket that was held back, looked at as if it came in now."""
    for ticket in newest[:: -(-len(newest) // MAX_TESTED)]:
        if target == Target.TEAM and ticket.routed:
            continue
        became, first = values_of(target, ticket), _first_of(target, ticket)
        for found in candidates(scales, target, corpus.words(ticket), first):
            yield Seen(found.odds, found.differs, found.value in became)
