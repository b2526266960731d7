"""/reports/consistency/: where one channel treats people worse than the others do on the same topics."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import manager_required
from reports import comparing, export
from reports.consistency import words
from reports.consistency.compare import LEVEL
from reports.consistency.drawing import draw
from reports.consistency.findings import Findings
from reports.consistency.measured import MEASURED
from reports.figures import FEW
from reports.views.frame import Frame, answer
from tickets.models import Tag


@require_safe
@manager_required
def consistency_page(request: HttpRequest) -> HttpResponse:
    """`figure` is what is drawn (the one that is furthest off when not given), `channel` whose figures stand beside those
    of the others (the worst), `topic` looks at one topic only."""
    asked = request.GET.get("figure", "")
    frame = Frame.of(request, {"figure": asked} if asked in MEASURED else {})
    findings = Findings(frame.scope, frame.period)
    name = frame.kept.get("figure") or findings.strongest
    context = frame.context() | {
        "findings": findings,
        "sentences": [
            (line, [(cell, words.harm(cell.judged)) for cell in line.worse], _here(frame, channel=line.channel))
            for line in findings.worse
        ],
        "figures": [(one, comparing.title(one), findings.has_worse(one), _here(frame, figure=one)) for one in MEASURED],
        "figure": name,
        "figure_title": comparing.title(name),
        "drawing": draw(findings, name),
        "looked_at": (line := findings.looked_at(frame.scope.channel)),
        "facing": [(comparing.title(cell.name), cell) for cell in line.cells] if line else [],
        "titles": [comparing.title(one) for one in MEASURED],
        "lines": [(line, _here(frame, channel=line.channel)) for line in findings.lines],
        "topics": Tag.objects.order_by("name"),
        "few_below": FEW,
        "level": round(100 * LEVEL),
        "csv": f"{reverse('report-consistency-csv')}?{frame.query()}",
    }
    return answer(request, "reports/consistency.html", context)


def _here(frame: Frame, **more: Any) -> str:
    return f"{reverse('report-consistency')}?{frame.query(**more)}"


@require_safe
@manager_required
def consistency_csv(request: HttpRequest) -> HttpResponse:
    """A row for each channel and figure: the figure itself, both sides on the same topics, how sure. Durations in seconds,
    shares from 0 to 1."""
    frame = Frame.of(request)
    head = [
        "channel", "figure", "value", "n", "low_95", "high_95", "same_topics", "others", "n_same_topics", "n_others",
        "p_corrected", "verdict",
    ]  # fmt: skip
    rows: list[list[export.Cell]] = []
    for line in Findings(frame.scope, frame.period).lines:
        for cell in line.cells:
            one, row = cell.judged, cell.row
            low, high = row.interval if row and row.interval and row.value is not None else (None, None)
            numbers = [
                export.rounded(row.value if row else None),
                row.n if row else 0,
                export.rounded(low),
                export.rounded(high),
            ]
            facing = [export.rounded(one.ours), export.rounded(one.others), one.n, one.n_others, export.rounded(one.p)]
            rows.append([line.channel, cell.name, *numbers, *facing, str(one.verdict)])
    return export.response(f"consistency-{frame.period.first}-{frame.period.last}", head, rows)
