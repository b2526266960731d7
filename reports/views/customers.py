"""/reports/customers/: who came, who stayed and who fell silent, and whom to look after; and the customers behind each figure."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import agent_of, manager_required
from reports import comparing, export, links
from reports.people import drawn, figures, lists, report, stretches
from reports.people.figures import TITLES
from reports.people.whose import Whose, top_segments
from reports.period import Period
from reports.views.frame import Frame, answer, narrowed_words

LOOK_AFTER = 8


@require_safe
@manager_required
def customers_page(request: HttpRequest) -> HttpResponse:
    whose, frame = _asked(request)
    care = lists.customers(agent_of(request), lists.WHO["care"], whose, frame.period)
    rows, further = lists.page(care, size=LOOK_AFTER)
    found = report.build(whose, frame.period)
    address = reverse("report-customers")
    context = frame.context() | {
        "report": found,
        "care": rows,
        "titles": list(TITLES.values()),
        "flow": drawn.flow_chart(found.flow, whose, frame.period),
        "times": drawn.times_chart(found.whole.contacts, whose, frame.period),
        "cohorts": drawn.cohort_lines(whose, frame.period),
        "months": range(1, drawn.cohorts.MONTHS),
        "segment": whose.segment,
        "without_segment": f"{address}?{frame.query(segment='')}",
        "channel_lines": [(line, f"{address}?{frame.query(**line.href)}") for line in found.channels],
        "segment_lines": [(line, f"{address}?{frame.query(**line.href)}") for line in found.segments],
        "worth": [(links.customers(who, whose, frame.period), words, worth) for who, words, worth in found.worth],
        "knows_worth": any(worth.n for _who, _words, worth in found.worth),
        "all_care": links.customers("care", whose, frame.period) if further else "",
        "csv": {
            name: f"{reverse('report-customers-csv', args=[name])}?{frame.query()}"
            for name in ("time", "contacts", "channels", "segments", "cohorts")
        },
    }
    return answer(request, "reports/customers.html", context)


@require_safe
@manager_required
def list_page(request: HttpRequest) -> HttpResponse:
    """`who` names the figure (reports/people/lists.py); period, scope and segment are those of the report."""
    whose, frame = _asked(request)
    key = request.GET.get("who", "")
    who = lists.WHO.get(key)
    if who is None:
        raise Http404
    found = lists.customers(agent_of(request), who, whose, frame.period)
    rows, cursor = lists.page(found, request.GET.get("cursor", ""))
    following = links.customers(key, whose, frame.period)
    context = {
        "who": who,
        "rows": rows,
        "total": found.count(),
        "following": f"{following}&{urlencode({'cursor': cursor})}" if cursor else "",
        "period": None if who.is_now else frame.period,
        "narrowed_to": [*narrowed_words(frame.scope), *([whose.segment] if whose.segment else [])],
    }
    return answer(request, "reports/customer_list.html", context)


@require_safe
@manager_required
def customers_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The tables of the page: `time`, `contacts`, `channels`, `segments` or `cohorts`. Shares from 0 to 1."""
    whose, frame = _asked(request)
    tables = {"time": _time, "contacts": _contacts, "channels": _groups, "segments": _groups, "cohorts": _cohorts}
    if name not in tables:
        raise Http404
    head, rows = tables[name](whose, frame.period, name)
    return export.response(f"customers-{name}-{frame.period.first}-{frame.period.last}", head, rows)


Table = tuple[list[str], list[list[export.Cell]]]


def _time(whose: Whose, period: Period, _name: str) -> Table:
    head = [_("From"), _("To"), _("New"), _("Came back"), _("Fell silent")]
    flow = zip(period.buckets(), stretches.over_time(whose, period), strict=True)
    return head, [
        [bucket.first.isoformat(), bucket.last.isoformat(), one.came, one.back, one.ended] for bucket, one in flow
    ]


def _contacts(whose: Whose, period: Period, _name: str) -> Table:
    times = figures.contacts.count(whose, period).times
    return [_("Contacts"), _("Customers")], [[n, times[n]] for n in sorted(times)]


def _groups(whose: Whose, period: Period, name: str) -> Table:
    top = top_segments()
    groups = figures.by_group(whose, period, [key for key, _typed in top])
    lines = (
        report.segment_lines(whose, period, groups, top)
        if name == "segments"
        else report.channel_lines(whose, period, groups)
    )
    head = [_("Segment") if name == "segments" else _("Channel of first contact")]
    for title in TITLES.values():
        head += [str(title), f"{title}, n", f"{title}, 95 % <", f"{title}, 95 % >"]
    head += [_("Value, customers"), _("Value, sum"), _("Value, median")]
    rows: list[list[export.Cell]] = []
    for line in lines:
        numbers = [number for cell in line.cells for number in comparing.numbers(cell.row)]
        rows.append([line.label, *numbers, line.worth.n, line.worth.total, line.worth.median])
    return head, rows


def _cohorts(whose: Whose, period: Period, _name: str) -> Table:
    head = [_("First contact in"), _("Customers"), *(f"+{n}" for n in range(1, drawn.cohorts.MONTHS))]
    rows: list[list[export.Cell]] = [
        [f"{one.month:%Y-%m}", one.size, *(round(n / one.size, 4) for n in one.again[1:])]
        for one in drawn.cohorts.cohorts(whose, period)
        if one.size
    ]
    return head, rows


def _asked(request: HttpRequest) -> tuple[Whose, Frame]:
    frame = Frame.of(request)
    whose = Whose.from_query(request.GET, frame.scope)
    return whose, replace(frame, scope=whose.scope, kept={"segment": whose.segment} if whose.segment else {})
