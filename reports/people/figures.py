"""The figures about a group of customers: what was counted of it, as values with n, interval and the way to its customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from reports import links
from reports.comparing import PERCENT, Delta, moved, percent
from reports.figures import FEW, Row
from reports.figures.statistics import mean, mean_interval, wilson
from reports.people import contacts, scores, stretches
from reports.people.contacts import Contacts
from reports.people.scores import Scores
from reports.people.stretches import Stretches
from reports.people.whose import Whose
from reports.period import Period

TITLES = {
    "active": _("Active customers"),
    "new": _("New customers"),
    "retention": _("Retention"),
    "churn": _("Churn"),
    "times": _("Contacts per customer"),
    "hopped": _("Several channels"),
    "repeated": _("Had to repeat"),
    "happy": _("Happy customers"),
}
BETTER = {"retention": 1, "churn": -1, "times": -1, "repeated": -1, "happy": 1}
COUNTS = {"active", "new"}


@dataclass(frozen=True, slots=True)
class Known:
    """All that was counted of one group of customers."""

    stretches: Stretches = field(default_factory=Stretches)
    contacts: Contacts = field(default_factory=Contacts)
    scores: Scores = field(default_factory=Scores)


def by_group(whose: Whose, period: Period, top: Sequence[str]) -> dict[tuple[str, Any], Known]:
    """The whole and each group that any figure knows. Three queries."""
    found = (
        stretches.by_group(whose, period, top),
        contacts.by_group(whose, period, top),
        scores.by_group(whose, period, top),
    )
    keys = dict.fromkeys(key for one in found for key in one)
    return {
        key: Known(found[0].get(key, Stretches()), found[1].get(key, Contacts()), found[2].get(key, Scores()))
        for key in keys
    }


def figures(whose: Whose, period: Period, known: Known) -> dict[str, Row]:
    """The figures of one group of customers, each with n, interval and the way to its customers."""
    one, said, scored = known.stretches, known.contacts, known.scores

    def link(who: str) -> str:
        return links.customers(who, whose, period)

    def share(name: str, who: str, hits: int, n: int) -> Row:
        return Row(name, hits / n if n else None, n, wilson(hits, n), n < FEW, link(who))

    return {
        "active": Row("active", one.now, one.now, link=link("active")),
        "new": Row("new", one.came, one.came, link=link("new")),
        "retention": share("retention", "kept", one.kept, one.was),
        "churn": share("churn", "lost", one.lost, one.was),
        "times": Row("times", mean(said.times), said.n, mean_interval(said.times), said.n < FEW, link("contacted")),
        "hopped": share("hopped", "hopped", said.hopped, said.n),
        "repeated": share("repeated", "repeated", said.repeated, said.served),
        "happy": share("happy", "happy", scored.happy, scored.n),
    }


def show(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name in COUNTS:
        return number(int(value))
    return number_format(value, 2) if name == "times" else percent(value)


def number(value: float, decimals: int = 0) -> str:
    return number_format(value, decimals, force_grouping=True)


def sure(name: str, row: Row) -> str:
    """The 95 % interval; "" where there is none."""
    if row.interval is None or row.value is None:
        return ""
    low, high = row.interval
    if name == "times":
        return f"{number_format(low, 2)} – {number_format(high, 2)}"
    return f"{round(low * 100)}–{round(high * 100)}"


def delta(name: str, row: Row, before: Row) -> Delta | None:
    """Counts and means in percent, shares in points."""
    if row.value is None or before.value is None:
        return None
    few, better = row.few or before.few, BETTER.get(name, 0)
    if name in COUNTS or name == "times":
        return moved(round((row.value / before.value - 1) * 100), PERCENT, better, few=few) if before.value else None
    return moved(round(row.value * 100) - round(before.value * 100), "", better, few=few)
