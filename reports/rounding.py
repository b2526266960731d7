"""Durations are kept in fixed steps, so that medians from sums by day agree exactly with those from single tickets."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60, 3600, 86400

# Below the first number, in steps of the second; what is longer counts in whole days. At most half a second or 4.2 % off.
STEPS = (
    (MINUTE, 1),
    (10 * MINUTE, 5),
    (HOUR, 30),
    (6 * HOUR, 3 * MINUTE),
    (DAY, 10 * MINUTE),
    (7 * DAY, HOUR),
    (30 * DAY, 4 * HOUR),
)


def rounded(seconds: float) -> int:
    """The nearest step, halves upward; never below zero (clocks of senders may be wrong)."""
    length = max(0.0, seconds)
    step = next((step for limit, step in STEPS if length < limit), DAY)
    return int(length / step + 0.5) * step
