"""/reports/customers/: who came, who stayed and who fell silent, and whom to look after; and the customers behind each figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import agent_of, manager_required
from reports import comparing, export, links
from reports.facts.activity import HOME
from reports.people import drawn, lists, report
from reports.people.cohorts import MONTHS
from reports.people.figures import TITLES
from reports.people.report import Line, Numbers
from reports.people.whose import Whose
from reports.period import Period
from reports.views.frame import Frame, answer, narrowed_words

LOOK_AFTER = 8


@require_safe
@manager_required
def customers_page(request: HttpRequest) -> HttpResponse:
    whose, frame = _asked(request)
    care = lists.customers(agent_of(request), lists.WHO["care"], whose, frame.period)
    rows, further = lists.page(care, size=LOOK_AFTER)
    counted = report.COUNTING.ask(whose, frame.period)
    found = report.build(whose, frame.period, counted.value)
    address = reverse("report-customers")
    context = frame.context() | {
        "report": found,
        "counted_at": counted.at if counted.is_kept else None,
        "care": rows,
        "titles": list(TITLES.values()),
        "flow": drawn.flow_chart(found.flow, whose, frame.period),
        "times": drawn.times_chart(found.whole.contacts, whose, frame.period),
        "cohorts": drawn.cohort_lines(whose, counted.value.cohorts),
        "months": range(1, MONTHS),
        "segment": whose.segment,
        "without_segment": f"{address}?{frame.query(segment='')}",
        "part_lines": [(line, f"{address}?{frame.query(**line.href)}") for line in found.parts],
        "splits": [(name, comparing.SPLITS[name], f"{address}?{frame.query(split=name)}#parts") for name in HOME],
        "split_title": comparing.SPLITS[whose.by],
        "segment_lines": [(line, f"{address}?{frame.query(**line.href)}") for line in found.segments],
        "worth": [(links.customers(who, whose, frame.period), words, worth) for who, words, worth in found.worth],
        "knows_worth": any(worth.n for _who, _words, worth in found.worth),
        "all_care": links.customers("care", whose, frame.period) if further else "",
        "csv": {
            name: f"{reverse('report-customers-csv', args=[name])}?{frame.query()}"
            for name in ("time", "contacts", "parts", "segments", "cohorts")
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
    """The tables of the page: `time`, `contacts`, `parts`, `segments` or `cohorts`. Shares from 0 to 1."""
    whose, frame = _asked(request)
    tables = {"time": _time, "contacts": _contacts, "parts": _parts, "segments": _segments, "cohorts": _cohorts}
    if name not in tables:
        raise Http404
    head, rows = tables[name](whose, frame.period, report.COUNTING.ask(whose, frame.period).value)
    return export.response(f"customers-{name}-{frame.period.first}-{frame.period.last}", head, rows)


Table = tuple[list[str], list[list[export.Cell]]]


def _time(_whose: Whose, period: Period, numbers: Numbers) -> Table:
    head = [_("From"), _("To"), _("New"), _("Came back"), _("Fell silent")]
    return head, [
        [bucket.first.isoformat(), bucket.last.isoformat(), one.came, one.back, one.ended]
        for bucket, one in zip(period.buckets(), numbers.flow, strict=True)
    ]


def _contacts(_whose: Whose, _period: Period, numbers: Numbers) -> Table:
    times = numbers.whole.contacts.times
    return [_("Contacts"), _("Customers")], [[n, times[n]] for n in sorted(times)]


def _parts(whose: Whose, period: Period, numbers: Numbers) -> Table:
    return _side_by_side(str(comparing.SPLITS[whose.by]), report.part_lines(whose, period, numbers))


def _segments(whose: Whose, period: Period, numbers: Numbers) -> Table:
    return _side_by_side(_("Segment"), report.segment_lines(whose, period, numbers))


def _side_by_side(of: str, lines: Iterable[Line]) -> Table:
    head = [of]
    for title in TITLES.values():
        head += [str(title), f"{title}, n", f"{title}, 95 % <", f"{title}, 95 % >"]
    head += [_("Value, customers"), _("Value, sum"), _("Value, median")]
    rows: list[list[export.Cell]] = []
    for line in lines:
        numbers = [number for cell in line.cells for number in comparing.numbers(cell.row)]
        rows.append([line.label, *numbers, line.worth.n, line.worth.total, line.worth.median])
    return head, rows


def _cohorts(_whose: Whose, _period: Period, numbers: Numbers) -> Table:
    head = [_("First contact in"), _("Customers"), *(f"+{n}" for n in range(1, MONTHS))]
    rows: list[list[export.Cell]] = [
        [f"{one.month:%Y-%m}", one.size, *(round(n / one.size, 4) for n in one.again[1:])]
        for one in numbers.cohorts
        if one.size
    ]
    return head, rows


def _asked(request: HttpRequest) -> tuple[Whose, Frame]:
    frame = Frame.of(request)
    whose = Whose.from_query(request.GET, frame.scope)
    return whose, replace(
        frame, scope=whose.scope, kept={"split": whose.by, **({"segment": whose.segment} if whose.segment else {})}
    )
