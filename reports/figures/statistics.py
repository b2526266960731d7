"""How sure a figure is: 95 % intervals, and percentiles from how often each value came."""

from __future__ import annotations

import math
from collections.abc import Mapping

Z95 = 1.959963984540054
# Student's t, 97.5 %, 1 to 30 degrees of freedom; beyond, the expansion around the normal is exact to three digits.
T975 = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448, 2.1314,
    2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
)  # fmt: skip
Interval = tuple[float, float]
Counts = Mapping[int, int]


def total(counts: Counts | Mapping[float, int]) -> int:
    return sum(counts.values())


def percentile(counts: Counts, fraction: float) -> float | None:
    """Between the two nearest values in proportion, as PostgreSQL's percentile_cont; None of nothing."""
    n = total(counts)
    if not n:
        return None
    place = (n - 1) * fraction
    low = math.floor(place)
    first, second = _nth(counts, low), _nth(counts, min(low + 1, n - 1))
    return first + (second - first) * (place - low)


def _nth(counts: Counts, index: int) -> int:
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen > index:
            return value
    raise IndexError(index)


def median_interval(counts: Counts) -> Interval | None:
    """By order statistics: the values between which the true median lies, whatever the distribution (from 6 values on)."""
    n = total(counts)
    if n < 6:
        return None
    half = Z95 * math.sqrt(n) / 2
    low, high = math.floor(n / 2 - half), math.ceil(n / 2 + half)
    return float(_nth(counts, max(0, low - 1))), float(_nth(counts, min(n - 1, high)))


def mean(counts: Counts | Mapping[float, int]) -> float | None:
    n = total(counts)
    return sum(value * count for value, count in counts.items()) / n if n else None


def mean_interval(counts: Counts | Mapping[float, int]) -> Interval | None:
    """Student's t, from two values on."""
    n, middle = total(counts), mean(counts)
    if n < 2 or middle is None:
        return None
    variance = sum(count * (value - middle) ** 2 for value, count in counts.items()) / (n - 1)
    half = t975(n - 1) * math.sqrt(variance / n)
    return middle - half, middle + half


def t975(freedom: int) -> float:
    if freedom <= len(T975):
        return T975[freedom - 1]
    z = Z95
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def wilson(hits: int, n: int) -> Interval:
    """The score interval of a share (Wilson 1927), within 0 and 1; (0, 1) of nothing."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, Z95 * Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At the ends the formula gives exactly 0 and 1; floating point may miss them by a hair.
    return (0.0 if hits == 0 else max(0.0, middle - half)), (1.0 if hits == n else min(1.0, middle + half))


def nps_interval(promoters: int, detractors: int, n: int) -> Interval:
    """The score interval of the difference of two shares of the same people (Tango 1998, Statistics in Medicine 17), from -1
    to 1: where the test with the most likely shares under each difference would not reject it. Holds for few answers, where
    the usual normal interval is too narrow."""
    if n == 0:
        return -1.0, 1.0
    seen = (promoters - detractors) / n
    return _edge(promoters, detractors, n, seen, -1.0), _edge(promoters, detractors, n, seen, 1.0)


def _edge(b: int, c: int, n: int, inside: float, outside: float) -> float:
    """Halve the way between what is seen and the end of the scale until the test's limit is found."""
    if _distance(b, c, n, outside) <= Z95:
        return outside
    for _step in range(60):
        middle = (inside + outside) / 2
        if _distance(b, c, n, middle) <= Z95:
            inside = middle
        else:
            outside = middle
    return inside


def _distance(b: int, c: int, n: int, delta: float) -> float:
    """How many standard errors what is seen lies from a difference of `delta`."""
    linear = -b - c + (2 * n - b + c) * delta
    constant = -c * delta * (1 - delta)
    detractors = (math.sqrt(max(0.0, linear * linear - 8 * n * constant)) - linear) / (4 * n)
    variance = n * (2 * detractors + delta * (1 - delta))
    gap = abs(b - c - n * delta)
    if variance <= 1e-12:
        return 0.0 if gap < 1e-9 else math.inf
    return gap / math.sqrt(variance)
