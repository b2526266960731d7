"""What the scorecards say: by channel and over time, with intervals, and how far reviewers agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from reports.figures import FEW
from reports.figures.statistics import Interval, mean_interval
from reports.models.reality import Criterion, DrawnTicket, Score, Scorecard
from reports.reality.agreement import Agreement, agreement
from reports.reality.quarter import Quarter

# The mean over the criteria of one interaction.
OVERALL = "overall"
COLUMNS = (*Criterion.values, OVERALL)


@dataclass(frozen=True, slots=True)
class Cell:
    """The mean of `n` interactions, each by the mean of its reviewers; `interval` within 1 to 5."""

    mean: float | None
    n: int
    interval: Interval | None = None

    @property
    def few(self) -> bool:
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Given:
    """One score that was given."""

    quarter: Quarter
    drawn: int
    channel: str
    reviewer: int
    criterion: str
    value: int


def seen_by(reader: User) -> QuerySet[Score]:
    """Scores that this person may see: of closed quarters, and of what they have scored themselves."""
    own = Scorecard.objects.filter(drawn=OuterRef("card__drawn"), reviewer=reader)
    scores = Score.objects.filter(DrawnTicket.living("card__drawn__"))
    return scores.filter(Q(card__drawn__sample__closed_at__isnull=False) | Exists(own))


def given(reader: User) -> list[Given]:
    """All they may see, "does not apply" left out; one query."""
    place = "card__drawn__sample__"
    names = (f"{place}year", f"{place}number", "card__drawn", "card__drawn__channel", "card__reviewer", "card")
    rows = seen_by(reader).filter(value__isnull=False).order_by("pk").values_list(*names, "criterion", "value")
    return [
        Given(Quarter(year, number), drawn, channel, reviewer or -card, criterion, value)
        for year, number, drawn, channel, reviewer, card, criterion, value in rows
    ]


def table(rows: Iterable[Given], key: Callable[[Given], Any]) -> dict[Any, dict[str, Cell]]:
    """What `key` gives → criterion (and "overall") → its cell. None is all of them together."""
    values: dict[Any, dict[str, dict[int, list[int]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in rows:
        for group in (None, key(row)):
            values[group][row.criterion][row.drawn].append(row.value)
    return {group: _cells(by_criterion) for group, by_criterion in values.items()}


def _cells(by_criterion: dict[str, dict[int, list[int]]]) -> dict[str, Cell]:
    means = {
        criterion: {drawn: fmean(values) for drawn, values in by_drawn.items()}
        for criterion, by_drawn in by_criterion.items()
    }
    everything = {drawn for by_drawn in means.values() for drawn in by_drawn}
    means[OVERALL] = {
        drawn: fmean(by_drawn[drawn] for by_drawn in means.values() if drawn in by_drawn) for drawn in everything
    }
    return {name: _cell(list(means.get(name, {}).values())) for name in COLUMNS}


def _cell(values: list[float]) -> Cell:
    if not values:
        return Cell(None, 0)
    interval = mean_interval(Counter(values))
    return Cell(fmean(values), len(values), (max(1.0, interval[0]), min(5.0, interval[1])) if interval else None)


def agreements(rows: Iterable[Given]) -> dict[str, Agreement]:
    """Criterion → how far those agree who scored the same interactions."""
    units: dict[str, dict[int, dict[Any, int]]] = {name: defaultdict(dict) for name in Criterion.values}
    for row in rows:
        units[row.criterion][row.drawn][row.reviewer] = row.value
    return {name: agreement(by_drawn.values()) for name, by_drawn in units.items()}
