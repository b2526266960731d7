"""The facts behind a figure, all of them or a part: what was kept or missed, one age of the backlog, one hour of the week."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    QuerySet,
    SmallIntegerField,
    Value,
)
from django.db.models.functions import Cast, ExtractHour, ExtractIsoWeekDay
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports import links
from reports.figures import read
from reports.figures.age import BANDS, in_band, open_facts
from reports.figures.definitions import FIGURES, Figure, How
from reports.models import Fact, Measure
from reports.models.fact import LATENESS
from reports.period import Period, firm_zone
from reports.scope import Scope

# From a promise to by how much it was missed.
LATE = {
    Measure.SLA_FIRST: Measure.LATE_FIRST,
    Measure.SLA_NEXT: Measure.LATE_NEXT,
    Measure.SLA_RESOLUTION: Measure.LATE_RESOLUTION,
}
_AN_HOUR = re.compile(r"hour-([1-7])-(1?\d|2[0-3])", re.ASCII)


class Said(Func):
    """What a fact says of one measure; NULL where it says nothing."""

    output_field = IntegerField()

    def __init__(self, measure: Measure) -> None:
        place = Func(F("measures"), Cast(Value(int(measure)), SmallIntegerField()), function="array_position")
        super().__init__(F("values"), place, template="(%(expressions)s])", arg_joiner="[")


def facts(figure: Figure, scope: Scope, period: Period, part: str = "") -> QuerySet[Fact]:
    """The rows that were counted, each with `said`; of promises also `late`, the seconds by which one was missed. An unknown
    `part` counts as none."""
    if figure.how == How.LEVEL:
        band = next((one for one in BANDS if one.key == part), None)
        return open_facts(scope, period) if band is None else in_band(scope, period, band)
    found = Fact.objects.filter(
        scope.facts_q(), measures__contains=[int(figure.measure)], day__gte=period.first, day__lte=period.last
    ).annotate(said=Said(figure.measure))
    if figure.measure in LATENESS:
        found = found.filter(measures__overlap=LATENESS)
    if figure.measure in LATE:
        found = found.annotate(late=Said(LATE[figure.measure]))
    if figure.how == How.SHARE and part in {"yes", "no"}:
        return found.filter(said=int(part == "yes"))
    if hour := _hour(figure, part):
        return _by_hour(found).filter(weekday=hour[0], hour=hour[1])
    return found


def counted(figure: Figure, scope: Scope, period: Period, part: str = "") -> int:
    """How many rows `facts` has; from the sums, where they know."""
    if figure.how == How.LEVEL or _hour(figure, part):
        return facts(figure, scope, period, part).count()
    found = read.histograms([figure.measure], scope, period).get(("", figure.measure), {})
    return found.get(int(part == "yes"), 0) if part in parts(figure) else sum(found.values())


def parts(figure: Figure) -> dict[str, str | Promise]:
    """What a list of this figure's tickets can be narrowed to."""
    if figure.how == How.LEVEL:
        return {band.key: band.words for band in BANDS}
    if figure.measure in LATE:
        return {"yes": _("Kept"), "no": _("Missed")}
    return {"yes": _("Yes"), "no": _("No")} if figure.how == How.SHARE else {}


def is_part(figure: Figure, part: str) -> bool:
    return part in parts(figure) or _hour(figure, part) is not None


def deadlines_by_hour(clock: str, scope: Scope, period: Period) -> dict[tuple[int, int], int]:
    """(weekday, 1 is Monday; hour where the firm is) -> how many deadlines of "first_response", "next_response" or
    "resolution" passed then. Those missed promises whose clock stopped in the period count."""
    rows = _by_hour(facts(FIGURES[f"late_{clock}"], scope, period))
    counted = rows.order_by().values_list("weekday", "hour").annotate(n=Count("pk"))
    return {(weekday, hour): n for weekday, hour, n in counted}


def of_hour(clock: str, scope: Scope, period: Period, weekday: int, hour: int) -> str:
    """The address of the tickets behind one of these numbers."""
    return links.tickets(f"figure:late_{clock}", scope, period, part=f"hour-{weekday}-{hour}")


def _hour(figure: Figure, part: str) -> tuple[int, int] | None:
    found = _AN_HOUR.fullmatch(part) if figure.measure in LATENESS else None
    return (int(found[1]), int(found[2])) if found else None


def _by_hour(rows: QuerySet[Fact]) -> QuerySet[Any]:
    late: Any = Func(F("said"), function="make_interval", template="make_interval(secs => %(expressions)s)")
    due = ExpressionWrapper(F("at") - late, output_field=DateTimeField())
    zone = firm_zone()
    return rows.annotate(weekday=ExtractIsoWeekDay(due, tzinfo=zone), hour=ExtractHour(due, tzinfo=zone))
