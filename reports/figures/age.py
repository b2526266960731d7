"""How old a backlog is: open tickets by how long they have been open, from their creation or, once reopened, from then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports import links
from reports.models import Fact, Measure
from reports.period import Period
from reports.scope import Scope


@dataclass(frozen=True, slots=True)
class Band:
    """Open for `least` days or longer and for less than `most`; None has no end."""

    key: str
    words: str | Promise
    least: int
    most: int | None


BANDS = (
    Band("under-1", _("under 1 day"), 0, 1),
    Band("1-3", _("1–3 days"), 1, 3),
    Band("3-7", _("3–7 days"), 3, 7),
    Band("7-30", _("7–30 days"), 7, 30),
    Band("over-30", _("over 30 days"), 30, None),
)


@dataclass(frozen=True, slots=True)
class Aged:
    band: Band
    n: int
    link: str


def looked_at(period: Period) -> datetime:
    """The moment whose backlog is meant: the end of the period, now for one that isn't over."""
    return min(period.end, timezone.now())


def open_facts(scope: Scope, period: Period) -> QuerySet[Any]:
    """The entries of the backlog at the period's end, one per ticket, each with `since`: when it was opened."""
    entered = Fact.objects.filter(
        ticket=OuterRef("ticket"), cycle=OuterRef("cycle"), measures__contains=[int(Measure.OPENED)]
    )
    facts = Fact.objects.filter(
        scope.facts_q(), measures__contains=[int(Measure.OPENED)], open_for__contains=period.end
    )
    return facts.annotate(since=Subquery(entered.order_by("at").values("at")[:1]))


def in_band(scope: Scope, period: Period, band: Band) -> QuerySet[Any]:
    """Those of them that are of this age."""
    moment = looked_at(period)
    found = open_facts(scope, period)
    if band.most is not None:
        found = found.filter(since__gt=moment - timedelta(days=band.most))
    return found.filter(since__lte=moment - timedelta(days=band.least)) if band.least else found


def backlog_age(scope: Scope, period: Period) -> list[Aged]:
    """How many open tickets are of each age, youngest first; one statement."""
    rows, values = open_facts(scope, period).order_by().values("since").query.sql_with_params()
    limits = [timedelta(days=band.least).total_seconds() for band in BANDS[1:]]
    statement = f"""
        SELECT width_bucket(extract(epoch FROM %s - since)::float8, %s::float8[]), count(*) FROM ({rows}) opened GROUP BY 1
    """  # noqa: S608 - the statement is the queryset's own
    with connection.cursor() as cursor:
        cursor.execute(statement, [looked_at(period), limits, *values])
        counted = dict(cursor.fetchall())
    return [
        Aged(band, counted.get(index, 0), links.tickets("figure:backlog", scope, period, part=band.key))
        for index, band in enumerate(BANDS)
    ]
