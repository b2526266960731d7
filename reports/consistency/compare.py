"""Every channel against all others on the same topics, figure by figure: pure, from how often each value came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reports.consistency import strata
from reports.consistency.measured import SECONDS, SLOWER, Measured, Scale
from reports.consistency.strata import Sides, Stratum
from reports.figures import FEW

# The chance that anything at all is marked in a house whose channels treat everybody alike.
LEVEL = 0.05


class Verdict(StrEnum):
    WORSE = "worse"
    BETTER = "better"
    # Real, but too small to matter to anybody.
    SMALL = "small"
    # Nothing can be shown, which is not to say that all is equal.
    OPEN = "open"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ours` is the channel's value on topics that others have too, `others` theirs if they had this channel's topics;
    `n` and `n_others` are how many both rest on. `p` is corrected for all comparisons of the page, None where none was made.
    """

    name: str
    channel: str
    verdict: Verdict
    ours: float | None
    others: float | None
    n: int
    n_others: int
    p: float | None = None
    weight: float = 0.0


def compare(found: Mapping[str, Sequence[Stratum]], measured: Mapping[str, Measured]) -> list[Comparison]:
    """`found` has the strata of each figure. Holm's correction is over everything that is tested here; where only two channels
    can be compared, their two comparisons are the same one and count once."""
    facing = {name: strata.sides(each) for name, each in found.items()}
    chances: dict[tuple[str, Any], float] = {}
    same: dict[tuple[str, Any], tuple[str, Any]] = {}
    for name, each in found.items():
        judged = {group for group, one in facing[name].items() if min(one.n, one.n_others) >= FEW}
        tested = {group: p for group, p in _chances(measured[name].scale, each).items() if group in judged}
        # Nothing differs at all: as sure as can be that chance would do the same.
        tested |= dict.fromkeys(judged - tested.keys(), 1.0)
        compared = [group for group, one in facing[name].items() if one.n]
        for index, group in enumerate(sorted(tested)):
            key = (name, group)
            if len(compared) == 2 and index:
                same[key] = (name, min(tested))
            else:
                chances[key] = tested[group]
    corrected = strata.holm(chances)
    corrected |= {key: corrected[twin] for key, twin in same.items()}
    return [
        _judged(measured[name], group, one, corrected.get((name, group)))
        for name in found
        for group, one in facing[name].items()
    ]


def _chances(scale: Scale, each: Sequence[Stratum]) -> dict[Any, float]:
    if scale == Scale.SHARE:
        return strata.shares(each)
    found = (
        strata.distances(each, strata.as_they_are, 0.5)
        if scale == Scale.POINTS
        else strata.distances(each, strata.ridits)
    )
    return {group: strata.two_sided(one) for group, one in found.items()}


def _judged(measured: Measured, channel: Any, one: Sides, p: float | None) -> Comparison:
    ours, others = value(measured.scale, one.ours), value(measured.scale, one.others)
    weight, verdict = 0.0, Verdict.FEW
    if p is not None and ours is not None and others is not None:
        verdict, weight = Verdict.OPEN, _weight(measured, ours, others)
        if p <= LEVEL:
            worse = (ours - others) * measured.better < 0
            verdict = (Verdict.WORSE if worse else Verdict.BETTER) if weight >= 1 else Verdict.SMALL
    return Comparison(measured.name, channel, verdict, ours, others, one.n, one.n_others, p, weight)


def value(scale: Scale, weights: Mapping[int, float]) -> float | None:
    """What stands for them: the median of times, NPS from -100 to 100, else the mean."""
    if scale == Scale.TIME:
        return strata.median(weights)
    mean = strata.mean(weights)
    return mean if mean is None or scale != Scale.POINTS else 100 * mean


def _weight(measured: Measured, ours: float, others: float) -> float:
    """How many times the least difference that matters; below 1 it is a trifle."""
    gap = abs(ours - others)
    if measured.scale != Scale.TIME:
        return round(gap / measured.relevant, 9)
    longer, shorter = max(ours, others), max(1.0, min(ours, others))
    return min(gap / SECONDS, (longer / shorter - 1) / (SLOWER - 1))
