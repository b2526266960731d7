"""Agreement of reviewers, worked out by hand and from the literature."""

from __future__ import annotations

from typing import Any

import pytest

from reports.reality.agreement import (
    Agreement,
    agreement,
    alpha_words,
    kappa_words,
    ordinal_alpha,
    weighted_kappa,
)

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", example of section C: four people, twelve units, gaps.
RELIABILITY = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def test_kappa_by_hand() -> None:
    """Five pairs, two of them one apart: 0.4 seen; each score once on both sides: 2 × the variance 2 = 4 by chance."""
    assert weighted_kappa([(1, 1), (2, 2), (3, 3), (4, 5), (5, 4)]) == pytest.approx(1 - 0.4 / 4)
    # 1 seen, and by chance (0 + 1 + 1 + 0) / 4.
    assert weighted_kappa([(1, 2), (2, 1)]) == pytest.approx(-1)
    # A reviewer who is always one milder: seen 1, by chance: first 1 2 3, second 2 3 4, mean of the nine squares 21 / 9.
    assert weighted_kappa([(1, 2), (2, 3), (3, 4)]) == pytest.approx(1 - 9 / 21)


def test_kappa_of_one_and_the_same_score_says_nothing() -> None:
    assert weighted_kappa([(4, 4)] * 20) is None and weighted_kappa([]) is None
    assert weighted_kappa([(4, 4), (3, 3)]) == 1


def test_alpha_of_the_literature() -> None:
    rows = [row.split() for row in RELIABILITY]
    units = [[int(one) for one in unit if one != "."] for unit in zip(*rows, strict=True)]
    assert ordinal_alpha(units) == pytest.approx(0.815, abs=0.0005)


def test_alpha_by_hand() -> None:
    """[1, 1] and [1, 2]: three ones, one two, distance (4 - 2)² = 4: 1 - 3 · (2 · 4) / (2 · 3 · 4) = 0."""
    assert ordinal_alpha([[1, 1], [1, 2]]) == pytest.approx(0)
    assert ordinal_alpha([[1, 1], [5, 5], [3]]) == 1
    assert ordinal_alpha([[3, 3], [3, 3]]) is None and ordinal_alpha([[1], []]) is None


def test_two_people_get_kappa_more_get_alpha_and_single_scores_count_nowhere() -> None:
    two: list[dict[Any, int]] = [{"a": 1, "b": 1}, {"a": 5, "b": 5}, {"a": 3}]
    assert agreement(two) == Agreement("kappa", 1.0, 2) and agreement(two).few
    three: list[dict[Any, int]] = [{"a": 1, "b": 1}, {"b": 5, "c": 5}]
    assert agreement(three) == Agreement("alpha", 1.0, 2)
    assert agreement([{"a": 3}]).value is None and agreement([]).n == 0
    assert not agreement([{"a": 1 + n % 5, "b": 1 + n % 4} for n in range(10)]).few


def test_words() -> None:
    values = (-0.1, 0.1, 0.3, 0.5, 0.7, 0.9)
    said = ["no better than chance", "slight", "fair", "moderate", "substantial", "almost perfect"]
    assert [str(kappa_words(value)) for value in values] == said
    assert [str(alpha_words(value)) for value in (0, 0.5, 0.7, 0.8)] == [
        "no better than chance", "too weak to rely on", "can be relied on with care", "can be relied on",
    ]  # fmt: skip
