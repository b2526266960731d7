"""Texts for the fill: a small vocabulary with real Polish and English words, used as unevenly as in life."""

from __future__ import annotations

import random
from itertools import accumulate

from core.text import search_terms

COMMON = """
zamówienie paczka dostawa zwrot reklamacja faktura kurier adres numer termin towar płatność pieniądze rozmiar kolor
order parcel delivery return refund invoice courier address number date payment money size colour broken missing
dziękuję proszę pozdrawiam kiedy gdzie dlaczego jeszcze dostałem wysłaliśmy sprawdzimy odpowiemy thank please regards
when where why still received shipped check answer filiżanka czajnik kubek lampa krzesło teapot cup mug lamp chair
"""
RARE = "turkmenistan"  # in one ticket of RARE_EVERY
RARE_EVERY = 5000


class Vocabulary:
    """Words by falling frequency, each with the terms under which it is found."""

    def __init__(self, rng: random.Random, size: int = 4000) -> None:
        syllables = "ba ce di fo gu ka le mi no pu ra se ti wo zu cho dre fli gra kwa mle pro ska tru"
        made = {"".join(rng.choices(syllables.split(), k=rng.randint(3, 5))) for _ in range(size)}
        self.words = COMMON.split() + sorted(made)
        self.weights = list(accumulate(1 / (rank + 4) for rank in range(len(self.words))))
        self.rng = rng
        # Made-up words have no base form: a look into the dictionaries for each would only take time.
        self.terms = {word: search_terms(word) for word in [*COMMON.split(), RARE]}

    def sentence(self, length: int) -> list[str]:
        return self.rng.choices(self.words, cum_weights=self.weights, k=length)

    def terms_of(self, words: set[str]) -> set[str]:
        return {term for word in words for term in self.terms.get(word, (word,))}
