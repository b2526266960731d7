"""Themes that nobody wrote down beforehand, found in the comments themselves. Pure: comments in, themes out, whatever their order.

A theme is a word, or two that follow each other, that at least three different customers wrote, and more often than chance
explains: in unhappy (or happy) comments beyond their share of all, or, for two words, together. Words that known themes are
told by, everyday words, moods, names, addresses and numbers never are one.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from core.text import fold
from core.words import names_in, root
from surveys.themes import reading

CUSTOMERS = 3
# How likely chance may make it: leaning to one tone; two words side by side.
CHANCE_TO_LEAN, CHANCE_TO_MEET = 0.02, 0.001
# What a house that has heard little takes for usual, and how many comments that is worth.
_USUAL, _WORTH = {"bad": 0.25, "good": 0.6}, 20
_UNHEARD = 50
MOST = 30
# Themes of nearly the same comments are one.
SAME = 0.6
_BEFORE_NAMES = "pan pana panu panem pani panie pania panowie mr mrs ms miss mister sir madam"
_TITLES = frozenset(_BEFORE_NAMES.split())
_CAPITAL = re.compile(r"[A-ZĄĆĘŁŃÓŚŹŻ][^\W\d_]*[a-ząćęłńóśźż]\Z")

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One comment: the answer's id, who wrote it (0: nobody knows), in which language, and its tone: good, warn or bad."""

    answer: int
    customer: int
    text: str
    language: str
    tone: str


@dataclass(frozen=True, slots=True)
class Found:
    """`terms` are compared, `label` is how most customers wrote it."""

    terms: Terms
    label: str
    answers: tuple[int, ...]
    customers: int


@dataclass(slots=True)
class _Heard:
    """Where a term stands, and how it was written."""

    answers: set[int] = field(default_factory=set)
    customers: set[int] = field(default_factory=set)
    written: Counter[str] = field(default_factory=Counter)


def find(comments: Iterable[Said], names: Collection[str] = ()) -> list[Found]:
    """The themes, the surest first. `names` are folded words and roots of people's names."""
    said = sorted(comments, key=lambda one: one.answer)
    heard, capital, small = _hear(said)
    tone = {one.answer: one.tone for one in said}
    left_out = {root for root in capital if 2 * capital[root] > capital[root] + small[root]} | set(names)
    likely: list[tuple[float, int, Terms]] = []
    for terms, one in heard.items():
        if len(one.customers) < CUSTOMERS or any(term in left_out for term in terms):
            continue
        chance = _lean(one.answers, tone)
        limit = CHANCE_TO_LEAN
        if len(terms) == 2:
            chance, limit = _meet(terms, heard, len(said)), CHANCE_TO_MEET
        if chance < limit:
            likely.append((chance, -len(one.answers), terms))
    return _different(sorted(likely), heard)


def _hear(said: Sequence[Said]) -> tuple[dict[Terms, _Heard], Counter[str], Counter[str]]:
    """Terms and pairs with where they stand; and how often a word inside a sentence began with a capital or a small letter
    (names do)."""
    heard: defaultdict[Terms, _Heard] = defaultdict(_Heard)
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for one in said:
        words = reading.words_of(one.text)
        terms = reading.terms_of(words, one.language)
        by_place = {term.place: term for term in terms}
        customer = one.customer or -one.answer
        for term in terms:
            word = words[term.place]
            before = words[term.place - 1] if term.place else None
            if before is not None and before.folded in _TITLES and before.phrase == word.phrase:
                capital[term.root] += 1_000_000
            if before is not None and before.clause == word.clause:
                (capital if _CAPITAL.match(word.text) else small)[term.root] += 1
            _note(heard[term.root,], one.answer, customer, word.text.lower())
            if term.after >= 0:
                first = words[term.after]
                pair = heard[by_place[term.after].root, term.root]
                _note(pair, one.answer, customer, one.text[first.start : word.end].lower())
    return heard, capital, small


def _note(heard: _Heard, answer: int, customer: int, written: str) -> None:
    heard.answers.add(answer)
    heard.customers.add(customer)
    heard.written[" ".join(written.split())] += 1


def _lean(answers: Collection[int], tone: dict[int, str]) -> float:
    """How likely chance alone gives so many of one tone."""
    n, every = len(answers), Counter(tone.values())
    here = Counter(tone[answer] for answer in answers)
    return min(_at_least(here[one], n, (every[one] + _WORTH * _USUAL[one]) / (len(tone) + _WORTH)) for one in _USUAL)


def _at_least(hits: int, n: int, share: float) -> float:
    """Binomial: at least so many of n."""
    if not hits:
        return 1.0
    logs = (
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        + k * math.log(share) + (n - k) * math.log1p(-share)
        for k in range(hits, n + 1)
    )  # fmt: skip
    return min(1.0, sum(map(math.exp, logs)))


def _meet(terms: Terms, heard: dict[Terms, _Heard], size: int) -> float:
    """Poisson: how likely two words of these frequencies stand together so often by chance."""
    first, second = (len(heard[term,].answers) for term in terms)
    expected, seen = first * second / (size + _UNHEARD), len(heard[terms].answers)
    below = sum(math.exp(-expected + k * math.log(expected) - math.lgamma(k + 1)) for k in range(seen))
    return max(0.0, 1.0 - below)


def _different(likely: Sequence[tuple[float, int, Terms]], heard: dict[Terms, _Heard]) -> list[Found]:
    chosen: list[Found] = []
    for _chance, _n, terms in likely:
        one = heard[terms]
        if any(_same(one.answers, set(other.answers)) for other in chosen):
            continue
        label = min(one.written.items(), key=lambda way: (-way[1], way[0].isascii(), way[0]))[0]
        chosen.append(Found(terms, label, tuple(sorted(one.answers)), len(one.customers)))
        if len(chosen) == MOST:
            break
    return chosen


def _same(answers: set[int], others: set[int]) -> bool:
    return len(answers & others) > SAME * min(len(answers), len(others))


def folded_names(names: Iterable[str]) -> set[str]:
    """What of people's names must not be a theme, by word, root and beginning."""
    found: set[str] = set()
    for name in names:
        for part in names_in(name):
            found |= {part, *(root(part, language) for language in ("pl", "en"))}
    return found | {fold(one) for one in found}
