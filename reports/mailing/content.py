"""A report as a mail: tiles, a bar for each line, both against the period before; the same as plain text and as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode

from accounts.models import Team, User
from core.private_links import without_tokens
from core.text import clean_line
from core.tokens import make_token
from reports import comparing, export, links
from reports.comparing import Cell, Line
from reports.figures import FIGURES, Unit
from reports.models.scheduled import Occasion, ReportMail, ScheduledReport
from reports.period import Period
from reports.scope import Scope
from surveys.models import Kind
from tickets import channel_info
from tickets.models import Inbox

STOP = "report-stop"
# The lines of a split beyond these are left to the page.
MOST_LINES = 15


def without_stops(text: str) -> str:
    """The text without the tokens of links that stop a report: each is for its recipient alone."""
    return without_tokens(text, "reports/stop")


@dataclass(frozen=True, slots=True)
class Bar:
    """`width` is percent of the room; `rest` what is left of it."""

    label: str
    cell: Cell
    width: int

    @property
    def rest(self) -> int:
        return 100 - self.width


@dataclass(frozen=True, slots=True)
class Section:
    """One figure: all of it, then its lines."""

    title: str
    whole: Cell
    before: str
    href: str
    bars: list[Bar]
    more: int

    @property
    def is_there(self) -> bool:
        """Was anything counted, now or before?"""
        return bool(self.whole.row.value is not None or self.before or self.bars)


def scope_of(report: ScheduledReport, reader: User | None) -> Scope:
    """What it is narrowed to, within what a reader who works here may see."""
    kept = report.scope
    scope = Scope(channel=kept.get("channel", ""), team=kept.get("team", 0), inbox=kept.get("inbox", 0))
    return scope.seen_by(reader) if reader is not None else scope


def narrowed(scope: Scope) -> list[str]:
    """The filters in words."""
    words = [str(channel_info.get(scope.channel).name)] if scope.channel else []
    for model, pk in ((Team, scope.team), (Inbox, scope.inbox)):
        if pk:
            words += [str(one) for one in model._default_manager.filter(pk=pk)]
    return words


def days(period: Period) -> str:
    """The period in words."""
    first, last = (date_format(day, "j E Y") for day in (period.first, period.last))
    return first if period.days == 1 else f"{first} – {last}"


def build(row: ReportMail) -> EmailMultiAlternatives:
    """The mail, in the active language. Figures are those of now for the days of the occasion."""
    occasion: Occasion = row.occasion
    report = occasion.report
    period, scope = Period(occasion.first, occasion.last), scope_of(report, row.user)
    names = comparing.GROUPS[report.group][1]
    found = comparing.lines(names, scope, period, report.split)
    asked = {**links.span(period), **scope.params(), "group": report.group, "split": report.split}
    stop = ""
    if row.user is None:
        token = make_token(STOP, [report.pk, row.address])
        stop = settings.PUBLIC_URL + reverse("report-stop", args=[token])
    sections = [_section(name, found, index) for index, name in enumerate(names)]
    context = {
        "report": report,
        "days": days(period),
        "before": days(period.before),
        "narrowed": narrowed(scope),
        "split": comparing.SPLITS[report.split],
        "sections": [one for one in sections if one.is_there],
        "nothing": [one.title for one in sections if not one.is_there],
        "page": f"{settings.PUBLIC_URL}{reverse('report-compare')}?{urlencode(asked)}",
        "own": settings.PUBLIC_URL + reverse("report-scheduled-edit", args=[report.pk]),
        "stop": stop,
        "brand_name": settings.BRAND_NAME,
    }
    subject = clean_line(f"{report.name}: {context['days']}", 200)
    text = render_to_string("reports/mail/report.txt", context).strip() + "\n"
    mail = EmailMultiAlternatives(subject, text, to=[row.address])
    mail.attach_alternative(render_to_string("reports/mail/report.html", context), "text/html")
    if report.with_csv:
        head, rows = comparing.as_table(names, found, report.split)
        name = f"{report.group}-{report.split}-{period.first}-{period.last}.csv"
        mail.attach(name, "\ufeff" + export.text(head, rows), "text/csv")
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    mail.extra_headers["Message-ID"] = f"<report-{occasion.pk}-{row.pk}@{settings.MAIL_DOMAIN}>"
    if stop:
        mail.extra_headers["List-Unsubscribe"] = f"<{stop}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def _section(name: str, found: list[Line], index: int) -> Section:
    whole, *parts = found
    cell = whole.cells[index]
    shown = [line for line in parts if line.cells[index].row.value is not None]
    top = max((line.cells[index].row.value or 0 for line in shown), default=0)
    before = cell.row.before
    words = comparing.show(name, before.value) if before is not None and before.value is not None else ""
    href = settings.PUBLIC_URL + cell.row.link if cell.row.link else ""
    bars = [Bar(line.label, line.cells[index], _width(name, line.cells[index], top)) for line in shown[:MOST_LINES]]
    return Section(comparing.title(name), cell, words, href, bars, len(shown) - len(bars))


def _width(name: str, cell: Cell, top: float) -> int:
    """Shares and scores on their whole scale, all else against the longest."""
    value: Any = cell.row.value or 0
    if name == Kind.NPS:
        share = (value + 100) / 200
    elif name == Kind.CES:
        share = (value - 1) / 6
    elif name in FIGURES and FIGURES[name].unit != Unit.SHARE:
        share = value / top if top else 0
    else:
        share = value
    return max(1, min(100, round(share * 100)))
