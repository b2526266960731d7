"""The tickets behind a figure: the very rows it was counted from, a page at a time."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.figures import FIGURES, Figure, How
from reports.figures.satisfaction import KINDS, RESPONSE_RATE, answers, asked, not_asked
from reports.metrics import now, satisfaction, speed, volume
from reports.models import Fact
from reports.period import Period
from reports.scope import Scope
from surveys.models import NotSent, SurveyAnswer, SurveyInvitation
from tickets.models import Ticket

PAGE_ROWS = 50
SCORES = {"happy": Q(score__gte=4), "unhappy": Q(score__lte=2), **{str(n): Q(score=n) for n in range(1, 6)}}


@dataclass(frozen=True, slots=True)
class Metric:
    """`moment` is the column that orders the rows, `ticket` the way from a row to its ticket ("" when it is one)."""

    title: str | Promise
    rows: Callable[[User, Scope, Period, str], QuerySet[Any]]
    moment: str
    moment_title: str | Promise
    ticket: str = ""
    oldest_first: bool = False
    managers_only: bool = True
    has_period: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """`took` for speeds, `answer` for surveys."""

    ticket: Ticket
    at: datetime
    took: timedelta | None
    answer: SurveyAnswer | None


def _answers(agent: User, scope: Scope, period: Period, score: str) -> QuerySet[Any]:
    found = satisfaction.answers(scope, period.start, period.end).filter(invitation__ticket__isnull=False)
    return found.filter(SCORES.get(score, Q()))


METRICS = {
    "waiting": Metric(
        _("Customers waiting for an answer"),
        lambda agent, scope, period, score: now.waiting_tickets(agent).filter(scope.q()),
        "waiting_since", _("Waiting since"), oldest_first=True, managers_only=False, has_period=False,
    ),
    "new": Metric(
        _("New tickets"),
        lambda agent, scope, period, score: volume.new_tickets(scope, period.start, period.end),
        "created_at", _("Created"),
    ),
    "resolved": Metric(
        _("Resolved"),
        lambda agent, scope, period, score: volume.resolutions(scope, period.start, period.end),
        "at", _("Resolved"), ticket="ticket",
    ),
    "backlog": Metric(
        _("Backlog at the end"),
        lambda agent, scope, period, score: volume.backlog_at(scope, period.end),
        "created_at", _("Created"),
    ),
    "first_response": Metric(
        _("First responses"),
        lambda agent, scope, period, score: speed.first_responses(scope, period.start, period.end),
        "first_response_at", _("Answered"),
    ),
    "resolution": Metric(
        _("First resolutions"),
        lambda agent, scope, period, score: speed.first_resolutions(scope, period.start, period.end),
        "first_resolved_at", _("Resolved"),
    ),
    "csat": Metric(_("Survey answers"), _answers, "answered_at", _("Answered"), ticket="invitation__ticket"),
    "asked": Metric(
        _("Surveys sent"),
        lambda agent, scope, period, score: satisfaction.invitations(scope, period.start, period.end),
        "sent_at", _("Sent"), ticket="ticket",
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
    if name in KINDS:
        return Metric(_("Survey answers"), lambda a, scope, period, s: answers(kind, scope, period), "answered_at",
                      _("Answered"), ticket="invitation__ticket")  # fmt: skip
    if kind in KINDS or name == RESPONSE_RATE:
        return Metric(_("Surveys sent"), lambda a, scope, period, s: asked(kind, scope, period), "sent_at", _("Sent"),
                      ticket="ticket")  # fmt: skip
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
    def rows(agent: User, scope: Scope, period: Period, score: str) -> QuerySet[Any]:
        facts = Fact.objects.filter(scope.seen_by(agent).facts_q(), measures__contains=[figure.measure])
        if figure.how == How.LEVEL:
            return facts.filter(open_for__contains=period.end)
        return facts.filter(day__gte=period.first, day__lte=period.last)

    return Metric(figure.title, rows, "at", _("When"), ticket="ticket")


def page(metric: Metric, rows: QuerySet[Any], cursor: str = "") -> tuple[list[Row], str]:
    """One page in the metric's order and the cursor of the next one ("" at the end); four queries at most."""
    way = f"{metric.ticket}__" if metric.ticket else ""
    rows = rows.select_related(*(f"{way}{name}" for name in ("customer", "assignee", "team")))
    rows = rows.prefetch_related(f"{way}customer__identities")
    if issubclass(rows.model, SurveyInvitation):
        rows = rows.select_related("answer")
    after, sign = read_cursor(cursor), "gt" if metric.oldest_first else "lt"
    if after:
        at, pk = after
        rows = rows.filter(Q(**{f"{metric.moment}__{sign}": at}) | Q(**{metric.moment: at, f"pk__{sign}": pk}))
    order = (metric.moment, "pk") if metric.oldest_first else (f"-{metric.moment}", "-pk")
    found = list(rows.order_by(*order)[: PAGE_ROWS + 1])
    more, found = len(found) > PAGE_ROWS, found[:PAGE_ROWS]
    following = write_cursor(getattr(found[-1], metric.moment), found[-1].pk) if more else ""
    return [_row(metric, one) for one in found], following


def _row(metric: Metric, one: Any) -> Row:
    ticket = one
    for name in filter(None, metric.ticket.split("__")):
        ticket = getattr(ticket, name)
    answer = one if isinstance(one, SurveyAnswer) else getattr(one, "answer", None)
    return Row(ticket, getattr(one, metric.moment), getattr(one, "took", None), answer)


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
