"""Each group against all the others within strata: pure functions over how often each value came.

A stratum is `{group: {value: how often}}`: what happened on the same topics, by channel. A group is compared only within strata
that somebody else is in as well, so that nobody is blamed for harder topics.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Counts = Mapping[int, int]
Stratum = Mapping[str, Counts]
Scores = Mapping[int, float]
K = TypeVar("K", bound=Hashable)
# Mantel and Fleiss 1980 (American Journal of Epidemiology 112): below, the normal curve is no good likeness.
ENOUGH_EXPECTED = 5
NEGLIGIBLE = 1e-16


@dataclass(frozen=True, slots=True)
class Sides:
    """A group and all others in the strata that both are in. `others` is weighted so that their topics weigh as the
    group's do (direct standardisation); `n` and `n_others` are how many there really are."""

    ours: dict[int, int]
    others: dict[int, float]
    n: int
    n_others: int


def as_they_are(pooled: Counts) -> Scores:
    """The values themselves as scores: shares (0 and 1), NPS (-1, 0 and 1)."""
    return {value: float(value) for value in pooled}


def ridits(pooled: Counts) -> Scores:
    """Rank divided by one more than how many there are, ties sharing their middle rank: van Elteren's weights (1960,
    Bulletin of the International Statistical Institute 37), the best where all strata differ alike."""
    below, found, size = 0, {}, sum(pooled.values())
    for value in sorted(pooled):
        found[value] = (below + (pooled[value] + 1) / 2) / (size + 1)
        below += pooled[value]
    return found


def distances(
    strata: Sequence[Stratum], scores: Callable[[Counts], Scores], correction: float = 0.0
) -> dict[str, float]:
    """For each group how many standard errors its scores lie above (+) or below (-) what chance gives it: the statistic of
    mean scores (Landis, Heyman and Koch 1978, International Statistical Review 46), whose mean and variance are those
    of dealing each stratum's values out at random. With 0 and 1 it is Cochran's and Mantel-Haenszel's, with ridits van
    Elteren's. `correction` brings what is seen nearer by so much (half a step of a lattice). A group without anybody to be
    compared with, or with nothing that differs, is left out.
    """
    gaps: dict[str, float] = {}
    variances: dict[str, float] = {}
    for stratum in strata:
        if len(stratum) < 2:
            continue
        pooled = merged(stratum.values())
        size, score = sum(pooled.values()), scores(pooled)
        mean = sum(score[value] * n for value, n in pooled.items()) / size
        spread = sum(n * (score[value] - mean) ** 2 for value, n in pooled.items()) / max(1, size - 1)
        for group, counts in stratum.items():
            n = sum(counts.values())
            gap = sum(score[value] * times for value, times in counts.items()) - n * mean
            gaps[group] = gaps.get(group, 0.0) + gap
            variances[group] = variances.get(group, 0.0) + n * (size - n) / size * spread
    return {
        group: math.copysign(max(0.0, abs(gap) - correction), gap) / math.sqrt(variances[group])
        for group, gap in gaps.items()
        if variances[group] > NEGLIGIBLE
    }


def two_sided(distance: float) -> float:
    """How often chance alone lies at least so many standard errors off."""
    return math.erfc(abs(distance) / math.sqrt(2))


def shares(strata: Sequence[Stratum]) -> dict[str, float]:
    """p of each group's share of ones against all others': Cochran-Mantel-Haenszel with the correction for continuity, or,
    where the normal curve doesn't hold, the exact conditional test (Gart 1970, Biometrika 57)."""
    found = {}
    for group, distance in distances(strata, as_they_are, 0.5).items():
        tables = _tables(strata, group)
        found[group] = two_sided(distance) if is_near_normal(tables) else exact(tables)
    return found


def _tables(strata: Sequence[Stratum], group: str) -> list[tuple[int, int, int, int]]:
    """(our hits, ours, all hits, all) of each stratum that says something about this group."""
    found = []
    for stratum in strata:
        if group in stratum and len(stratum) > 1:
            pooled = merged(stratum.values())
            hits, size = pooled.get(1, 0), sum(pooled.values())
            if 0 < hits < size:
                found.append((stratum[group].get(1, 0), sum(stratum[group].values()), hits, size))
    return found


def is_near_normal(tables: Sequence[tuple[int, int, int, int]]) -> bool:
    """The rule of Mantel and Fleiss: what is expected lies at least five away from the least and the most that could be."""
    expected = sum(n * hits / size for _seen, n, hits, size in tables)
    least = sum(max(0, hits + n - size) for _seen, n, hits, size in tables)
    most = sum(min(n, hits) for _seen, n, hits, size in tables)
    return min(expected - least, most - expected) >= ENOUGH_EXPECTED


def exact(tables: Sequence[tuple[int, int, int, int]]) -> float:
    """Twice the smaller tail of the hits that chance would deal this group, all strata together; at most 1."""
    least, chances = 0, [1.0]
    for _seen, n, hits, size in tables:
        low, dealt = hypergeometric(n, hits, size)
        least, chances = _added(least, chances, low, dealt)
    place = sum(seen for seen, *_table in tables) - least
    below, above = math.fsum(chances[: max(0, place + 1)]), math.fsum(chances[max(0, place) :])
    return min(1.0, 2 * min(below, above))


def hypergeometric(n: int, hits: int, size: int) -> tuple[int, list[float]]:
    """The fewest hits among `n` drawn from `size` of which `hits` are, and the chance of that many and each more."""
    low, high = max(0, hits + n - size), min(n, hits)
    whole = _choose(size, n)
    return low, [math.exp(_choose(hits, k) + _choose(size - hits, n - k) - whole) for k in range(low, high + 1)]


def _choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _added(low: int, chances: list[float], more_low: int, more: list[float]) -> tuple[int, list[float]]:
    """The chances of a sum of two; ends that are as good as impossible are cut off."""
    found = [0.0] * (len(chances) + len(more) - 1)
    for i, p in enumerate(chances):
        for j, q in enumerate(more):
            found[i + j] += p * q
    first = next(index for index, p in enumerate(found) if p > NEGLIGIBLE)
    last = next(index for index in range(len(found) - 1, -1, -1) if found[index] > NEGLIGIBLE)
    return low + more_low + first, found[first : last + 1]


def holm(chances: Mapping[K, float]) -> dict[K, float]:
    """p corrected for looking at all of them: whatever hangs together with what, the chance of even one false mark stays
    below the level that they are then held against (Holm 1979, Scandinavian Journal of Statistics 6)."""
    found: dict[K, float] = {}
    highest, left = 0.0, len(chances)
    for name in sorted(chances, key=lambda one: chances[one]):
        highest = max(highest, min(1.0, chances[name] * left))
        found[name], left = highest, left - 1
    return found


def sides(strata: Sequence[Stratum]) -> dict[str, Sides]:
    """Each group and what it is compared with; a group that nobody can be compared with has n 0."""
    found = {group: Sides({}, {}, 0, 0) for stratum in strata for group in stratum}
    totals = {group: [0, 0] for group in found}
    for stratum in strata:
        if len(stratum) < 2:
            continue
        pooled = merged(stratum.values())
        size = sum(pooled.values())
        for group, counts in stratum.items():
            n = sum(counts.values())
            weight, one = n / (size - n), found[group]
            for value, times in counts.items():
                one.ours[value] = one.ours.get(value, 0) + times
            for value, times in pooled.items():
                if rest := times - counts.get(value, 0):
                    one.others[value] = one.others.get(value, 0.0) + rest * weight
            totals[group][0] += n
            totals[group][1] += size - n
    return {group: Sides(one.ours, one.others, *totals[group]) for group, one in found.items()}


def mean(weights: Mapping[int, float]) -> float | None:
    total = sum(weights.values())
    return sum(value * weight for value, weight in weights.items()) / total if total else None


def median(weights: Mapping[int, float]) -> float | None:
    """The value with half of the weight on either side; halfway between two where they share it."""
    half, seen, pairs = sum(weights.values()) / 2, 0.0, sorted(weights.items())
    if not half:
        return None
    for index, (value, weight) in enumerate(pairs):
        seen += weight
        if abs(seen - half) < 1e-9 * half and index + 1 < len(pairs):
            return (value + pairs[index + 1][0]) / 2
        if seen > half:
            return float(value)
    return float(pairs[-1][0])


def merged(several: Iterable[Counts]) -> dict[int, int]:
    """All of them together."""
    found: dict[int, int] = {}
    for counts in several:
        for value, times in counts.items():
            found[value] = found.get(value, 0) + times
    return found
