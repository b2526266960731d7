"""Which topic do many texts share that is unusual here? Pure: texts in, topics out; what is usual is asked for.

A topic is a word, or two together, in the texts of enough different customers, far more often than what came in before
lets expect (a Poisson tail, so that chance and a busy hour don't look like an incident).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from core.text import common_words, search_groups, word_forms

# How likely chance may make a topic: of a word, and of two together (there are many more pairs).
CHANCE, CHANCE_OF_PAIRS = 1e-6, 1e-8
LIFT = 4.0
# With fewer tickets behind it, a house doesn't know what is usual: everyday words don't count, rare ones little.
LITTLE_KNOWN = 100
UNKNOWN_SHARE = 0.03
MAX_CANDIDATES = 1500
MAX_HOT = 15
MAX_TOPICS = 3
MAX_WORDS = 4
WORDS_A_TEXT = 150
# How long an ending may be behind so many letters (5: or more) of a word that no dictionary knows.
_ENDINGS = {0: (), 1: (), 2: (), 3: (), 4: (1, 2), 5: (1, 2, 3)}
_WORD = re.compile(r"[^\W\d_][^\W_]{1,39}")


@dataclass(frozen=True, slots=True)
class Sample:
    """What a customer wrote first on a ticket."""

    number: int
    customer: int
    text: str


@dataclass(frozen=True, slots=True)
class Usual:
    """What came in before: for each ticket, which of the forms asked for it has."""

    tickets: Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Topic:
    """`terms` are compared, `words` are how customers wrote them."""

    terms: tuple[str, ...]
    words: tuple[str, ...]
    numbers: tuple[int, ...]
    customers: int


@dataclass(slots=True)
class _Read:
    """The texts as sets of terms. Forms of one word that begin alike count as one, its `root`."""

    samples: dict[int, Sample]
    terms: dict[int, set[str]] = field(default_factory=dict)
    # root -> every form of it that was met
    forms: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    # root -> (form, as it was written), and how often
    written: defaultdict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    # terms that are the same word somewhere: showing one of them is enough
    same: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def having(self, *terms: str) -> set[int]:
        return {number for number, found in self.terms.items() if found.issuperset(terms)}

    def customers(self, numbers: Iterable[int]) -> int:
        return len({self.samples[number].customer for number in numbers})


@dataclass(frozen=True, slots=True)
class _Seed:
    terms: tuple[str, ...]
    chance: float
    numbers: frozenset[int]


def find_topics(samples: Sequence[Sample], needed: int, usual: Callable[[Sequence[str]], Usual]) -> list[Topic]:
    """The topics of at least so many tickets of as many customers, the clearest first. `usual` is asked once, for all forms
    of the words that may be one."""
    if len({sample.customer for sample in samples}) < needed:
        return []
    read = _read(samples)
    counted = Counter(term for found in read.terms.values() for term in found)
    many = [term for term, n in counted.most_common(MAX_CANDIDATES) if n >= needed]
    if not many:
        return []
    root_of = {form: term for term in many for form in read.forms[term]}
    before = [{root_of[form] for form in found} for found in usual(sorted(root_of)).tickets]
    if len(before) < LITTLE_KNOWN:
        everyday = common_words()
        many = [term for term in many if not read.forms[term] & everyday]
    hot = _hot(read, many, before, needed)
    topics: list[Topic] = []
    left = set(read.terms)
    while len(topics) < MAX_TOPICS:
        seeds = _seeds(read, hot, before, needed, left)
        if not seeds:
            break
        topics.append(_grow(read, min(seeds, key=lambda seed: (seed.chance, -len(seed.numbers))), hot, left))
        left -= set(topics[-1].numbers)
    return topics


def how_many(words: Sequence[str], text: str) -> int:
    """How many of these words (each in any of its forms) a text has."""
    there = {form for forms in search_groups(text, WORDS_A_TEXT) for form in forms}
    return sum(any(_alike(form, term) for form in forms for term in there) for forms in _groups_of(words))


def _groups_of(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [group for word in words for group in search_groups(word, 1)]


def _alike(one: str, other: str) -> bool:
    """The same word, or two forms of it that a dictionary doesn't know: płatnosci, platnosc."""
    short, long = sorted((one, other), key=len)
    return one == other or (long.startswith(short) and len(long) - len(short) in _ENDINGS[min(len(short), 5)])


def _read(samples: Sequence[Sample]) -> _Read:
    read = _Read({sample.number: sample for sample in samples})
    said = {sample.number: list(dict.fromkeys(_WORD.findall(sample.text)))[:WORDS_A_TEXT] for sample in samples}
    forms_of = {
        word: [form for form in word_forms(word) if len(form) >= 3] for words in said.values() for word in words
    }
    every = {form for forms in forms_of.values() for form in forms}
    roots_of: dict[str, set[str]] = {}
    for word, forms in forms_of.items():
        roots_of[word] = {_root(form, every) for form in forms}
        for form in forms:
            read.forms[_root(form, every)].add(form)
        for root in roots_of[word]:
            read.same[root] |= roots_of[word] - {root}
    for number, words in said.items():
        read.terms[number] = {root for word in words for root in roots_of[word]}
        for word in words:
            for root in roots_of[word]:
                read.written[root][(forms_of[word][0], word.lower())] += 1
    return read


def _root(form: str, every: set[str]) -> str:
    """The shortest form that this one begins with, when it is long enough to be the same word."""
    for cut in (3, 2, 1):
        bare = form[:-cut]
        if cut in _ENDINGS.get(min(len(bare), 5), ()) and bare in every:
            return bare
    return form


def _chance(seen: int, share: float, size: int) -> float:
    """How likely at least `seen` of `size` have it, where a share has it usually."""
    expected = share * size
    if expected <= 0:
        return 0.0
    term = math.exp(-expected + seen * math.log(expected) - math.lgamma(seen + 1))
    total, n = 0.0, seen
    while term > 0 and n < seen + 500:
        total += term
        n += 1
        term *= expected / n
    return min(1.0, total)


def _share(seen: int, before: Sequence[set[str]]) -> float:
    share = (seen + 0.5) / (len(before) + 20)
    return max(share, UNKNOWN_SHARE) if len(before) < LITTLE_KNOWN else share


def _hot(read: _Read, candidates: Sequence[str], before: Sequence[set[str]], needed: int) -> dict[str, float]:
    """Terms that come more often than usual, with how likely that is chance; the clearest few."""
    usual = Counter(term for found in before for term in found)
    size, found = len(read.terms), {}
    for term in candidates:
        numbers = read.having(term)
        share = _share(usual[term], before)
        if read.customers(numbers) >= needed and len(numbers) >= LIFT / 2 * share * size:
            found[term] = _chance(len(numbers), share, size)
    return dict(sorted(found.items(), key=lambda item: item[1])[:MAX_HOT])


def _seeds(read: _Read, hot: dict[str, float], before: Sequence[set[str]], needed: int, left: set[int]) -> list[_Seed]:
    """Terms, and pairs of them, that can't be chance among the tickets that are left."""
    size, seeds = len(read.terms), []
    pairs = [pair for pair in combinations(hot, 2) if pair[1] not in read.same[pair[0]]]
    for terms in [*((term,) for term in hot), *pairs]:
        numbers = frozenset(read.having(*terms) & left)
        if read.customers(numbers) < needed:
            continue
        share = _share(sum(found.issuperset(terms) for found in before), before)
        chance = _chance(len(numbers), share, size)
        limit = CHANCE if len(terms) == 1 else CHANCE_OF_PAIRS
        if chance < limit and len(numbers) >= LIFT * share * size:
            seeds.append(_Seed(terms, chance, numbers))
    return seeds


def _grow(read: _Read, seed: _Seed, hot: dict[str, float], left: set[int]) -> Topic:
    """The words that most of the seed's tickets share, and every ticket that has two of them (or the only one)."""
    terms = list(seed.terms)
    for term in hot:
        told = any(term in read.same[known] or term == known for known in terms)
        if not told and len(terms) < MAX_WORDS and 2 * len(read.having(term) & seed.numbers) >= len(seed.numbers):
            terms.append(term)
    enough = min(2, len(terms))
    numbers = {number for number in left if len(read.terms[number].intersection(terms)) >= enough} | seed.numbers
    words = tuple(_written(read, term) for term in terms)
    return Topic(tuple(terms), words, tuple(sorted(numbers)), read.customers(numbers))


def _written(read: _Read, term: str) -> str:
    """The word as most customers wrote it, its plain form where somebody used it."""
    ways = read.written[term].items()
    return max(ways, key=lambda way: (way[0][0] == term, way[1], not way[0][1].isascii()))[0][1]
