"""The charts of the page about customers, and its table of cohorts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.units import SURE
from reports import links, over_time
from reports.charts import drawings
from reports.charts.drawings import Series, Value
from reports.comparing import percent
from reports.figures import FEW
from reports.figures.statistics import wilson
from reports.people.cohorts import Cohort
from reports.people.contacts import Contacts
from reports.people.figures import number
from reports.people.stretches import Flow
from reports.people.whose import Whose
from reports.period import Period, today

MANY_TIMES = 5
# Where the shades in the table of cohorts begin, in percent.
SHADES = (5, 10, 20, 40)


def flow_chart(flow: Sequence[Flow], whose: Whose, period: Period) -> drawings.Drawing:
    """New customers, those who came back, those who fell silent, each bar with the way to them."""
    buckets = period.buckets()
    labels = over_time.labels(period)

    def series(name: str, css: str, who: str, counted: list[int]) -> Series:
        values = [
            Value(n, f"{label}: {number(n)} · {name}", links.customers(who, whose, bucket))
            for n, label, bucket in zip(counted, labels, buckets, strict=True)
        ]
        return Series(f"{name} ({number(sum(counted))})", css, values)

    shown = [
        series(_("New"), "s-1", "new", [one.came for one in flow]),
        series(_("Came back"), "s-2", "returned", [one.back for one in flow]),
        series(_("Fell silent"), "s-4", "lost", [one.ended for one in flow]),
    ]
    title = _("Who came and who fell silent")
    return drawings.bars("flow", title, ", ".join(one.name for one in shown), labels, shown)


def times_chart(said: Contacts, whose: Whose, period: Period) -> drawings.Intervals:
    """The shares of customers with one, two … contacts."""
    times = said.times
    n = times.total()
    rows: list[tuple[str, str, str, int, bool, float, float, float, str]] = []
    for count in range(1, MANY_TIMES + 1):
        hits = times[count] if count < MANY_TIMES else sum(k for m, k in times.items() if m >= count)
        low, high = wilson(hits, n)
        label = (
            ngettext("%(n)s contact", "%(n)s contacts", count) % {"n": count}
            if count < MANY_TIMES
            else _("%(n)s or more") % {"n": count}
        )
        says = f"{label}: {percent(hits / n if n else None)}, {SURE}: {round(low * 100)}–{round(high * 100)}"
        href = links.customers(f"times{count}", whose, period)
        rows.append((label, "", href, hits, n < FEW, hits / n if n else 0.0, low, high, says))
    describes = ", ".join(row[-1] for row in rows)
    return drawings.intervals("times", _("Contacts per customer"), describes, rows if n else [])


@dataclass(frozen=True, slots=True)
class Month:
    """One cell of the table of cohorts; `shade` from 0 (light) to 4."""

    says: str
    share: float
    shade: int

    @property
    def percent(self) -> int:
        return round(100 * self.share)


@dataclass(frozen=True, slots=True)
class CohortLine:
    label: str
    cohort: Cohort
    href: str
    few: bool
    months: list[Month]


def cohort_lines(whose: Whose, cohorts: Iterable[Cohort]) -> list[CohortLine]:
    """The newest month last, as people read time; months without a new customer stay out."""
    return [_cohort_line(whose, one) for one in cohorts if one.size]


def _cohort_line(whose: Whose, cohort: Cohort) -> CohortLine:
    months = []
    for n in cohort.again[1:]:
        share = n / cohort.size
        shade = sum(100 * share >= step for step in SHADES)
        says = _("%(n)s of %(size)s") % {"n": number(n), "size": number(cohort.size)}
        months.append(Month(says, share, shade))
    last = min(_last_day(cohort.month), today())
    href = links.customers("new", whose, Period(cohort.month, last))
    return CohortLine(date_format(cohort.month, "M Y"), cohort, href, cohort.size < FEW, months)


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
