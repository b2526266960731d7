"""Weighing words: naive Bayes, each value against all others. Small, quick, and every weight can be shown."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

# What is added to every count, so that a word never seen with a value says little instead of "impossible".
SMOOTHING = 0.4
# Twice as likely with a value than without it: a word that tells it from others.
TELLING = math.log(2)


@dataclass(slots=True)
class Counts:
    """How many tickets, and in how many of them each word, in all and for each value of one target."""

    tickets: int = 0
    words: int = 0
    by_word: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    tickets_of: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    words_of: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_word_of: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))

    def add(self, words: Sequence[str], values: Iterable[str]) -> None:
        """One ticket with its different words; several values where a ticket may have several (tags)."""
        self.tickets += 1
        self.words += len(words)
        values = list(values)
        for value in values:
            self.tickets_of[value] += 1
            self.words_of[value] += len(words)
        for word in words:
            self.by_word[word] += 1
            if values:
                counts = self.by_word_of[word]
                for value in values:
                    counts[value] += 1

    def as_json(self, values: Iterable[str]) -> dict[str, Any]:
        """For keeping; only these values."""
        wanted = set(values)
        return {
            "tickets": self.tickets,
            "words": self.words,
            "by_word": dict(self.by_word),
            "tickets_of": {value: self.tickets_of[value] for value in wanted},
            "words_of": {value: self.words_of[value] for value in wanted},
            "by_word_of": {
                word: kept
                for word, counts in self.by_word_of.items()
                if (kept := {value: n for value, n in counts.items() if value in wanted})
            },
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Counts:
        return cls(**kept)


@dataclass(frozen=True, slots=True)
class Weighed:
    """How much speaks for a value (log-odds), and how much of it each word said."""

    value: str
    odds: float
    words: list[tuple[str, float]]


class Scales:
    """Weighs a ticket's words for each of these values."""

    def __init__(self, counts: Counts, values: Iterable[str]) -> None:
        self.counts = counts
        self.values = sorted(value for value in values if 0 < counts.tickets_of.get(value, 0) < counts.tickets)
        spread = SMOOTHING * max(1, len(counts.by_word))
        self._prior: dict[str, float] = {}
        self._base: dict[str, float] = {}
        self._known: dict[str, tuple[float, list[tuple[str, float]]]] = {}
        for value in self.values:
            tickets, words = counts.tickets_of[value], counts.words_of[value]
            self._prior[value] = math.log(tickets / (counts.tickets - tickets))
            self._base[value] = math.log((counts.words - words + spread) / (words + spread))

    def word(self, word: str, value: str) -> float:
        """How much this word speaks for the value (above 0) or against it."""
        seen = self.counts.by_word.get(word, 0)
        if not seen:
            return 0.0
        of = self.counts.by_word_of.get(word, {}).get(value, 0)
        return math.log((of + SMOOTHING) / (seen - of + SMOOTHING)) + self._base[value]

    def _parts(self, word: str) -> tuple[float, list[tuple[str, float]]]:
        """What a word says to every value alike, and what it adds for those that it was seen with."""
        if (parts := self._known.get(word)) is None:
            seen = self.counts.by_word[word]
            never = math.log(SMOOTHING / (seen + SMOOTHING))
            more = [
                (value, math.log((of + SMOOTHING) / (seen - of + SMOOTHING)) - never)
                for value, of in self.counts.by_word_of.get(word, {}).items()
                if value in self._prior
            ]
            parts = self._known[word] = (never, more)
        return parts

    def weigh(self, words: Iterable[str], *, best: int = 1) -> list[Weighed]:
        """The values that most speaks for, the best first. Empty when no word was ever seen: then there is nothing to say."""
        known = [word for word in words if word in self.counts.by_word]
        if not any(not word.startswith(":") for word in known):
            return []
        odds = {value: prior + len(known) * self._base[value] for value, prior in self._prior.items()}
        alike = 0.0
        for word in known:
            never, more = self._parts(word)
            alike += never
            for value, weight in more:
                odds[value] += weight
        first = heapq.nsmallest(best, self.values, key=lambda value: (-odds[value], value))
        return [
            Weighed(value, odds[value] + alike, [(word, self.word(word, value)) for word in known]) for value in first
        ]

    def typical(self, value: str, most: int = 8) -> list[str]:
        """The words that tell this value best from the others, weighed by how often they come."""
        found = []
        for word, counts in self.counts.by_word_of.items():
            n = counts.get(value, 0)
            if n >= 3 and not word.startswith(":") and (weight := self.word(word, value)) > TELLING:
                found.append((n * weight, word))
        return [word for _weight, word in sorted(found, reverse=True)[:most]]
