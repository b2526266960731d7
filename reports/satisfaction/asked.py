"""Whether the figures can be believed: how many were asked, who was not and why, and who answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from reports import comparing, links
from reports.comparing import Line
from reports.figures.satisfaction import RESPONSE_RATE, not_asked
from reports.period import Period
from reports.scope import Scope
from surveys.models import NotSent


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody was not asked, how often, and its part of the most frequent one in percent."""

    label: str
    n: int
    part: int
    href: str


@dataclass(frozen=True, slots=True)
class Asked:
    """`channels` have one cell each: the response rate of those asked about what happened there."""

    not_asked: int
    href: str
    reasons: list[Reason]
    channels: list[Line]


def asked(scope: Scope, period: Period) -> Asked:
    grouped = not_asked(scope, period).order_by().values_list("reason").annotate(n=Count("pk"))
    counts = sorted(grouped, key=lambda pair: (-pair[1], pair[0]))
    most = counts[0][1] if counts else 0
    reasons = [
        Reason(
            str(NotSent(reason).label) if reason else "–",
            n,
            round(100 * n / most),
            links.tickets(f"not_asked:{reason}", scope, period) if reason else "",
        )
        for reason, n in counts
    ]
    everybody = links.tickets("not_asked:all", scope, period)
    channels = comparing.lines([RESPONSE_RATE], scope, period, "channel")[1:]
    return Asked(sum(n for _reason, n in counts), everybody, reasons, channels)
