"""What single comments are about; the comments are made up."""

from __future__ import annotations

import pytest

from core import words
from surveys.themes import reading
from surveys.themes.known import KNOWN

# comment -> exactly these themes
COMMENTS = {
    # inflection and missing Polish letters
    "Paczka dotarła.": {"delivery"},
    "Nie było paczki": {"delivery"},
    "Brakuje dwóch paczek": {"delivery", "wrong"},
    "Kurierem, jak zwykle": {"delivery"},
    "zwrot pieniedzy": {"refund"},
    "Zwrot pieniędzy na kartę po miesiącu": {"refund"},
    "Zwrócono mi środki": {"refund"},
    "Gdzie sa moje pieniadze": {"refund"},
    "refunded after a week": {"refund"},
    "I want my money back": {"refund"},
    "Zwrot towaru trudny": {"return"},
    "uszkodzona paczka": {"damaged"},
    "Dostałam uszkodzoną paczkę, kurier rzucił nią przez płot": {"damaged", "delivery"},
    "The parcel arrived damaged": {"damaged", "delivery"},
    "My cup was broken": {"damaged"},
    "Za długo to trwało": {"waiting"},
    "Dwa dni bez odpowiedzi.": {"waiting"},
    "nikt nie oddzwonił": {"waiting"},
    "Mogło być szybciej": {"waiting"},
    "Nobody replied for two days.": {"waiting"},
    "Took far too long": {"waiting"},
    "Szybka odpowiedź, dziękuję!": {"quick"},
    "Pani bardzo uprzejma": {"polite"},
    "uprzejmosc na wysokim poziomie": {"polite"},
    "Lovely people.": {"polite"},
    "Konsultant był arogancki": {"rude"},
    "Trzy osoby i każda pytała o to samo.": {"repeat"},
    "I had to explain everything again": {"repeat"},
    "Odpowiedź jak z automatu": {"bot"},
    "Chatbot, żadnego kontaktu z człowiekiem": {"bot"},
    "Let me talk to a human": {"bot"},
    "Brak faktury": {"invoice"},
    "Still no invoice": {"invoice"},
    "Za drogo": {"price"},
    "Overpriced": {"price"},
    "Aplikacja się wiesza": {"website"},
    "Your app crashes": {"website"},
    "Nie można się dodzwonić": {"phone"},
    # denied: the opposite, or nothing, or still what it is about
    "Nie czekałem ani chwili": {"quick"},
    "no wait": {"quick"},
    "I didn't have to wait at all": {"quick"},
    "Bez czekania.": {"quick"},
    "Nie trwało to długo": {"quick"},
    "Nie musiałam nic powtarzać": set(),
    "I did not have to repeat myself": set(),
    "Nothing was damaged": set(),
    "Nie był uprzejmy": {"rude"},
    "Not very helpful": {"unhelpful"},
    "Not a bot, a real human!": set(),
    "Nie dostałem zwrotu pieniędzy": {"refund"},
    # "but" ends what "not" reaches
    "Nie było źle, ale długo czekałem": {"waiting"},
    "It was not cheap but quick": {"price", "quick"},
    # idioms
    "Can't wait to drink from it": set(),
    "Z mojej strony wszystko": set(),
    "": set(),
    "👍👍": set(),
    "https://paczka.example/zwrot kurier@paczka.example": set(),
}


@pytest.mark.parametrize(("comment", "themes"), COMMENTS.items())
def test_a_comment_is_about(comment: str, themes: set[str]) -> None:
    assert set(reading.known_in(reading.words_of(comment))) == themes


def test_every_theme_is_told_by_something_and_flips_to_one_that_exists() -> None:
    for known in KNOWN.values():
        assert known.patterns and (not known.opposite or KNOWN[known.opposite].opposite == known.key)


def test_pieces_are_the_whole_comment_and_mark_the_words() -> None:
    comment = "Zwrot pieniędzy? <b>Nigdy</b>, a paczka zgnieciona."
    spans = reading.known_in(reading.words_of(comment))
    pieces = reading.pieces(comment, [*spans["refund"], *spans["damaged"]])
    assert "".join(text for text, _marked in pieces) == comment
    assert [text for text, marked in pieces if marked] == ["Zwrot", "pieniędzy", "paczka", "zgnieciona"]


def test_found_terms_meet_across_everyday_words_but_not_across_sentences() -> None:
    themes = [("instrukcj",), ("zielon", "herbat")]
    words = reading.words_of("Instrukcje do zielonej, tej herbaty. Herbata zielona")
    found = reading.found_in(words, "pl", themes)
    assert {key: len(spans) for key, spans in found.items()} == {("instrukcj",): 1, ("zielon", "herbat"): 2}


def test_hostile_lengths_are_read_in_time() -> None:
    for text in ("nie " * 100_000, "czekać " * 50_000, "a" * 400_000, "zwrot " * 50_000, "!?" * 100_000):
        words = reading.words_of(text)
        reading.known_in(words)
        reading.found_in(words, "pl", [("zwrot",)])


def test_a_word_of_nothing_but_doubtful_letters_is_looked_up_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def known(word: str, _language: str) -> bool:
        asked.append(word)
        return False

    monkeypatch.setattr(words, "is_known", known)
    words.root("zcaelnoszcaelnoszcae", "pl")
    assert len(asked) < 400
    monkeypatch.undo()
    assert words.root("niezalezne", "pl") == words.root("niezależne", "pl")
