"""Invented firms: what their channels measured, topic by topic, dealt by chance."""

from __future__ import annotations

import math
import random
from collections import Counter

from reports.consistency.measured import MEASURED, Scale
from reports.consistency.strata import Stratum
from reports.rounding import rounded

CHANNELS = ("email", "webchat", "sms", "instagram", "whatsapp")
# How hard each topic is, from 0 to 1: the same for everybody.
TOPICS = (0.15, 0.4, 0.7)


def firm(rng: random.Random, sizes: tuple[int, int], worse: str = "", by: float = 0.0) -> dict[str, list[Stratum]]:
    """Every figure's strata. Each channel has between so many tickets of each topic; `worse` treats people worse by so much."""
    tickets = {(channel, topic): rng.randint(*sizes) for channel in CHANNELS for topic in TOPICS}
    return {
        one.name: [
            {
                channel: Counter(
                    _value(rng, one.name, one.scale, topic + (by if channel == worse else 0.0))
                    for _ticket in range(tickets[channel, topic])
                )
                for channel in CHANNELS
            }
            for topic in TOPICS
        ]
        for one in MEASURED.values()
    }


def _value(rng: random.Random, name: str, scale: Scale, hard: float) -> int:
    if scale == Scale.TIME:
        return rounded(rng.lognormvariate(math.log(600) + 4 * hard, 1.2))
    if scale == Scale.SCORE:
        return min(7, max(1, round(rng.gauss(6.5 - 2.5 * hard, 1.4))))
    if scale == Scale.POINTS:
        return rng.choices((-1, 0, 1), (0.1 + 0.4 * hard, 0.25, 0.8 - 0.5 * hard))[0]
    # Reopening and having to repeat are rare, as in life.
    likely = 1 - 0.6 * hard if MEASURED[name].better > 0 else 0.02 + 0.2 * hard
    return int(rng.random() < likely)
