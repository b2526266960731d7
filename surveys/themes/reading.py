"""One comment, read: its words by clause, and where it speaks of which theme. Pure: the same words always say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from core.text import fold
from core.words import root
from surveys.themes.everyday import is_everyday
from surveys.themes.known import KNOWN, Known, patterns

MAX_CHARS = 2000
Span = tuple[int, int]

_ADDRESS = re.compile(r"(?<!\S)\S*(?:@|://|www\.)\S*")
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.!?;:,\n()…]+")
_BREAKS = frozenset(".!?;\n()…")
_TURNS = frozenset({"ale", "lecz", "jednak", "but", "however", "though", "natomiast"})
_WORDS_THAT_DENY = """
    nie nikt nic nigdy bez zadnego zadnych zaden zadna zadne brak not no never nobody none nothing without hardly didnt dont
    doesnt wasnt werent isnt arent cannot cant couldnt havent hasnt hadnt wont
"""
_DENIES = frozenset(_WORDS_THAT_DENY.split())
# How far a word that denies reaches ("nie musiałem w ogóle czekać"), and how far apart a pattern's words may stand.
_REACH, _APART = 3, 3
# Of these, "not" says the opposite of what it denies: a joke, a wish, only manners.
_IDIOMS = re.compile(
    r"can(?:no|[’']?)t wait (?:to|for)|nie mog[eęlł]\w* si[eę] doczeka\w+"
    r"|z (?:mojej|naszej|waszej|pa[nń]stwa|swojej) strony|po (?:mojej|naszej|waszej) stronie|no problem",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it stands in the comment: folded, and where. `clause` counts the clauses; `phrase` the commas, too."""

    text: str
    folded: str
    start: int
    end: int
    clause: int
    phrase: int

    @property
    def span(self) -> Span:
        return self.start, self.end


def words_of(comment: str) -> list[Word]:
    """The words in order, without addresses and idioms."""
    comment = comment[:MAX_CHARS]
    blank = _IDIOMS.sub(_spaces, _ADDRESS.sub(_spaces, comment))
    found: list[Word] = []
    clause = phrase = 0
    for match in _TOKEN.finditer(blank):
        token = match[0]
        if not token[0].isalnum():
            phrase += 1
            clause += bool(_BREAKS & set(token))
            continue
        folded = fold(token).replace("’", "'")
        if folded in _TURNS:
            clause, phrase = clause + 1, phrase + 1
            continue
        found.append(Word(token, folded, match.start(), match.end(), clause, phrase))
    return found


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def known_in(words: list[Word]) -> dict[str, list[Span]]:
    """Key of a known theme -> where it is spoken of."""
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for theme, places in _mentions(words):
        key = _meant(theme, words, places)
        if key:
            found[key].extend(words[place].span for place in places)
    return {key: sorted(found[key]) for key in KNOWN if key in found}


def taken(words: list[Word]) -> set[int]:
    """Places of the words that known themes are told by, denied or not."""
    return {place for _theme, places in _mentions(words) for place in places}


def _mentions(words: list[Word]) -> Iterable[tuple[Known, list[int]]]:
    free = [True] * len(words)
    for theme, pattern in _patterns():
        for start, word in enumerate(words):
            if free[start] and _fits(word.folded, pattern[0]):
                places = _follow(words, free, start, pattern)
                if places:
                    for place in places:
                        free[place] = False
                    yield theme, places


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[Known, tuple[tuple[str, ...], ...]]]:
    return list(patterns())


def _follow(words: list[Word], free: list[bool], start: int, pattern: tuple[tuple[str, ...], ...]) -> list[int]:
    """The places of a pattern's words from here on, empty where it doesn't stand."""
    places = [start]
    for stems in pattern[1:]:
        reach = range(places[-1] + 1, min(len(words), places[-1] + 1 + _APART))
        place = next((p for p in reach if free[p] and _fits(words[p].folded, stems)), None)
        if place is None or words[place].clause != words[start].clause:
            return []
        places.append(place)
    return places


def _fits(word: str, stems: tuple[str, ...]) -> bool:
    return any(word == stem[:-1] if stem[-1] == "$" else word.startswith(stem) for stem in stems)


def _meant(theme: Known, words: list[Word], places: list[int]) -> str:
    """The theme, or what denying it is about ("" for nothing)."""
    if any(_denies(words[place]) for place in places):  # the pattern itself says "not"
        return theme.key
    first = words[places[0]]
    before = words[max(0, places[0] - _REACH) : places[0]]
    between = words[places[0] : places[-1]]
    if not any(_denies(word) for word in [*before, *between] if word.phrase == first.phrase):
        return theme.key
    return theme.opposite or ("" if theme.problem else theme.key)


def _denies(word: Word) -> bool:
    return word.folded.replace("'", "") in _DENIES


# --- themes that were found -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """A word that may tell a theme, by its root; `place` is its word's, `after` the place of the term right before it in
    its clause (everyday words between don't count), -1 without one."""

    root: str
    place: int
    after: int


def terms_of(words: list[Word], language: str) -> list[Term]:
    """What is neither everyday, nor a mood, nor told by a known theme, and has no digit."""
    held = taken(words)
    found: list[Term] = []
    for place, word in enumerate(words):
        if place in held or len(word.folded) < 3 or not word.folded.isalpha() or is_everyday(word.folded, language):
            continue
        last = found[-1].place if found and words[found[-1].place].clause == word.clause else -1
        found.append(Term(root(word.text, language), place, last))
    return found


def found_in(
    words: list[Word], language: str, themes: Collection[tuple[str, ...]]
) -> dict[tuple[str, ...], list[Span]]:
    """The terms of a found theme (one root, or two that follow each other) -> where they stand."""
    if not themes:
        return {}
    spans: defaultdict[tuple[str, ...], list[Span]] = defaultdict(list)
    terms = terms_of(words, language)
    by_place = {term.place: term for term in terms}
    for term in terms:
        if (term.root,) in themes:
            spans[term.root,].append(words[term.place].span)
        if term.after >= 0 and (pair := (by_place[term.after].root, term.root)) in themes:
            spans[pair] += [words[term.after].span, words[term.place].span]
    return {key: sorted(set(found)) for key, found in spans.items()}


def pieces(comment: str, spans: Iterable[Span]) -> list[tuple[str, bool]]:
    """The comment cut into (text, is it marked), for templates that escape each piece."""
    found, done = [], 0
    for start, end in sorted(set(spans)):
        if start < done:
            continue
        if start > done:
            found.append((comment[done:start], False))
        found.append((comment[start:end], True))
        done = end
    if done < len(comment):
        found.append((comment[done:], False))
    return found
