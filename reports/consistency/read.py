"""The strata of every figure: how often each value came, by topics and channel. Few queries, whatever there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Count

from reports.consistency.measured import MEASURED, Scale
from reports.consistency.strata import Stratum
from reports.figures import read
from reports.figures.satisfaction import answers
from reports.period import Period
from reports.scope import Scope
from surveys import scores

_Found = defaultdict[str, defaultdict[Any, defaultdict[str, dict[int, int]]]]


def strata(scope: Scope, period: Period) -> Mapping[str, Sequence[Stratum]]:
    """Over all channels. With a topic in the scope the tickets of that topic are one stratum; else those with exactly the
    same topics are, so that each ticket counts once, and those without any are compared among themselves."""
    scope = replace(scope, channel="")
    found: _Found = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    _tickets(found, scope, period)
    _surveys(found, scope, period)
    return {name: list(found[name].values()) for name in MEASURED}


def _tickets(found: _Found, scope: Scope, period: Period) -> None:
    wanted = {one.measure: one.name for one in MEASURED.values() if one.measure is not None}
    if scope.topic:
        for (channel, measure), counts in read.histograms(wanted.keys(), scope, period, "channel").items():
            found[wanted[measure]][0][channel] = counts
        return
    for ((channel, subject), measure), counts in read.by_subject(wanted.keys(), scope, period).items():
        found[wanted[measure]][subject][channel] = counts


def _surveys(found: _Found, scope: Scope, period: Period) -> None:
    """Answers that belong to no channel (the open page's) are left out."""
    topics = () if scope.topic else ("invitation__topic",)
    for kind in scores.Kind.values:
        rows = answers(kind, scope, period).exclude(invitation__channel="").order_by()
        grouped = rows.values_list("invitation__channel", "score", *topics).annotate(n=Count("pk"))
        for channel, score, *subject, n in grouped:
            counts = found[kind][tuple(sorted(*subject)) if subject else ()][channel]
            one = _scored(kind, score)
            counts[one] = counts.get(one, 0) + n


def _scored(kind: str, score: int) -> int:
    """CSAT: happy or not. NPS: promoter 1, detractor -1. CES as it is."""
    if MEASURED[kind].scale == Scale.SCORE:
        return score
    happy = int(scores.is_happy(kind, score))
    return happy - int(scores.is_unhappy(kind, score)) if MEASURED[kind].scale == Scale.POINTS else happy
