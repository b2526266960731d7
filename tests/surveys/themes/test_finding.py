"""Themes that nobody wrote down beforehand."""

from __future__ import annotations

import random

from surveys.themes.finding import Said, find, folded_names

HAPPY = ["Wszystko super.", "Polecam, na pewno wrócę.", "Świetnie!", "Great, thank you.", "Dziękuję bardzo."]
MANUAL = [
    "Instrukcja nieczytelna.",
    "Nie rozumiem instrukcji, po co ona",
    "instrukcja tylko po chińsku",
    "w instrukcji brak rysunków",
    "Instrukcję trzeba przepisać",
]


def said(texts: list[str], tone: str, start: int, customer: int | None = None, language: str = "pl") -> list[Said]:
    return [
        Said(start + n, start + n if customer is None else customer, text, language, tone)
        for n, text in enumerate(texts)
    ]


def crowd(n: int = 40) -> list[Said]:
    return said([HAPPY[index % len(HAPPY)] for index in range(n)], "good", 1000)


def labels(found: list) -> set[str]:
    return {one.label for one in found}


def test_a_word_that_unhappy_customers_share_is_a_theme_in_all_its_forms() -> None:
    (theme,) = find([*crowd(), *said(MANUAL, "bad", 1)])
    assert (theme.terms, theme.label, theme.customers) == (("instrukcj",), "instrukcja", 5)
    assert theme.answers == (1, 2, 3, 4, 5)


def test_two_customers_are_too_few_and_one_who_writes_often_is_one() -> None:
    assert find([*crowd(), *said(MANUAL[:2], "bad", 1)]) == []
    assert find([*crowd(), *said(MANUAL, "bad", 1, customer=7)]) == []


def test_two_words_that_stand_together_are_one_theme() -> None:
    texts = ["zielona herbata wyblakła", "Zieloną herbatę poproszę", "zielonej herbaty brak", "ta zielona herbata"]
    (theme,) = find([*crowd(), *said(texts, "warn", 1)])
    assert theme.terms == ("zielon", "herbat") and theme.label == "zielona herbata"


def test_what_everybody_says_in_every_mood_is_no_theme() -> None:
    texts = [f"Kubek {word}" for word in ("stoi", "jest", "mam", "i tyle", "to kubek")] * 8
    mixed = [Said(n, n, text, "pl", ("good", "good", "good", "bad")[n % 4]) for n, text in enumerate(texts, 1)]
    assert find(mixed) == []


def test_names_addresses_and_numbers_are_never_a_theme() -> None:
    texts = [
        "Rozmawiałem z Kowalską, 48213, jan@kowalska.example",
        "Znów ta Kowalska 48213 https://x.example/jan",
        "Proszę Kowalskiej nie przysyłać 48213",
        "zadzwonił Zbyszek z ulicy 48213",
        "pan zbyszek nie umie 48213",
        "oddajcie Zbyszka 48213",
        "jadwiga 48213",
        "to jadwiga, jadwiga!",
        "jadwigo, proszę",
    ]
    assert find([*crowd(), *said(texts, "bad", 1)], folded_names(["Jadwiga Nowak"])) == []
    assert "jadwiga" in labels(find([*crowd(), *said(texts, "bad", 1)]))


def test_known_themes_are_not_found_again() -> None:
    texts = ["paczka zgnieciona", "zgnieciona paczka znów", "paczkę zgniecioną dostałam", "kurier zgniótł paczkę"]
    assert find([*crowd(), *said(texts, "bad", 1)]) == []


def test_the_order_of_comments_does_not_matter() -> None:
    comments = [
        *crowd(),
        *said(MANUAL, "bad", 1),
        *said(
            ["The lid leaks everywhere", "lid leaks", "My lid leaks a bit", "a lid that leaks"],
            "bad",
            50,
            language="en",
        ),
        *said(["zielona herbata", "Zielona herbata!", "zieloną herbatę"], "warn", 70),
    ]
    first = find(comments)
    assert len(first) >= 3
    for seed in range(5):
        random.Random(seed).shuffle(comments)
        assert find(comments) == first
