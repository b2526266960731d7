"""Unhappy answers that are followed to their end: how many loops were closed, and what waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from core.templatetags.ui import duration
from core.units import SURE, percent
from reports.comparing import Delta
from reports.figures.loops import Loops, loops
from reports.figures.satisfaction import narrow
from reports.period import Period
from reports.scope import Scope
from surveys.followups.queries import OPEN, counted
from surveys.models import FollowUpCase

MOST = 6


@dataclass(frozen=True, slots=True)
class Case:
    """One that waits, the latest first."""

    case: FollowUpCase
    score: str


@dataclass(frozen=True, slots=True)
class Closed:
    """`text` is "19 of 24"; `details` how fast, and what waits now whatever the period."""

    now: Loops
    text: str
    interval: str
    details: list[str]
    delta: Delta | None
    again: str
    cases: list[Case]
    href: str


def closed(scope: Scope, period: Period) -> Closed:
    now, before = loops(scope, period)[""], loops(scope, period.before)[""]
    low, high = (round(100 * edge) for edge in now.share_closed_interval)
    details = []
    if now.median is not None:
        details.append(_("median %(time)s") % {"time": duration(now.median)})
    if now.open_now:
        details.append(_("%(n)s open, %(late)s late") % {"n": now.open_now, "late": now.overdue})
    again = _("Asked again: %(asked)s, answered %(answered)s, happy now %(happy)s") % {
        "asked": now.asked_again, "answered": now.answered_again, "happy": now.happy_again,
    }  # fmt: skip
    return Closed(
        now=now,
        text=_("%(closed)s of %(opened)s") % {"closed": now.opened_closed, "opened": now.opened} if now.opened else "–",
        interval=f"{SURE}: {percent(low)} – {percent(high)}" if now.opened else "",
        details=details,
        delta=_delta(now, before),
        again=again if now.asked_again else "",
        cases=_waiting(scope),
        href=f"{reverse('follow-ups')}?view=open",
    )


def _delta(now: Loops, before: Loops) -> Delta | None:
    """Of the share closed, in points."""
    if now.share_closed is None or before.share_closed is None:
        return None
    points = round(100 * now.share_closed) - round(100 * before.share_closed)
    if not points:
        return Delta(_("unchanged"))
    mood = "" if now.is_few or before.is_few else ("good" if points > 0 else "bad")
    return Delta(f"{'▲' if points > 0 else '▼'} {abs(points)}", mood)


def _waiting(scope: Scope) -> list[Case]:
    rows = counted().filter(OPEN, narrow(scope, "answer__invitation__")).order_by("due_at", "pk")
    rows = rows.select_related("owner", "answer__invitation__ticket__customer", "answer__invitation__customer")
    rows = rows.prefetch_related("answer__invitation__customer__identities")
    return [Case(case, case.answer.named) for case in rows[:MOST]]
