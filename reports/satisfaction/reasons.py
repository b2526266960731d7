"""The reasons that customers ticked beside their score, by survey and band."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import get_language

from reports import links
from reports.figures.satisfaction import answers
from reports.period import Period
from reports.scope import Scope
from surveys import scores
from surveys.models import Survey


@dataclass(frozen=True, slots=True)
class Ticked:
    """`share` in percent of the answers with a score of the band."""

    label: str
    n: int
    share: int
    href: str


@dataclass(frozen=True, slots=True)
class Band:
    """`scores` is "1–2"; `n` the answers in it, whether something was ticked or not."""

    survey: str
    kind: str
    scores: str
    tone: str
    n: int
    reasons: list[Ticked]


def reasons(scope: Scope, period: Period) -> list[Band]:
    """Bands with ticked reasons, the unhappy ones first."""
    rows = answers("", scope, period).filter(invitation__survey__isnull=False).order_by()
    given: Counter[tuple[int, int]] = Counter()
    counts: defaultdict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    # What was ticked together comes as one row: there are few such sets, and one look at the answers is enough.
    for survey, score, ticked, n in rows.values_list("invitation__survey", "score", "reasons").annotate(n=Count("pk")):
        given[survey, score] += n
        for reason in ticked:
            counts[survey, score][reason] += n
    surveys = Survey.objects.filter(pk__in={survey for survey, _score in counts})
    found = [band for survey in surveys for band in _bands(survey, given, counts, scope, period)]
    return sorted(found, key=lambda band: ({"bad": 0, "warn": 1, "good": 2}[band.tone], -band.n, band.survey))


def _bands(
    survey: Survey,
    given: Counter[tuple[int, int]],
    counts: dict[tuple[int, int], Counter[str]],
    scope: Scope,
    period: Period,
) -> list[Band]:
    found = []
    for index in range(len(survey.bands)):
        mine = [score for score in scores.scale(survey.kind).scores if _band_of(survey, score) == index]
        total = sum(given[survey.pk, score] for score in mine)
        ticked = sum((counts.get((survey.pk, score), Counter()) for score in mine), Counter[str]())
        if not ticked or not mine:
            continue
        limits = str(mine[0]) if len(mine) == 1 else f"{mine[0]}-{mine[-1]}"
        rows = [
            Ticked(
                survey.reason_label(key, get_language() or ""),
                n,
                round(100 * n / total),
                links.answers(scope, period, survey=survey.pk, reason=key, score=limits),
            )
            for key, n in sorted(ticked.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        tone = scores.tone(survey.kind, mine[0])
        found.append(
            Band(survey.name, scores.SHORT[scores.Kind(survey.kind)], limits.replace("-", "–"), tone, total, rows)
        )
    return found


def _band_of(survey: Survey, score: int) -> int:
    """The first that fits counts, as when it was asked."""
    return next((index for index, band in enumerate(survey.bands) if band["min"] <= score <= band["max"]), -1)
