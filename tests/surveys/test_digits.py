"""A number that is a score, and numbers that are something else."""

from __future__ import annotations

import pytest

from surveys import digits


@pytest.mark.parametrize(
    ("text", "score", "words"),
    [
        ("5", 5, ""),
        ("5.", 5, ""),
        (" 4 ", 4, ""),
        ("10", 10, ""),
        ("0", 0, ""),
        ("ocena 5", 5, ""),
        ("Ocena: 5!", 5, ""),
        ("moja ocena to 3", 3, ""),
        ("Daję 5 :)", 5, ""),
        ("daje 4, bo długo", 4, "bo długo"),
        ("5 dzięki, super", 5, "dzięki, super"),
        ("5-dzięki", 5, "dzięki"),
        ("2\nKurier nie zadzwonił", 2, "Kurier nie zadzwonił"),
        ("„5”", 5, ""),
        ("5️⃣", 5, ""),
        ("I give you 4", 4, ""),
        ("rating 3 - too slow", 3, "too slow"),
        ("5/5", 5, ""),
        ("9 na 10, polecam", 9, "polecam"),
        ("4 out of 5", 4, ""),
    ],
)
def test_scores(text: str, score: int, words: str) -> None:
    said = digits.read(text)
    assert said is not None
    assert (said.score, said.words) == (score, words)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "pięć", "Dzień dobry", "-5", "11", "100", "05", "5,5", "4.5", "5-10", "5:30", "5%", "5.12.2026",
        "5/5/2026", "5 albo 4", "5 sztuk", "2 szt.", "3 dni temu", "7 lipca", "5 zł", "5zł", "5 mugs please", "2nd",
        "5?", "4 co to znaczy?", "٤", "STOP", "Mieszkam pod numerem 5", "Zamówienie 5",
        "5 " + "bardzo długie słowa o tym, jak było " * 4,
    ],
)  # fmt: skip
def test_what_may_mean_something_else(text: str) -> None:
    assert digits.read(text) is None
