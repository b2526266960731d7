"""Marks: how often a firm that treats everybody alike gets one, whether a real difference is found, and what is a trifle."""

from __future__ import annotations

import random

import pytest

from reports.consistency.compare import LEVEL, Comparison, Verdict, compare
from reports.consistency.measured import MEASURED
from reports.consistency.strata import Stratum
from tests.reports.consistency.firms import firm

FIRMS = 200


def of(found: list[Comparison], name: str, channel: str) -> Comparison:
    return next(one for one in found if (one.name, one.channel) == (name, channel))


@pytest.mark.parametrize("sizes", [(2, 6), (5, 20), (20, 60)])
def test_who_treats_all_alike_is_hardly_ever_accused(sizes: tuple[int, int]) -> None:
    """Of 200 firms without any true difference at most 5 % have anything marked, trifles included. The same every time."""
    rng = random.Random(f"alike {sizes}")
    accused = 0
    for _firm in range(FIRMS):
        found = compare(firm(rng, sizes), MEASURED)
        accused += any(one.p is not None and one.p <= LEVEL for one in found)
    assert accused <= LEVEL * FIRMS


def test_a_large_difference_is_found_where_it_is() -> None:
    rng = random.Random("worse")
    missed: list[str] = []
    for _firm in range(40):
        found = compare(firm(rng, (70, 100), "instagram", 0.5), MEASURED)
        missed += [name for name in MEASURED if of(found, name, "instagram").verdict != Verdict.WORSE]
        others = [one for one in found if one.channel != "instagram" and one.verdict == Verdict.WORSE]
        assert not others
    assert len(missed) <= 0.1 * 40 * len(MEASURED)


def share(ones: int, n: int) -> dict[int, int]:
    return {1: ones, 0: n - ones}


def judged(each: list[Stratum], name: str = "csat") -> dict[str, Comparison]:
    return {one.channel: one for one in compare({name: each}, MEASURED)}


def test_few_are_not_judged_whatever_they_say() -> None:
    found = judged([{"sms": share(0, 9), "email": share(200, 200)}])
    assert {one.verdict for one in found.values()} == {Verdict.FEW} and found["sms"].p is None
    # Ten of them, but of a topic nobody else has.
    found = judged([{"sms": share(0, 40)}, {"sms": share(0, 3), "email": share(100, 100)}])
    assert found["sms"].verdict == Verdict.FEW and (found["sms"].n, found["sms"].n_others) == (3, 100)


def test_a_real_trifle_is_called_small() -> None:
    found = judged([{"sms": share(8700, 10_000), "email": share(9000, 10_000)}])
    assert found["sms"].verdict == Verdict.SMALL and found["sms"].p is not None and found["sms"].p < 0.001
    # Five points are no trifle any more.
    assert judged([{"sms": share(8500, 10_000), "email": share(9000, 10_000)}])["sms"].verdict == Verdict.WORSE
    seconds = {"sms": {120: 500, 90: 500}, "email": {60: 500, 45: 500}}
    assert judged([seconds], "first_response")["sms"].verdict == Verdict.SMALL


def test_what_is_all_the_same_shows_nothing() -> None:
    found = judged([{"sms": share(30, 30), "email": share(50, 50)}])
    assert {one.verdict for one in found.values()} == {Verdict.OPEN} and found["sms"].p == 1.0


def test_two_channels_are_one_comparison() -> None:
    """Their p is corrected as one of one; with a third channel it is one of three."""
    two = {"sms": share(5, 20), "email": share(14, 20)}
    alone = judged([two])
    assert alone["sms"].p == alone["email"].p and alone["sms"].verdict == Verdict.WORSE
    assert alone["email"].verdict == Verdict.BETTER
    third = judged([two | {"webchat": share(10, 20)}])
    assert third["sms"].p is not None and alone["sms"].p is not None and third["sms"].p > alone["sms"].p


def test_values_are_in_the_figures_units() -> None:
    each: list[Stratum] = [{"sms": {1: 12, 0: 4, -1: 4}, "email": {1: 5, 0: 5, -1: 10}}]
    found = judged(each, "nps")["email"]
    assert (found.ours, found.others) == (pytest.approx(-25), pytest.approx(40))
    times = judged([{"sms": {60: 5, 120: 6}, "email": {600: 20}}], "first_response")
    assert (times["sms"].ours, times["sms"].others) == (120, 600)
