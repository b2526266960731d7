"""Figures side by side: a group of them, the whole first, then each channel, team, person or topic by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from accounts.models import Team, User
from core import units
from core.templatetags.ui import duration
from reports import export
from reports.figures import FIGURES, How, Row, Unit, figures
from reports.figures.presence import HOURS, PER_HOUR, PRESENCE
from reports.figures.satisfaction import SATISFACTION
from reports.period import Period
from reports.scope import Scope
from surveys.models import Kind
from tickets import channel_info
from tickets.models import Inbox, Tag

# Which figures stand side by side, and what the group is called.
GROUPS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "satisfaction": (gettext_lazy("Satisfaction"), SATISFACTION),
    "speed": (
        gettext_lazy("Speed"),
        ("first_response", "first_response_business", "next_response", "next_response_business", "resolution",
         "resolution_business"),
    ),
    "sla": (
        gettext_lazy("SLA"),
        ("sla_first_response", "sla_next_response", "sla_resolution", "late_first_response", "late_next_response",
         "late_resolution"),
    ),
    "quality": (
        gettext_lazy("Effort"),
        ("first_contact", "one_touch", "reopen_rate", "transferred", "repeated", "messages"),
    ),
    "volume": (
        gettext_lazy("Volume"),
        ("new", "resolved", "reopened", "contacts", "answers", "transfers", "backlog"),
    ),
}  # fmt: skip
SPLITS: dict[str, str | Promise] = {
    "channel": gettext_lazy("Channel"),
    "inbox": gettext_lazy("Inbox"),
    "team": gettext_lazy("Team"),
    "agent": gettext_lazy("Agent"),
    "topic": gettext_lazy("Tag"),
    "language": gettext_lazy("Language"),
}
_RATE = "_response_rate"
# What follows a number, never alone on a new line.
PERCENT = f"{units.NBSP}%"
# From here on a growth in percent says less than how many times as much it is.
TENFOLD = 900
_OF_PEOPLE: dict[str, str | Promise] = {
    HOURS: gettext_lazy("Hours online"),
    PER_HOUR: gettext_lazy("Answers per hour online"),
}
_KINDS = {Kind.CSAT.value: "CSAT", Kind.NPS.value: "NPS", Kind.CES.value: "CES"}


@dataclass(frozen=True, slots=True)
class Delta:
    """How a figure moved against the period before. `mood` is good, bad or empty (neither, or too few to say)."""

    text: str
    mood: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is the value in words; `range` the 95 % interval, empty where there is none; `n` what it rests on, None where the
    value says that itself."""

    row: Row
    text: str
    range: str = ""
    delta: Delta | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """`key` is the value of what the figures are split by, empty for the whole."""

    key: Any
    label: str
    cells: list[Cell]


def title(name: str) -> str:
    """A figure's name in words."""
    if name in FIGURES:
        words = str(FIGURES[name].title)
        return f"{words}, {within_90()}" if FIGURES[name].how == How.P90 else words
    if name in _OF_PEOPLE:
        return str(_OF_PEOPLE[name])
    kind = _KINDS[name.removesuffix(_RATE)]
    return _("%(kind)s: response rate") % {"kind": kind} if name.endswith(_RATE) else kind


def within_90() -> str:
    """What follows the name of a figure that is a 90th percentile."""
    return _("90\u00a0% within")


def lines(
    names: Sequence[str], scope: Scope, period: Period, split: str, whole: Mapping[str, Sequence[Row]] | None = None
) -> list[Line]:
    """The whole, then a line for each value that came, by name; what has none comes last. Who has the `whole` already,
    compared, need not ask for it again."""
    whole = whole or figures(names, scope, period, compare=True)
    parts = figures(names, scope, period, split, compare=True)
    by_key: dict[Any, dict[str, Row]] = {}
    for name, rows in parts.items():
        for row in rows:
            by_key.setdefault(row.key, {})[name] = row
    label = _labels(split)
    found = [Line(key, label(key), [cell(name, rows.get(name)) for name in names]) for key, rows in by_key.items()]
    found.sort(key=lambda line: (not line.key, line.label.casefold()))
    return [Line("", _("All"), [cell(name, whole[name][0]) for name in names]), *found]


def cell(name: str, row: Row | None) -> Cell:
    """A figure's row in words; a dash where there is none."""
    if row is None or row.value is None:
        return Cell(row or Row("", None, 0), "–")
    low_high = f"{show(name, row.interval[0])} – {show(name, row.interval[1])}" if row.interval else ""
    return Cell(row, show(name, row.value), low_high, delta(name, row), None if _counts(name) else row.n)


def _counts(name: str) -> bool:
    return name == HOURS or (name in FIGURES and FIGURES[name].how in {How.COUNT, How.LEVEL})


def numbers(row: Row) -> list[export.Cell]:
    """For CSV: value, n and both ends of the interval; durations in seconds, shares from 0 to 1."""
    low, high = row.interval if row.interval and row.value is not None else (None, None)
    return [export.rounded(row.value), row.n, export.rounded(low), export.rounded(high)]


def numbers_of(title: str) -> list[str]:
    """What stands above them."""
    return [title, f"{title}, n", f"{title}, 95 % <", f"{title}, 95 % >"]


def csv(names: Sequence[str], scope: Scope, period: Period, split: str) -> tuple[list[str], list[list[export.Cell]]]:
    """Head and rows of `lines` as a file."""
    return as_table(names, lines(names, scope, period, split), split)


def as_table(names: Sequence[str], found: Sequence[Line], split: str) -> tuple[list[str], list[list[export.Cell]]]:
    """The same of lines that are there: value, n and interval of each figure; durations in seconds, shares from 0 to 1."""
    titles = [title(name).replace(units.NBSP, " ") for name in names]
    head = [str(SPLITS[split]), *(cell for one in titles for cell in numbers_of(one))]
    return head, [[line.label, *(number for one in line.cells for number in numbers(one.row))] for line in found]


def percent(share: float | None) -> str:
    """0.864 as "86 %"; a dash for None."""
    return "–" if share is None else units.percent(round(share * 100))


def show(name: str, value: float) -> str:
    """A value in the unit of its figure."""
    if name in FIGURES:
        unit = FIGURES[name].unit
        if unit == Unit.SECONDS:
            return duration(value)
        if unit == Unit.SHARE:
            return percent(value)
        return units.minus(round(value) if value == round(value) else number_format(value, 1))
    if name == Kind.NPS:
        return units.signed(value)
    if name == HOURS:
        # Whole hours of work, never days of 24.
        return (
            duration(value * 3600) if value < 24 else pgettext("hours, short", "%(count)d h") % {"count": round(value)}
        )
    if name == PER_HOUR:
        return number_format(value, 1)
    return number_format(value, 1) if name == Kind.CES else percent(value)


def delta(name: str, row: Row) -> Delta | None:
    """Against the period before: shares and NPS in points, CES in its own, all else in percent."""
    before = row.before
    if before is None or before.value is None or row.value is None:
        return None
    if name in PRESENCE or (name in FIGURES and FIGURES[name].unit != Unit.SHARE):
        if not before.value:
            return None
        text, change = PERCENT, float(round((row.value - before.value) / before.value * 100))
    elif name == Kind.CES:
        text, change = "", round(row.value - before.value, 1)
    else:
        text, change = "", round((row.value - before.value) * (1 if name == Kind.NPS else 100))
    better = FIGURES[name].better if name in FIGURES else int(name not in PRESENCE)
    return moved(change, text, better, few=row.few or before.few)


def moved(change: float, unit: str = "", better: int = 0, *, few: bool = False) -> Delta:
    """A change in words; `better` is the direction that is good, which nobody can tell of few."""
    if not change:
        return Delta(_("unchanged"))
    mood = "" if few or not better else ("good" if (change > 0) == (better > 0) else "bad")
    size = number_format(abs(change), 0 if change == round(change) else 1) + unit
    if unit == PERCENT and change >= TENFOLD:
        size = f"{round(change / 100 + 1)}×"
    return Delta(f"{'▲' if change > 0 else '▼'} {size}", mood)


def _labels(split: str) -> Callable[[Any], str]:
    """Names of the values, read at once."""
    if split == "channel":
        return lambda key: str(channel_info.get(key).name) if key else _("None")
    if split == "language":
        known = {code for code, _name in settings.LANGUAGES}
        return lambda key: get_language_info(key)["name_translated"] if key in known else key or _("Not known")
    names: dict[Any, str] = {
        "inbox": lambda: {row.pk: str(row) for row in Inbox.objects.all()},
        "team": lambda: {row.pk: str(row) for row in Team.objects.all()},
        "agent": lambda: {row.pk: str(row) for row in User.objects.all()},
        "topic": lambda: {row.pk: row.name for row in Tag.objects.all()},
    }[split]()
    return lambda key: names.get(key) or _("None")
