"""/reports/journey/: the touchpoints of the customer's journey, the worst first, and where their colours begin."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import agent_of, manager_required
from reports import export
from reports.journey import thresholds
from reports.journey.advice import advise
from reports.journey.findings import Journey, Station
from reports.journey.forms import ThresholdsForm
from reports.journey.map import Colour
from reports.views.frame import Frame, answer

# Words and shape, since colour alone says nothing to some.
COLOURS = {
    Colour.RED: ("bad", gettext_lazy("bad"), "circle-x"),
    Colour.AMBER: ("warn", gettext_lazy("could be better"), "triangle-alert"),
    Colour.GREEN: ("good", gettext_lazy("good"), "circle-check"),
    Colour.GREY: ("few", gettext_lazy("too few to judge"), "circle-dashed"),
}


@require_safe
@manager_required
def journey_page(request: HttpRequest) -> HttpResponse:
    frame = Frame.of(request)
    journey = Journey(frame.scope, frame.period)
    context = frame.context() | {
        "journey": journey,
        "colours": COLOURS,
        "cards": [(station, COLOURS[station.colour], advise(journey, station)) for station in journey.worst_first],
        "stations": [(station, COLOURS[station.colour]) for station in journey.stations],
        "lanes": [(lane, [(station, COLOURS[station.colour]) for station in lane.stations]) for lane in journey.lanes],
        "csv": f"{reverse('report-journey-csv')}?{frame.query()}",
    }
    return answer(request, "reports/journey.html", context)


@require_safe
@manager_required
def journey_csv(request: HttpRequest) -> HttpResponse:
    """A row for each touchpoint and figure, over all channels (the channel is empty) and by each. Durations in seconds,
    shares from 0 to 1."""
    frame = Frame.of(request)
    journey = Journey(frame.scope, frame.period)
    head = ["channel", "touchpoint", "figure", "value", "n", "before", "colour", "green", "red"]
    rows = _rows("", journey.stations)
    for lane in journey.lanes:
        rows += _rows(lane.channel, lane.stations)
    return export.response(f"journey-{frame.period.first}-{frame.period.last}", head, rows)


def _rows(channel: str, stations: list[Station]) -> list[list[export.Cell]]:
    return [
        [
            channel, station.point.key, one.name, export.rounded(one.row.value if one.row else None), one.n,
            export.rounded(one.row.before.value if one.row and one.row.before else None), str(one.colour), one.limits.green,
            one.limits.red,
        ]
        for station in stations
        for one in station.measured
    ]  # fmt: skip


@manager_required
def journey_thresholds(request: HttpRequest) -> HttpResponse:
    """Where green ends and red begins, for everybody."""
    form = ThresholdsForm(request.POST or None, thresholds.limits())
    if request.method == "POST" and form.is_valid():
        thresholds.save(agent_of(request), form.wanted())
        messages.success(request, _("Saved."))
        return redirect("report-journey")
    return render(request, "reports/journey_thresholds.html", {"form": form}, status=422 if form.errors else 200)
