"""The statistics against examples worked by hand, against dealing at random, and against each other."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, product

import pytest

from reports.consistency import strata
from reports.consistency.strata import Counts, Scores, Stratum

# Two topics. On returns 8 of our 20 came back, of the others' 80 it was 8; on parcels 2 of 10 and 5 of 90.
RETURNS: Stratum = {"a": {1: 8, 0: 12}, "b": {1: 8, 0: 72}}
PARCELS: Stratum = {"a": {1: 2, 0: 8}, "b": {1: 5, 0: 85}}


def test_shares_by_hand() -> None:
    # Expected: 20·16/100 + 10·7/100 = 3.9. Variance: 20·80·16·84/(100²·99) + 10·90·7·93/(100²·99) = 2.1721… + 0.5918…
    variance = 20 * 80 * 16 * 84 / 990_000 + 10 * 90 * 7 * 93 / 990_000
    found = strata.distances([RETURNS, PARCELS], strata.as_they_are)
    assert found["a"] == pytest.approx((10 - 3.9) / math.sqrt(variance)) == pytest.approx(-found["b"])
    assert strata.distances([RETURNS, PARCELS], strata.as_they_are, 0.5)["a"] == pytest.approx(
        5.6 / math.sqrt(variance)
    )


def test_ranks_by_hand() -> None:
    # 1 2 2 5 get ranks 1, 2.5, 2.5, 4, divided by 5.
    assert strata.ridits({1: 1, 2: 2, 5: 1}) == {1: 0.2, 2: 0.5, 5: 0.8}
    # One stratum without ties is Wilcoxon's: 3, 4, 5 against 1, 2 have rank sum 12; expected 9, variance 3·2·6/12 = 3.
    one: Stratum = {"a": {30: 1, 40: 1, 50: 1}, "b": {10: 1, 20: 1}}
    assert strata.distances([one], strata.ridits)["a"] == pytest.approx((12 - 9) / math.sqrt(3))


def test_exact_by_hand() -> None:
    # 2 of 2 hits fall on our 3 of 10: 3·2/(10·9) = 1/15 either way; doubled.
    assert strata.exact([(2, 3, 2, 10)]) == pytest.approx(2 / 15)
    # Two such strata: both, 1/225.
    assert strata.exact([(2, 3, 2, 10), (2, 3, 2, 10)]) == pytest.approx(2 / 225)
    low, chances = strata.hypergeometric(3, 2, 10)
    assert low == 0 and chances == pytest.approx([7 / 15, 7 / 15, 1 / 15])


def test_exact_equals_counting_every_deal() -> None:
    """Three strata, each way to deal them out counted."""
    tables = [(2, 3, 3, 7), (1, 2, 2, 6), (0, 2, 1, 4)]
    deals: list[Counter[int]] = []
    for _seen, n, hits, size in tables:
        deals.append(Counter(sum(one < hits for one in dealt) for dealt in combinations(range(size), n)))
    sums: Counter[int] = Counter()
    for several in product(*(deal.items() for deal in deals)):
        sums[sum(hits for hits, _n in several)] += math.prod(n for _hits, n in several)
    seen = sum(table[0] for table in tables)
    above = Fraction(sum(n for hits, n in sums.items() if hits >= seen), sums.total())
    below = Fraction(sum(n for hits, n in sums.items() if hits <= seen), sums.total())
    assert strata.exact(tables) == pytest.approx(min(1.0, 2 * float(min(above, below))))


def test_few_hits_take_the_exact_way_and_it_is_the_more_careful_one() -> None:
    rare: Stratum = {"a": {1: 2, 0: 8}, "b": {1: 2, 0: 188}}
    p = strata.shares([rare])["a"]
    assert p == pytest.approx(strata.exact([(2, 10, 4, 200)]))
    assert p > strata.two_sided(strata.distances([rare], strata.as_they_are)["a"])
    assert strata.is_near_normal([(60, 100, 120, 400)]) and not strata.is_near_normal([(2, 10, 4, 200)])


def test_both_sides_of_two_have_the_same_p() -> None:
    for each in ([RETURNS, PARCELS], [{"a": {1: 2, 0: 8}, "b": {1: 2, 0: 188}}]):
        found = strata.shares(each)
        assert found["a"] == pytest.approx(found["b"])


def test_what_has_no_counterpart_says_nothing() -> None:
    alone: Stratum = {"a": {1: 50, 0: 1}}
    assert strata.shares([RETURNS, alone]) == strata.shares([RETURNS])
    assert strata.shares([alone]) == {} and strata.distances([{"a": {5: 3}, "b": {5: 9}}], strata.ridits) == {}
    assert strata.sides([alone])["a"].n == 0 and strata.sides([]) == {}


def test_harder_topics_are_not_the_channels_fault() -> None:
    """Within each topic all are alike; ours has more of the hard one, so that it looks worse only when lumped together."""
    hard: Stratum = {"a": {1: 40, 0: 40}, "b": {1: 10, 0: 10}}
    easy: Stratum = {"a": {1: 2, 0: 18}, "b": {1: 8, 0: 72}}
    assert strata.distances([hard, easy], strata.as_they_are)["a"] == pytest.approx(0)
    lumped: Stratum = {"a": {1: 42, 0: 58}, "b": {1: 18, 0: 82}}
    assert strata.shares([lumped])["a"] < 0.001 < 0.9 < strata.shares([hard, easy])["a"]
    one = strata.sides([hard, easy])["a"]
    assert strata.mean(one.ours) == pytest.approx(0.42) == pytest.approx(strata.mean(one.others))
    assert (one.n, one.n_others) == (100, 100)


def test_medians_of_weights() -> None:
    assert strata.median({1: 1, 2: 1, 9: 1}) == 2 and strata.median({1: 1, 3: 1}) == 2 and strata.median({}) is None
    assert strata.median({10: 0.3, 20: 0.9}) == 20 and strata.median({10: 0.9, 20: 0.3}) == 10


def test_holm_by_hand() -> None:
    # Sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1, never falling.
    found = strata.holm({"d": 0.04, "a": 0.01, "c": 0.03, "b": 0.02})
    assert found == pytest.approx({"a": 0.04, "b": 0.06, "c": 0.06, "d": 0.06})
    assert strata.holm({}) == {} and strata.holm({"a": 0.8, "b": 0.9}) == {"a": 1.0, "b": 1.0}


def dealt(rng: random.Random, each: Sequence[Stratum]) -> list[Stratum]:
    """The same values, given out anew within each stratum."""
    found: list[Stratum] = []
    for stratum in each:
        values = [value for counts in stratum.values() for value, n in counts.items() for _ in range(n)]
        rng.shuffle(values)
        new, start = {}, 0
        for group, counts in stratum.items():
            n = sum(counts.values())
            new[group] = dict(Counter(values[start : start + n]))
            start += n
        found.append(new)
    return found


TIMES: list[Stratum] = [
    {"a": {60: 3, 300: 4, 3600: 5}, "b": {60: 9, 300: 6, 3600: 4}, "c": {60: 5, 300: 3}},
    {"a": {60: 2, 3600: 4}, "b": {60: 6, 300: 2, 86400: 1}},
]
RATED: list[Stratum] = [
    {"a": {-1: 6, 0: 4, 1: 5}, "b": {-1: 5, 0: 6, 1: 16}},
    {"a": {-1: 3, 1: 3}, "b": {-1: 2, 0: 2, 1: 9}},
]


@pytest.mark.parametrize(
    ("each", "scores"),
    [(TIMES, strata.ridits), (RATED, strata.as_they_are), ([RETURNS, PARCELS], strata.as_they_are)],
)
def test_against_dealing_at_random(each: list[Stratum], scores: Callable[[Counts], Scores]) -> None:
    """How often a random deal lies as far off as what was seen: 4 000 deals, the same every time."""
    rng = random.Random(48213)
    seen = strata.distances(each, scores, 0.0 if scores is strata.ridits else 0.5)
    plain = {group: abs(one) for group, one in strata.distances(each, scores).items()}
    beyond: Counter[str] = Counter()
    for _deal in range(4000):
        for group, one in strata.distances(dealt(rng, each), scores).items():
            beyond[group] += abs(one) >= plain[group] - 1e-9
    for group, one in seen.items():
        assert strata.two_sided(one) == pytest.approx(beyond[group] / 4000, abs=0.03), group
