"""From a figure to its tickets."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from reports.people.whose import Whose
from reports.period import Period
from reports.scope import Scope


def tickets(metric: str, scope: Scope, period: Period | None = None, **more: str) -> str:
    """The page that lists exactly the rows that the figure was counted from."""
    values = {"metric": metric, **scope.params(), **more}
    if period is not None:
        values |= span(period)
    return f"{reverse('report-tickets')}?{urlencode(values)}"


def answers(scope: Scope, period: Period, **more: str | int) -> str:
    """The page that lists exactly these answers to surveys, with their words (reports/answers_behind.py says by what they
    can be narrowed)."""
    narrowed = {name: value for name, value in more.items() if value}
    return f"{reverse('report-answers')}?{urlencode({**scope.params(), **span(period), **narrowed})}"


def customers(who: str, whose: Whose, period: Period) -> str:
    """The page that lists exactly the customers that the figure was counted from."""
    values = {"who": who, **span(period), **whose.params()}
    return f"{reverse('report-customer-list')}?{urlencode(values)}"


def span(period: Period) -> dict[str, str]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}
