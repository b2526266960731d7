"""The tickets behind a figure: the very rows it was counted from, a page at a time."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers.models import Customer
from reports.figures import FIGURES, Figure, Unit, behind
from reports.figures.satisfaction import KINDS, RESPONSE_RATE, asked, not_asked
from reports.metrics import now
from reports.models import Fact
from reports.period import Period
from reports.scope import Scope
from surveys.models import NotSent, SurveyAnswer, SurveyInvitation
from tickets.models import Ticket

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Metric:
    """`moment` is the column that orders the rows, `ticket` the way from a row to its ticket ("" when it is one). `parts` are
    what the list can be narrowed to, `accepts` says whether that is one. `unit` is that of what each row says; `counted` says how
    many there are without reading them."""

    title: str | Promise
    rows: Callable[[User, Scope, Period, str], QuerySet[Any]]
    moment: str
    moment_title: str | Promise
    ticket: str = ""
    oldest_first: bool = False
    managers_only: bool = True
    has_period: bool = True
    parts: Mapping[str, str | Promise] = field(default_factory=dict)
    accepts: Callable[[str], bool] = lambda part: False
    unit: Unit | None = None
    asks: bool = False
    counted: Callable[[User, Scope, Period, str], int] | None = None

    def total(self, rows: QuerySet[Any], agent: User, scope: Scope, period: Period, part: str) -> int:
        """How many rows there are; where the sums know it nobody counts them."""
        return rows.count() if self.counted is None else self.counted(agent, scope, period, part)


@dataclass(frozen=True, slots=True)
class Row:
    """`said` is what this row adds to the figure (seconds, or 1 and 0), `late` the seconds by which a promise was missed,
    `answer` a survey's, which may belong to no ticket."""

    ticket: Ticket | None
    customer: Customer | None
    at: datetime
    said: int | None
    late: int | None
    answer: SurveyAnswer | None


METRICS = {
    "waiting": Metric(
        _("Customers waiting for an answer"),
        lambda agent, scope, period, part: now.waiting_tickets(agent).filter(scope.q()),
        "waiting_since", _("Waiting since"), oldest_first=True, managers_only=False, has_period=False,
    ),
}  # fmt: skip


def find(key: str) -> Metric | None:
    """The metric of this name; "figure:NAME" is one of reports.figures."""
    prefix, _colon, name = key.partition(":")
    if prefix == "not_asked":
        return _of_not_asked(name)
    if prefix != "figure":
        return METRICS.get(key)
    if name in FIGURES:
        return _of_figure(FIGURES[name])
    kind = "" if name == RESPONSE_RATE else name.removesuffix("_response_rate")
    if kind in KINDS or name == RESPONSE_RATE:
        return Metric(_("Surveys sent"), lambda a, scope, period, s: asked(kind, scope, period), "sent_at", _("Sent"),
                      ticket="ticket", asks=True)  # fmt: skip
    return None


def _of_not_asked(reason: str) -> Metric | None:
    """Who was not asked, for one reason or ("all") for any."""
    if reason not in {"all", *NotSent.values}:
        return None
    title = _("Not asked") if reason == "all" else NotSent(reason).label
    return Metric(
        title,
        lambda a, scope, period, s: not_asked(scope, period, "" if reason == "all" else reason),
        "created_at",
        _("When"),
        ticket="ticket",
    )


def _of_figure(figure: Figure) -> Metric:
    def rows(agent: User, scope: Scope, period: Period, part: str) -> QuerySet[Any]:
        return behind.facts(figure, scope.seen_by(agent), period, part)

    def counted(agent: User, scope: Scope, period: Period, part: str) -> int:
        return behind.counted(figure, scope.seen_by(agent), period, part)

    return Metric(
        figure.title, rows, "at", _("When"), ticket="ticket", parts=behind.parts(figure),
        accepts=lambda part: behind.is_part(figure, part), unit=figure.unit, counted=counted,
    )  # fmt: skip


def page(metric: Metric, rows: QuerySet[Any], cursor: str = "") -> tuple[list[Row], str]:
    """One page in the metric's order and the cursor of the next one ("" at the end); five queries at most."""
    way = f"{metric.ticket}__" if metric.ticket else ""
    rows = rows.select_related(*(f"{way}{name}" for name in ("customer", "assignee", "team")))
    rows = rows.prefetch_related(f"{way}customer__identities")
    if metric.asks:
        own = way.removesuffix("ticket__")
        rows = rows.select_related(f"{own}customer").prefetch_related(f"{own}customer__identities")
    if issubclass(rows.model, SurveyInvitation):
        rows = rows.select_related("answer")
    after, sign = read_cursor(cursor), "gt" if metric.oldest_first else "lt"
    if after:
        at, pk = after
        rows = rows.filter(Q(**{f"{metric.moment}__{sign}": at}) | Q(**{metric.moment: at, f"pk__{sign}": pk}))
    order: tuple[str, ...] = (metric.moment, "pk") if metric.oldest_first else (f"-{metric.moment}", "-pk")
    if issubclass(rows.model, Fact):
        order = ("-day", *order)  # the same order, and that of an index
    found = list(rows.order_by(*order)[: PAGE_ROWS + 1])
    more, found = len(found) > PAGE_ROWS, found[:PAGE_ROWS]
    following = write_cursor(getattr(found[-1], metric.moment), found[-1].pk) if more else ""
    return [_row(metric, one) for one in found], following


def _row(metric: Metric, one: Any) -> Row:
    ticket = one
    for name in filter(None, metric.ticket.split("__")):
        ticket = getattr(ticket, name)
    answer = one if isinstance(one, SurveyAnswer) else getattr(one, "answer", None)
    if ticket is not None:
        customer = ticket.customer
    else:
        customer = (one.invitation if isinstance(one, SurveyAnswer) else one).customer
    at = getattr(one, metric.moment)
    return Row(ticket, customer, at, getattr(one, "said", None), getattr(one, "late", None), answer)


def write_cursor(at: datetime, pk: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), pk]).encode()).decode()


def read_cursor(cursor: str) -> tuple[datetime, int] | None:
    """None for no cursor, and for one that was tampered with: the list then starts at its beginning."""
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        moment = datetime.fromisoformat(at)
        return (moment, int(pk)) if cursor and moment.tzinfo and abs(int(pk)) < 2**62 else None
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        return None
