"""`figure(name, scope, period, split)`: what pages ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from reports import links
from reports.figures import read, statistics
from reports.figures.definitions import FIGURES, Figure, How
from reports.figures.satisfaction import SATISFACTION, satisfaction
from reports.figures.statistics import Interval
from reports.grains import DIMENSIONS
from reports.models import Measure
from reports.period import Period
from reports.scope import Scope

FEW = 10
TIME = read.TIME
SPLITS = ("", TIME, *DIMENSIONS)


@dataclass(frozen=True, slots=True)
class Row:
    """One number. `key` is "" for the whole, a bucket's index by time, else the dimension's value (0 and "": none).

    `n` is what it rests on; `few` says that this is too little to judge by. `link` opens the tickets behind it. `before` is
    the same over the period before, where it was asked for.
    """

    key: Any
    value: float | None
    n: int
    interval: Interval | None = None
    few: bool = False
    link: str = ""
    before: Row | None = None


def figure(name: str, scope: Scope, period: Period, split: str = "", *, compare: bool = False) -> list[Row]:
    """One figure; see `figures`."""
    return figures([name], scope, period, split, compare=compare)[name]


def figures(
    names: Sequence[str], scope: Scope, period: Period, split: str = "", *, compare: bool = False
) -> dict[str, list[Row]]:
    """Several figures over the same period. Without a split one row each; by "time" a row for each of period.buckets(); by
    a dimension (reports/grains.py) a row for each value that came, in no order. `compare` adds the period before.
    KeyError for a name that nobody defined, ValueError for an unknown split.
    """
    if split not in SPLITS:
        raise ValueError(f"Figures can't be split by {split}.")
    unknown = [name for name in names if name not in FIGURES and name not in SATISFACTION]
    if unknown:
        raise KeyError(unknown[0])
    found = _tickets([FIGURES[name] for name in names if name in FIGURES], scope, period, split)
    if of_surveys := [name for name in names if name in SATISFACTION]:
        for name, by_key in satisfaction(of_surveys, scope, period, split).items():
            found[name] = {key: _row(name, scope, period, split, key, *counted) for key, counted in by_key.items()}
    if compare and split != TIME:
        earlier = figures(names, scope, period.before, split)
        for name, rows in found.items():
            before = {row.key: row for row in earlier[name]}
            for key in before.keys() - rows.keys():
                rows[key] = _row(name, scope, period, split, key, 0 if _counts(name) else None, 0, None)
            found[name] = {key: replace(row, before=before.get(key)) for key, row in rows.items()}
    return {name: _complete(name, found[name], scope, period, split) for name in names}


def _complete(name: str, rows: dict[Any, Row], scope: Scope, period: Period, split: str) -> list[Row]:
    """Every bucket has its row, and the whole has one; nothing counts as 0."""
    keys = range(len(period.buckets())) if split == TIME else rows.keys() if split else [""]
    nothing = 0.0 if _counts(name) else None
    return [rows.get(key) or _row(name, scope, period, split, key, nothing, 0, None) for key in keys]


def _counts(name: str) -> bool:
    return name in FIGURES and FIGURES[name].how in {How.COUNT, How.LEVEL}


def _tickets(wanted: Sequence[Figure], scope: Scope, period: Period, split: str) -> dict[str, dict[Any, Row]]:
    flows = [one for one in wanted if one.how != How.LEVEL]
    found: dict[str, dict[Any, Row]] = {one.name: {} for one in wanted}
    if flows:
        by_measure = {one.measure for one in flows}
        for (key, measure), counts in read.histograms(by_measure, scope, period, split).items():
            for one in flows:
                if one.measure == measure:
                    found[one.name][key] = _row(one.name, scope, period, split, key, *_number(one, counts))
    for one in wanted:
        if one.how == How.LEVEL:
            levels = _levels(scope, period, split)
            found[one.name] = {
                key: _row(one.name, scope, period, split, key, level, level, None) for key, level in levels.items()
            }
    return found


def _number(one: Figure, counts: dict[int, int]) -> tuple[float | None, int, Interval | None]:
    n = statistics.total(counts)
    if one.how == How.SHARE:
        hits = counts.get(1, 0)
        return hits / n, n, statistics.wilson(hits, n)
    if one.how == How.MEDIAN:
        return statistics.percentile(counts, 0.5), n, statistics.median_interval(counts)
    if one.how == How.P90:
        return statistics.percentile(counts, 0.9), n, None
    if one.how == How.MEAN:
        return statistics.mean(counts), n, statistics.mean_interval(counts)
    return n, n, None


def _levels(scope: Scope, period: Period, split: str) -> dict[Any, int]:
    """What came in less what went out, from the first day on."""
    measures = (Measure.OPENED, Measure.LEFT)
    if split != TIME:
        flows = read.until(measures, scope, period.last, split)
        keys = {key for key, _measure in flows}
        return {key: _net(flows, key) for key in keys if split == "" or _net(flows, key)}
    level = _net(read.until(measures, scope, period.first - timedelta(days=1)), "")
    flows, found = read.histograms(measures, scope, period, split), {}
    for index in range(len(period.buckets())):
        level += _net(flows, index)
        found[index] = level
    return found


def _net(flows: read.Histograms, key: Any) -> int:
    came, went = (statistics.total(flows.get((key, one), {})) for one in (Measure.OPENED, Measure.LEFT))
    return came - went


def _row(
    name: str,
    scope: Scope,
    period: Period,
    split: str,
    key: Any,
    value: float | None,
    n: int,
    interval: Interval | None,
) -> Row:
    where, when = scope, period
    if split == TIME:
        when = period.buckets()[key]
    elif split and key:
        where = replace(scope, **{split: key})
    counted = _counts(name)
    # Without the dimension ("nobody", "no topic") there is no address that narrows to it.
    link = links.tickets(f"figure:{name}", where, when) if split in {"", TIME} or key else ""
    return Row(key, value, n, interval, not counted and n < FEW, link)
