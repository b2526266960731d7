"""From the weight of words to how sure: how often such a weight was right on tickets that were not learnt from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# The edges of the table that shows how often what was so sure was right.
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
# Level, weight, and whether it changes anything: a few wrong changes must be heard.
RIDGE = (1e-6, 1.0, 0.1)
STEPS = 30


@dataclass(frozen=True, slots=True)
class Seen:
    """One suggestion on a ticket that was held back: what spoke for it, whether it would change anything, whether right."""

    odds: float
    differs: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve. Words repeat each other, so their sum says too much: its growth is damped (asinh)."""

    level: float
    slope: float
    differs: float
    n: int

    def __call__(self, odds: float, differs: bool) -> float:
        found = _logistic(self.level + self.slope * math.asinh(odds) + self.differs * differs)
        # From n tickets nobody knows more than this.
        most = (self.n + 1) / (self.n + 2)
        return max(1 - most, min(most, found))

    def as_json(self) -> list[Any]:
        return [self.level, self.slope, self.differs, self.n]


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def fit(seen: Sequence[Seen]) -> Curve:
    """The curve that fits best (Newton's method, a little drawn to nought so that few tickets make no bold curve)."""
    right = sum(one.right for one in seen)
    wrong = len(seen) - right
    # Platt's targets: never quite 1 or 0.
    high, low = (right + 1) / (right + 2), 1 / (wrong + 2)
    rows = [((1.0, math.asinh(one.odds), float(one.differs)), high if one.right else low) for one in seen]
    varies = len({one.differs for one in seen}) > 1
    at = [math.log((right + 1) / (wrong + 1)), 0.0, 0.0]
    for _step in range(STEPS):
        gradient, matrix = [0.0] * 3, [[0.0] * 3 for _ in range(3)]
        for x, y in rows:
            p = _logistic(sum(a * b for a, b in zip(at, x, strict=True)))
            for i in range(3):
                gradient[i] += (y - p) * x[i]
                for j in range(3):
                    matrix[i][j] += p * (1 - p) * x[i] * x[j]
        for i in range(3):
            gradient[i] -= RIDGE[i] * at[i]
            matrix[i][i] += RIDGE[i]
        if not varies:
            gradient[2], matrix[2], matrix[0][2], matrix[1][2] = 0.0, [0.0, 0.0, 1.0], 0.0, 0.0
        move = _solve(matrix, gradient)
        at = [a + max(-2.0, min(2.0, step)) for a, step in zip(at, move, strict=True)]
        if max(map(abs, move)) < 1e-7:
            break
    if at[1] < 0:  # more weight is never a sign of less: then the weight says nothing
        at = [math.log((right + 1) / (wrong + 1)), 0.0, 0.0]
    return Curve(at[0], at[1], at[2], len(seen))


def _solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Gauss with pivots; the ridge keeps it solvable."""
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    n = len(rows)
    for i in range(n):
        pivot = max(range(i, n), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(i + 1, n):
            factor = rows[k][i] / rows[i][i]
            rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
    found = [0.0] * n
    for i in reversed(range(n)):
        found[i] = (rows[i][n] - sum(rows[i][j] * found[j] for j in range(i + 1, n))) / rows[i][i]
    return found


def bucket_of(certainty: float) -> int:
    """Which row of the table it belongs to."""
    return next(i for i in range(len(EDGES) - 1) if certainty < EDGES[i + 1])


def table(rows: Sequence[tuple[float, bool]]) -> list[dict[str, Any]]:
    """For each step of certainty: how many, how many right, and how sure they were on average."""
    found = [{"from": EDGES[i], "n": 0, "right": 0, "sure": 0.0} for i in range(len(EDGES) - 1)]
    for certainty, right in rows:
        row = found[bucket_of(certainty)]
        row["n"] += 1
        row["right"] += int(right)
        row["sure"] += certainty
    return found


def cross_checked(seen: Sequence[Seen]) -> list[tuple[float, bool]]:
    """How sure and whether right, each half with the curve of the other half: nobody marks their own work."""
    curves = [fit(seen[1::2]), fit(seen[0::2])]
    return [(curves[place % 2](one.odds, one.differs), one.right) for place, one in enumerate(seen)]
