"""One form for all forms of a word, and the words of a person's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, islice, product

from core.text import base_in, fold, is_known, word_forms

_LETTERS = re.compile(r"[^\W\d_]+")
# What people leave out when they type without Polish letters.
_MARKS = {"a": "ą", "c": "ć", "e": "ę", "l": "ł", "n": "ń", "o": "ó", "s": "ś", "z": "żź"}
_MOST_MARKS, _LONGEST = 3, 20
# A word made of nothing but such letters would have thousands of ways; a real one has fewer than this.
_MOST_WAYS = 300
# Polish endings, folded; what is left must still be a word's body.
_WRITTEN_ENDINGS = """
    owaniami owaniach owaniem owania owanie owaniu owany owana owane owac ego emu ymi imi ami ach iem owi om ow em ie ia ii
    iu ej ym im ac ec ic yc al ala alo ali aly alem alam il ila ilo ili ily ilem ilam a e i o u y
"""
_ENDINGS = tuple(sorted(_WRITTEN_ENDINGS.split(), key=lambda ending: (-len(ending), ending)))
_BODY = 4


def base(word: str) -> str:
    """One form for all forms of a word (*zwrotu*, *zwroty* → *zwrot*), folded; empty for what has no letters."""
    forms = word_forms(word)
    return forms[min(1, len(forms) - 1)] if forms else ""


def names_in(name: str) -> set[str]:
    """The base forms of a person's names."""
    return {
        found for part in _LETTERS.findall(unicodedata.normalize("NFC", name)) for found in (fold(part), base(part))
    }


@lru_cache(maxsize=20_000)
def root(word: str, language: str) -> str:
    """The body that the forms of a word share, folded, also of one that was typed without Polish letters (*paczek*, *paczki*
    → *paczk*; *pieniedzy* → *pieniadz*). It is for comparing, not for showing. `language` is pl or en.
    """
    lowered = word.lower()
    if language == "en":
        return fold(base_in(lowered, "en"))
    known = lowered if is_known(lowered, "pl") else _with_marks(lowered)
    return _body(fold(base_in(known, "pl")))


def _body(form: str) -> str:
    for ending in _ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= _BODY:
            form = form[: -len(ending)]
            break
    # paczek, kubek: the e comes and goes.
    if len(form) > _BODY and form.endswith("ek"):
        return form[:-2] + "k"
    return form


def _with_marks(word: str) -> str:
    """The word that a dictionary knows with Polish letters in place of some plain ones, the fewest of them; else the same."""
    if not word.isascii() or not 3 < len(word) <= _LONGEST:
        return word
    return next((marked for marked in islice(_ways(word), _MOST_WAYS) if is_known(marked, "pl")), word)


def _ways(word: str) -> Iterator[str]:
    """The word with Polish letters in place of some plain ones, the fewest of them first."""
    places = [place for place, letter in enumerate(word) if letter in _MARKS]
    for many in range(1, min(_MOST_MARKS, len(places)) + 1):
        for chosen in combinations(places, many):
            for marks in product(*(_MARKS[word[place]] for place in chosen)):
                letters = list(word)
                for place, mark in zip(chosen, marks, strict=True):
                    letters[place] = mark
                yield "".join(letters)
