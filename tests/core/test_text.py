from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import clean_line, fold, guess_language, safe_filename, search_groups, search_terms, search_vector_text


def test_fold() -> None:
    assert fold("Zażółć GĘŚLĄ jaźń Łódź Straße") == "zazolc gesla jazn lodz strasse"
    assert fold("za\u017co\u0301łc\u0301") == "zazolc"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Jan \r\n Kowalski\t ", "Jan Kowalski"),
        ("Anna\r\nBcc: all@x.example", "Anna Bcc: all@x.example"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("a\u200bb\u2066c\u2069\ufeff", "abc"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("one\u2028two\u0085three", "one two three"),
        ("👩‍👩‍👧 family", "👩‍👩‍👧 family"),
        ("\ud800x", "x"),
        ("", ""),
    ],
)
def test_clean_line(text: str, line: str) -> None:
    assert clean_line(text) == line


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_a_clean_line_is_one_line_and_short(text: str, length: int) -> None:
    line = clean_line(text, length)
    assert len(line) <= length
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in line)
    assert line == line.strip()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\bill.pdf", "bill.pdf"),
        ("faktura ż.pdf", "faktura ż.pdf"),
        ("a\r\nb.txt", "a b.txt"),
        ('x";filename="y.exe', "x__filename=_y.exe"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        (".htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ("..", "file"),
        ("", "file"),
        ("///", "file"),
        ("\x00\x01", "file"),
    ],
)
def test_safe_filename(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


@given(st.text(max_size=400))
def test_a_safe_filename_is_a_name(name: str) -> None:
    safe = safe_filename(name)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\<>:"|?*\r\n\x00')
    assert not safe.startswith(".")


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_filename("x" * 300 + ".jpeg").endswith("x.jpeg")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("drukarka", "Moje drukarki nie działają"),
        ("drukarek", "Moja drukarka"),
        ("paczke", "Gdzie jest moja paczkę?"),
        ("PACZKA", "Nie mam paczki"),
        ("box", "two boxes arrived"),
        ("ORD-2024/17", "Numer: ord-2024/17."),
        ("17", "ORD-2024/17"),
        ("jan@firma.pl", "Pisze jan@firma.pl w sprawie"),
        ("lodz", "Łódź"),
        ("600100200", "tel. 600-100-200"),
    ],
)
def test_questions_find_texts(question: str, text: str) -> None:
    terms = set(search_terms(text))
    assert terms & set(search_terms(question))
    assert search_vector_text(text) == " ".join(search_terms(text))


def test_every_word_of_a_question_counts() -> None:
    groups = search_groups("zgubione paczki")
    assert len(groups) == 2
    assert groups[1][0] == "paczki"
    assert "paczka" in groups[1]
    assert search_groups("!!! ???") == []


@given(st.text(max_size=300))
def test_terms_are_letters_and_digits(text: str) -> None:
    assert all(term and not set(term) & set(" '\\:&|!()<>*_-.@") for term in search_terms(text))


def test_terms_are_limited() -> None:
    assert len(search_terms(" ".join(f"x{number}" for number in range(500)), limit=100)) == 100
    assert search_terms("a" * 5000) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dzień dobry", "pl"),
        ("dzien dobry", "pl"),
        ("czesc, gdzie moja paczka", "pl"),
        ("nie dziala", "pl"),
        ("Kiedy zwrot?", "pl"),
        ("siema", "pl"),
        ("Dzięki!", "pl"),
        ("Hi there", "en"),
        ("hello", "en"),
        ("Where is my order?", "en"),
        ("password reset", "en"),
        ("Thanks!", "en"),
        ("Hi, my name is Wojciech Dąbrowski and I want a refund", "en"),
        ("Guten Tag, wo ist mein Paket", None),
        ("Bonjour, où est ma commande ?", None),
        ("Dobrý den, kde je moje zásilka?", None),
        ("12345 ???", None),
        ("jan.kowalski@firma.pl https://shop.example/the/order", None),
        ("", None),
    ],
)
def test_guess_language(text: str, language: str | None) -> None:
    assert guess_language(text) == language
