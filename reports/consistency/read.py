"""The strata of every figure: how often each value came, by topics and channel; one query, whatever there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from reports.consistency.measured import MEASURED, Measured, Scale
from reports.consistency.strata import Counts, Stratum
from reports.figures import read
from reports.period import Period
from reports.scope import Scope
from surveys import scores


def strata(scope: Scope, period: Period) -> Mapping[str, Sequence[Stratum]]:
    """Over all channels. With a topic in the scope the tickets of that topic are one stratum; else those with exactly the
    same topics are, so that each ticket counts once, and those without any are compared among themselves. Answers that
    belong to no channel (the open page's) are left out."""
    everywhere, wanted = replace(scope, channel=""), {one.measure: one for one in MEASURED.values()}
    found: dict[str, dict[Any, dict[str, Counts]]] = {name: defaultdict(dict) for name in MEASURED}
    if scope.topic:
        rows = {(key, 0, m): n for (key, m), n in read.histograms(wanted, everywhere, period, "channel").items()}
    else:
        rows = {(*key, m): n for (key, m), n in read.by_subject(wanted, everywhere, period).items()}
    for (channel, subject, measure), counts in rows.items():
        if channel:
            one = wanted[measure]
            found[one.name][subject][channel] = _compared(one, counts)
    return {name: list(each.values()) for name, each in found.items()}


def _compared(one: Measured, counts: Counts) -> Counts:
    """Scores as they are compared. CSAT: happy or not. NPS: promoter 1, detractor -1. CES as it is, like all of tickets."""
    if one.name not in scores.Kind.values or one.scale == Scale.SCORE:
        return counts
    found: dict[int, int] = {}
    for score, n in counts.items():
        value = int(scores.is_happy(one.name, score))
        if one.scale == Scale.POINTS:
            value -= int(scores.is_unhappy(one.name, score))
        found[value] = found.get(value, 0) + n
    return found
