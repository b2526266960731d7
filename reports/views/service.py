"""/reports/service/: a period, against the one before."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import manager_required
from reports import comparing, export, over_time, service
from reports.figures import figures
from reports.figures.age import backlog_age
from reports.views.frame import Frame, answer

TABLES = (*service.GROUPS, "age", "split")


@require_safe
@manager_required
def service_page(request: HttpRequest) -> HttpResponse:
    split, clock, frame = _asked(request)
    address = reverse("report-service")
    context = frame.context() | {
        "report": service.build(frame.scope, frame.period, split, clock),
        "split_titles": [comparing.title(name) for name in service.split_names(clock)],
        "split_title": comparing.SPLITS[split],
        "splits": [(name, words, f"{address}?{frame.query(split=name)}") for name, words in comparing.SPLITS.items()],
        "clocks": [
            (name, words, f"{address}?{frame.query(clock=name)}")
            for name, words in (("", _("Round the clock")), (service.BUSINESS, _("Opening hours")))
        ],
        "csv": {name: f"{reverse('report-csv', args=[name])}?{frame.query()}" for name in TABLES},
    }
    return answer(
        request, "reports/_service.html" if request.headers.get("HX-Request") else "reports/service.html", context
    )


@require_safe
@manager_required
def service_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The tables behind the charts (TABLES). Durations in seconds, shares from 0 to 1."""
    split, clock, frame = _asked(request)
    scope, period = frame.scope, frame.period
    file = f"{name}-{period.first}-{period.last}"
    if name in service.GROUPS:
        names = service.names_of(name, clock)
        head, rows = over_time.csv(names, figures(names, scope, period, "time"), period)
        return export.response(file, head, rows)
    if name == "age":
        pairs = zip(backlog_age(scope, period), backlog_age(scope, period.before), strict=True)
        head = [_("Open for"), _("At the end of the period"), _("At the end of the one before")]
        return export.response(file, head, [[str(one.band.words), one.n, before.n] for one, before in pairs])
    if name == "split":
        names = service.split_names(clock)
        return export.response(f"{split}-{file}", *comparing.csv(names, scope, period, split))
    raise Http404


def _asked(request: HttpRequest) -> tuple[str, str, Frame]:
    """What makes no sense gives channels, round the clock."""
    split, clock = request.GET.get("split", ""), request.GET.get("clock", "")
    split = split if split in comparing.SPLITS else "channel"
    clock = clock if clock == service.BUSINESS else ""
    return split, clock, Frame.of(request, {"split": split, **({"clock": clock} if clock else {})})
