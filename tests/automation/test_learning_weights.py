"""The weights behind suggestions, without a database: words of both languages, how sure, and what may be kept."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from automation.learning.bayes import Counts, Scales
from automation.learning.certainty import Seen, cross_checked, fit, table
from automation.learning.words import features_of, words_of
from core.words import names_in

# What people write about, in their own words: (Polish, English) for each team.
TOPICS: dict[str, tuple[list[str], list[str]]] = {
    "returns": (
        [
            "zwrot",
            "zwrócić",
            "zwrotu",
            "odesłać",
            "etykieta",
            "etykietę",
            "pieniądze",
            "rozmiar",
            "nie",
            "pasuje",
            "odstąpić",
            "formularz",
        ],
        ["return", "refund", "send", "back", "label", "money", "size", "fit", "wrong", "exchange", "form"],
    ),
    "delivery": (
        [
            "paczka",
            "paczki",
            "kurier",
            "przesyłka",
            "dostawa",
            "dostawy",
            "opóźnienie",
            "paczkomat",
            "śledzenie",
            "adres",
            "dotarła",
        ],
        [
            "parcel",
            "courier",
            "delivery",
            "late",
            "tracking",
            "locker",
            "address",
            "arrived",
            "shipment",
            "where",
            "lost",
        ],
    ),
    "billing": (
        [
            "faktura",
            "fakturę",
            "płatność",
            "karta",
            "przelew",
            "nip",
            "korekta",
            "zapłaciłam",
            "rachunek",
            "rabat",
            "cena",
        ],
        [
            "invoice",
            "payment",
            "card",
            "transfer",
            "vat",
            "correction",
            "charged",
            "bill",
            "discount",
            "price",
            "twice",
        ],
    ),
}
SMALL = {
    "pl": [
        "dzień",
        "dobry",
        "proszę",
        "o",
        "pomoc",
        "mam",
        "pytanie",
        "bo",
        "zamówienie",
        "u",
        "państwa",
        "jest",
        "już",
        "nie",
        "wiem",
        "co",
        "dalej",
        "dziękuję",
    ],
    "en": [
        "hello",
        "please",
        "help",
        "me",
        "with",
        "my",
        "order",
        "i",
        "have",
        "a",
        "question",
        "because",
        "it",
        "is",
        "not",
        "clear",
        "what",
        "next",
        "thank",
        "you",
    ],
}


def letter(chance: random.Random, topic: str, language: str, *, clear: float = 0.25) -> str:
    """A message: mostly small words, `clear` of them the topic's own, now and then another topic's."""
    own, words = TOPICS[topic][language == "en"], []
    for _ in range(chance.randint(8, 40)):
        draw = chance.random()
        if draw < clear:
            words.append(chance.choice(own))
        elif draw < clear + 0.08:
            words.append(chance.choice(TOPICS[chance.choice(sorted(TOPICS))][language == "en"]))
        else:
            words.append(chance.choice(SMALL[language]))
    return " ".join(words)


def counted(chance: random.Random, n: int, **fields: float) -> tuple[Counts, list[tuple[list[str], str]]]:
    rows = []
    for _ in range(n):
        topic, language = chance.choice(sorted(TOPICS)), chance.choice(["pl", "en"])
        rows.append((list(features_of(letter(chance, topic, language, **fields), "email", language)), topic))
    counts = Counts()
    for words, topic in rows:
        counts.add(words, [topic])
    return counts, rows


@pytest.mark.parametrize("language", ["pl", "en"])
def test_topics_are_told_apart_by_words_in_any_of_their_forms(language: str) -> None:
    chance = random.Random(4)
    scales = Scales(counted(chance, 600)[0], TOPICS)
    right = 0
    for _ in range(300):
        topic = chance.choice(sorted(TOPICS))
        found = scales.weigh(features_of(letter(chance, topic, language), "email", language))[0]
        right += found.value == topic
    assert right > 255
    asked = {"pl": "Chciałabym dokonać zwrotów, proszę o etykiety", "en": "I returned it, two labels please"}[language]
    found = scales.weigh(words_of(asked))[0]
    assert found.value == "returns"
    heavy = sorted(found.words, key=lambda pair: -pair[1])[:2]
    assert {word for word, _weight in heavy} == ({"zwrot", "etykieta"} if language == "pl" else {"return", "label"})


def test_what_was_never_seen_says_nothing() -> None:
    scales = Scales(counted(random.Random(1), 200)[0], TOPICS)
    assert scales.weigh(features_of("Пожалуйста помогите", "email", "en")) == []
    assert Scales(Counts(), TOPICS).weigh(["zwrot"]) == []


@pytest.mark.parametrize("clear", [0.03, 0.08, 0.25])
def test_so_sure_is_so_often_right(clear: float) -> None:
    """Of what is called 80 % sure, about 80 % are right: with hardly any clear word, some, and many."""
    chance = random.Random(11)
    scales = Scales(counted(chance, 1200, clear=clear)[0], TOPICS)

    def looked_at(n: int) -> list[Seen]:
        found = []
        for words, topic in counted(chance, n, clear=clear)[1]:
            best = scales.weigh(words)[0]
            found.append(Seen(best.odds, True, best.value == topic))
        return found

    curve = fit(looked_at(600))
    rows = [(curve(one.odds, one.differs), one.right) for one in looked_at(2000)]
    for row in table(rows):
        if row["n"] >= 80:
            assert abs(row["right"] / row["n"] - row["sure"] / row["n"]) < 0.13, row
    assert abs(sum(sure for sure, _ in rows) - sum(right for _, right in rows)) / len(rows) < 0.04
    assert {0.03: 0.3, 0.08: 0.4, 0.25: 0.75}[clear] < sum(right for _, right in rows) / len(rows)


def test_nobody_is_surer_than_their_few_tickets_allow() -> None:
    curve = fit([Seen(50.0, True, True)] * 20)
    assert 0.9 < curve(10_000.0, True) <= 21 / 22
    assert fit([Seen(float(n), True, n % 2 == 0) for n in range(40)])(39.0, True) < 0.65
    turned = fit([Seen(float(n), True, n < 20) for n in range(40)])
    assert turned(40.0, True) == pytest.approx(turned(-40.0, True)), "more weight is never a sign of less"


def test_a_suggestion_that_changes_something_is_less_sure_where_it_was_less_right() -> None:
    chance = random.Random(5)
    seen = [Seen(4.0, differs, chance.random() < (0.5 if differs else 0.95)) for differs in [True, False] * 300]
    curve = fit(seen)
    assert curve(4.0, True) == pytest.approx(0.5, abs=0.08) and curve(4.0, False) > 0.85


def test_each_half_is_marked_by_the_other() -> None:
    checked = cross_checked([Seen(1.0, True, True), Seen(1.0, True, False)] * 50)
    assert [right for _sure, right in checked[:4]] == [True, False, True, False]
    # The even ones were all right, so the odd ones are believed, and the other way round.
    assert checked[0][0] < 0.1 < 0.9 < checked[1][0]


def test_numbers_and_addresses_are_no_words() -> None:
    text = "Zwrot ORD-17, ul. Długa 5a, 00-950; jan.kowalski@example.com https://shop.example/zwrot?x=1 PL61109010140000071 www.a.pl"
    assert set(words_of(text)) == {"zwrot", "ul", "dlugi"}
    assert list(words_of("Zwroty! Zwrotu, ZWROT").values()) == ["zwroty"], "once, as the customer wrote it first"


def test_the_customers_own_name_is_left_out_in_any_form() -> None:
    assert "nowak" in names_in("Anna Nowak-Zając") and "zajac" in names_in("Anna Nowak-Zając")
    assert "anna" not in words_of("Pozdrawiam Anna Nowak", names_in("Anna Nowak"))


def test_a_value_that_every_ticket_has_is_no_choice() -> None:
    counts = Counts()
    for _ in range(30):
        counts.add(["zwrot"], ["returns"])
    assert Scales(counts, ["returns"]).weigh(["zwrot"]) == []
    assert Counter(counts.tickets_of) == {"returns": 30}
