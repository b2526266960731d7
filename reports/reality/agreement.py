"""How far two reviewers mean the same: weighted kappa for two, Krippendorff's alpha for any number. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Fewer interactions scored by two say nothing.
FEW = 10
# One interaction: reviewer → their score.
Unit = Mapping[Hashable, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`measure` is "kappa" or "alpha"; `value` is None where it can't be worked out: fewer than two scores to compare, or
    all of them the same. `n` is how many interactions two or more people scored."""

    measure: str
    value: float | None
    n: int

    @property
    def few(self) -> bool:
        return self.n < FEW

    @property
    def words(self) -> str | Promise:
        if self.value is None:
            return _("can't be told: too few scores, or all the same")
        return kappa_words(self.value) if self.measure == "kappa" else alpha_words(self.value)


def agreement(units: Iterable[Unit]) -> Agreement:
    """Kappa where the same two people scored, else alpha."""
    paired = [unit for unit in units if len(unit) > 1]
    people = sorted({who for unit in paired for who in unit}, key=str)
    if len(people) == 2:
        first, second = people
        pairs = [(unit[first], unit[second]) for unit in paired]
        return Agreement("kappa", weighted_kappa(pairs), len(pairs))
    return Agreement("alpha", ordinal_alpha([list(unit.values()) for unit in paired]), len(paired))


def weighted_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa with quadratic weights (Cohen 1968, Psychological Bulletin 70, "Weighted kappa"): one less the squared
    distances that were seen, divided by those that chance would give with the same shares of each score. 1 is full
    agreement, 0 is chance. None without pairs, or where both always give one and the same score.
    """
    if not pairs:
        return None
    n = len(pairs)
    seen = sum((a - b) ** 2 for a, b in pairs) / n
    first, second = Counter(a for a, _b in pairs), Counter(b for _a, b in pairs)
    chance = sum((a - b) ** 2 * k * m for a, k in first.items() for b, m in second.items()) / (n * n)
    return 1 - seen / chance if chance else None


def ordinal_alpha(units: Sequence[Sequence[int]]) -> float | None:
    """Krippendorff's alpha for ordinal scores (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"): any number
    of people, each unit by any two or more of them. The distance of two scores is the square of how many scores lie from
    the one to the other, both ends half. None without a unit of two, or where all scores are the same.
    """
    weights: dict[tuple[int, int], float] = {}
    for unit in units:
        if len(unit) < 2:
            continue
        for index, a in enumerate(unit):
            for other, b in enumerate(unit):
                if index != other:
                    weights[a, b] = weights.get((a, b), 0.0) + 1 / (len(unit) - 1)
    totals: dict[int, float] = {}
    for (a, _b), weight in weights.items():
        totals[a] = totals.get(a, 0.0) + weight
    n = sum(totals.values())

    def distance(a: int, b: int) -> float:
        low, high = sorted((a, b))
        between = sum(count for value, count in totals.items() if low <= value <= high)
        return (between - (totals[low] + totals[high]) / 2) ** 2

    seen = sum(weight * distance(a, b) for (a, b), weight in weights.items())
    chance = sum(totals[a] * totals[b] * distance(a, b) for a in totals for b in totals if a != b)
    return 1 - (n - 1) * seen / chance if chance else None


def kappa_words(value: float) -> str | Promise:
    """The usual words (Landis and Koch 1977, Biometrics 33)."""
    if value <= 0:
        return _("no better than chance")
    steps = ((0.2, _("slight")), (0.4, _("fair")), (0.6, _("moderate")), (0.8, _("substantial")))
    return next((words for limit, words in steps if value <= limit), _("almost perfect"))


def alpha_words(value: float) -> str | Promise:
    """What Krippendorff would rely on (Content Analysis, 2004): from 0.8 on, with care from 0.667 on."""
    if value <= 0:
        return _("no better than chance")
    if value < 0.667:
        return _("too weak to rely on")
    return _("can be relied on with care") if value < 0.8 else _("can be relied on")
