"""/reports/satisfaction/: how content customers are, how sure that is, and why."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import manager_required
from reports import comparing, export
from reports.satisfaction import kinds, tables
from reports.satisfaction.page import build
from reports.views.frame import Frame, answer


@require_safe
@manager_required
def satisfaction_page(request: HttpRequest) -> HttpResponse:
    """`kind` and `split` say what stands side by side; htmx asks for the figures alone."""
    frame, kind, split = _asked(request)
    address = reverse("report-satisfaction")
    context = frame.context() | {
        "report": build(frame.scope, frame.period, kind, split),
        "kinds": [(name, words, f"{address}?{frame.query(kind=name)}#parts") for name, words in kinds.NAMES.items()],
        "splits": [
            (name, words, f"{address}?{frame.query(split=name)}#parts") for name, words in comparing.SPLITS.items()
        ],
        "split_title": comparing.SPLITS[split],
        "csv": {name: f"{reverse('report-satisfaction-csv', args=[name])}?{frame.query()}" for name in tables.TABLES},
    }
    bare = bool(request.headers.get("HX-Request"))
    return answer(request, "reports/_satisfaction.html" if bare else "reports/satisfaction.html", context)


@require_safe
@manager_required
def satisfaction_csv(request: HttpRequest, name: str) -> HttpResponse:
    """One chart of the page as a table; shares from 0 to 1."""
    frame, _kind, split = _asked(request)
    found = tables.table(name, frame.scope, frame.period, split)
    if found is None:
        raise Http404
    return export.response(f"satisfaction-{name}-{frame.period.first}-{frame.period.last}", found.head, found.rows)


def _asked(request: HttpRequest) -> tuple[Frame, str, str]:
    """What makes no sense gives CSAT by channel."""
    kind, split = kinds.known(request.GET.get("kind", "")), request.GET.get("split", "")
    split = split if split in comparing.SPLITS else "channel"
    return Frame.of(request, {"kind": kind, "split": split}), kind, split
